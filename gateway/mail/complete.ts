import type { Body, BodyFile } from './body.ts';
import { isMisread, isUtf8 } from './guess-charset.ts';
import { typeOfName } from './names.ts';
import { isPlain, NO_CHARSET, partBytes, partText } from './part-bytes.ts';
import { charsetsOf, isWords, type PartShape, type Scan } from './scan.ts';
import { openTnef } from './tnef.ts';
import { uuencodedIn } from './uuencode.ts';

/**
 * What a parser leaves out or gets wrong, mended by what the scan knows: words in another charset than they say, files
 * named in unusual places, text parts that are files too, files inside the text (uuencode) and inside winmail.dat.
 */
export function completed(body: Body, scan: Scan): Body {
  const read = inTrueCharset(body, scan);
  const files = [...withNames(body.files, scan), ...namedTexts(scan), ...uuencodedIn(read.text ?? '').map(typed)];
  const opened = files.flatMap((file) => (isTnef(file) ? (openTnef(file.bytes) ?? []) : []));
  const [packed] = opened;
  const silent = `${read.text ?? ''}${read.html ?? ''}`.trim() === '';
  return {
    ...(silent && packed ? { text: packed.text, html: packed.html } : { text: read.text, html: read.html }),
    files: [...files, ...opened.flatMap((one) => one.files.map(typed))],
    problems: packed?.files.length ? [...read.problems, UNPACKED] : read.problems,
  };
}

/** Containers of old tell names, not types. */
const typed = (file: BodyFile): BodyFile =>
  file.contentType === 'application/octet-stream' ? { ...file, contentType: typeOfName(file.name) } : file;

const UNPACKED = 'It carries a winmail.dat of Outlook; what was packed into it is attached beside it.';

const isTnef = ({ name, contentType }: BodyFile) =>
  /^application\/(?:vnd\.)?ms-tnef$/i.test(contentType) || /^winmail\.dat$/i.test(name ?? '');

// UTF-8 read as windows-1252: "Ã¼" for "ü".
const TWICE_ENCODED = /[ÃÂ][\u0080-\u00bf\u0152-\u0192\u2013-\u2122]|â€/;

/** Text that came out wrong is read again from its bytes, by the charset these speak for. */
function inTrueCharset(body: Body, scan: Scan): Body {
  const again = (words: string | null, type: string): string | null => {
    const parts = scan.parts.filter((part) => part.type === type && isWords(part));
    const wrong =
      words !== null &&
      (isMisread(words) ||
        isUnlabelled(words, parts) ||
        isTwiceEncoded(words, parts, scan) ||
        parts.some(isFalselyEncoded(scan)));
    if (!wrong || parts.length === 0) return words;
    const hints = charsetsOf(scan.raw, scan.parts);
    const utf8 = (part: PartShape) => (isUtf8(partBytes(scan.raw, part)) ? { ...part, charset: 'utf-8' } : part);
    return parts.map((part) => partText(scan.raw, utf8(part), hints)).join('\n');
  };
  const [text, html] = [again(body.text, 'text/plain'), again(body.html, 'text/html')];
  if (text === body.text && html === body.html) return body;
  return { ...body, text, html, problems: [...body.problems, 'Its character set was guessed.'] };
}

/** Eight bits in parts that declare none. */
const isUnlabelled = (words: string, parts: readonly PartShape[]) =>
  /[\u0080-\u{10ffff}]/u.test(words) && parts.every(({ charset }) => NO_CHARSET.has(charset));

const isFalselyEncoded =
  ({ raw }: Scan) =>
  ({ encoding, bodyStart, bodyEnd }: PartShape) =>
    encoding === 'base64' && isPlain(Buffer.from(raw.buffer, raw.byteOffset + bodyStart, bodyEnd - bodyStart));

function isTwiceEncoded(words: string, parts: readonly PartShape[], { raw }: Scan): boolean {
  return TWICE_ENCODED.test(words) && parts.every((part) => part.charset !== 'utf-8' && isUtf8(partBytes(raw, part)));
}

/** The parser's files are the parts that are no words, in their order; it does not know every place of a name. */
function withNames(files: readonly BodyFile[], { raw, parts }: Scan): BodyFile[] {
  const shapes = parts.filter((part) => !isWords(part));
  if (shapes.length !== files.length) return [...files];
  return files.map((file, i) => {
    const shape = shapes[i];
    const name = file.name === null || WRONG_NAME.test(file.name) ? (shape?.name ?? file.name) : file.name;
    // An encoding that the parser does not know.
    const bytes = shape && file.bytes.length === 0 ? partBytes(raw, shape) : file.bytes;
    return { ...file, name, bytes };
  });
}

// Characters that were replaced, or UTF-8 read as Latin.
const WRONG_NAME = /\ufffd|[\u00c2-\u00f4][\u0080-\u00bf]/;

/** A text part with a file name is shown with the words and kept as the file it is. */
function namedTexts({ raw, parts }: Scan): BodyFile[] {
  const texts = parts.filter(isWords);
  return texts
    .filter(({ name, disposition }, i) => name !== null && (disposition === 'inline' || i > 0))
    .slice(0, MAX_NAMED_TEXTS)
    .map((part) => ({ name: part.name, contentType: part.type, cid: null, bytes: partBytes(raw, part) }));
}

// More small texts than anybody attaches by hand.
const MAX_NAMED_TEXTS = 100;
