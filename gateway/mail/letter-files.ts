import type { LetterAttachment } from '../desk/letter.ts';
import type { Body, BodyFile } from './body.ts';
import { decodedCid } from './clean.ts';
import { oneLine } from './clean-text.ts';
import { attachmentName } from './names.ts';
import { isWords, type Scan } from './scan.ts';

/** The files under plain names, with where they are shown; what is odd about them goes to `problems`. */
export function attachmentsOf(scanned: Scan, { html, files }: Body, problems: string[]): LetterAttachment[] {
  const shown = shownCids(html ?? '');
  const cutOff = cutOffFile(scanned);
  if (scanned.unclosed && files.length > 0) problems.push('The mail ends in the middle: its last part may be cut off.');
  return files.map((file, index) => {
    const cid = cidOf(file);
    return {
      name: attachmentName(file.name, file.contentType, index + 1),
      contentType: typeOf(file),
      bytes: file.bytes,
      inline: cid !== null && shown.has(cid),
      cid,
      truncated: index === cutOff,
    };
  });
}

/** Which file a mail without its end breaks off in: the parser's files are the parts that are no words, in their order. */
function cutOffFile({ unclosed, parts }: Scan): number {
  const last = parts.at(-1);
  return unclosed && last && !isWords(last) ? parts.filter((part) => !isWords(part)).length - 1 : -1;
}

function shownCids(html: string): Set<string> {
  const shown = new Set<string>();
  for (const [, cid = ''] of html.matchAll(/\bcid:([^"'\s<>)]{1,300})/gi)) shown.add(decodedCid(cid));
  return shown;
}

function cidOf({ cid }: BodyFile): string | null {
  const plain = oneLine(cid ?? '')
    .slice(0, 300)
    .toWellFormed();
  return plain === '' ? null : plain;
}

/** A type as RFC 2045 writes it, else bytes: it is stored, compared and never executed. */
function typeOf({ contentType }: BodyFile): string {
  const type = contentType.trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(type) ? type : 'application/octet-stream';
}
