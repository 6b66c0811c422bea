import { decodeAs } from './charset.ts';
import { decodeGuessed, isMisread } from './guess-charset.ts';
import type { PartShape } from './scan.ts';
import { uuencodedIn } from './uuencode.ts';

/** The content of a part with its transfer encoding taken off. */
export function partBytes(raw: Uint8Array, { encoding, bodyStart, bodyEnd }: PartShape): Uint8Array {
  const body = Buffer.from(raw.buffer, raw.byteOffset + bodyStart, Math.max(0, bodyEnd - bodyStart));
  if (encoding === 'base64' && !isPlain(body)) return Buffer.from(body.toString('latin1'), 'base64');
  const content = withoutLastBreak(body);
  if (UUENCODED.has(encoding)) return uuencodedIn(content.toString('latin1').replace(/\r/g, ''))[0]?.bytes ?? content;
  return encoding === 'quoted-printable' ? fromQuotedPrintable(content) : content;
}

const UUENCODED = new Set(['x-uuencode', 'uuencode', 'x-uue', 'uue']);

/** Words that call themselves base64: there are spaces between them. */
export const isPlain = (body: Buffer): boolean =>
  /[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}/.test(body.toString('latin1', 0, SAMPLE));

const SAMPLE = 2000;

/** What a part declares that has nothing to declare, or should have. */
export const NO_CHARSET: ReadonlySet<string> = new Set(['', 'us-ascii', 'ascii', 'ansi_x3.4-1968']);

/** The content of a text part in its charset, or in the one that its bytes and the charsets of the other parts speak for. */
export function partText(raw: Uint8Array, part: PartShape, hints: readonly string[]): string {
  const bytes = partBytes(raw, part);
  const text = NO_CHARSET.has(part.charset) ? null : decodeAs(bytes, part.charset);
  return text === null || isMisread(text) ? decodeGuessed(bytes, hints) : text;
}

/** RFC 2046 5.1.1: the line break in front of a boundary is the boundary's. */
function withoutLastBreak(body: Buffer): Buffer {
  let end = body.length;
  if (body[end - 1] === LF) end--;
  if (body[end - 1] === CR && end < body.length) end--;
  return body.subarray(0, end);
}

function fromQuotedPrintable(body: Buffer): Buffer {
  const plain = Buffer.alloc(body.length);
  let length = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] ?? 0;
    if (byte !== EQUALS) {
      plain[length++] = byte;
      continue;
    }
    const hex = Number.parseInt(body.toString('latin1', i + 1, i + 3), 16);
    const lineEnd = endOfSoftBreak(body, i + 1);
    if (lineEnd > i) i = lineEnd;
    else if (HEX.test(body.toString('latin1', i + 1, i + 3))) {
      plain[length++] = hex;
      i += 2;
    } else plain[length++] = byte;
  }
  return plain.subarray(0, length);
}

const HEX = /^[0-9A-Fa-f]{2}$/;

/** The index of the line feed of "=\r\n", over white space that some relay added; 0 when it is none. */
function endOfSoftBreak(body: Buffer, start: number): number {
  let i = start;
  while (body[i] === SPACE || body[i] === TAB) i++;
  if (body[i] === CR) i++;
  if (body[i] === LF) return i;
  return i >= body.length ? body.length : 0;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const EQUALS = '='.charCodeAt(0);
