import { decodeGuessed } from './charset.ts';

/** One header line: its name in lower case, its value unfolded, raw 8-bit bytes decoded, encoded words left as they are. */
export type HeaderLine = { name: string; value: string };

export type HeaderBlock = {
  lines: HeaderLine[];
  /** Lines between the headers that are none, for a mail that forgot its blank line. */
  stray: string[];
  /** Where the body starts: behind the blank line, or the end. */
  bodyStart: number;
};

/** Reads the header lines from `start` to the first blank line, or to `end`. Linear; never throws. */
export function readHeaderBlock(raw: Uint8Array, start = 0, end = raw.length): HeaderBlock {
  const lines: HeaderLine[] = [];
  const stray: string[] = [];
  let pieces: string[] = [];
  const flush = () => {
    if (pieces.length > 0) addLine(pieces.join(''), lines, stray);
    pieces = [];
  };
  let position = start;
  while (position < end) {
    const lineFeed = raw.indexOf(LF, position);
    const next = lineFeed === -1 || lineFeed >= end ? end : lineFeed + 1;
    const lineEnd = trimEnd(raw, position, next);
    if (lineEnd === position) {
      position = next;
      break;
    }
    const folded = raw[position] === SPACE || raw[position] === TAB;
    if (!folded) flush();
    if (!folded || pieces.length > 0) pieces.push(decodeGuessed(raw.subarray(position, lineEnd)));
    position = next;
  }
  flush();
  return { lines, stray, bodyStart: position };
}

/** The values of every line of that name, in the order they stand. */
export function valuesOf(lines: readonly HeaderLine[], name: string): string[] {
  return lines.filter((line) => line.name === name).map((line) => line.value);
}

export function firstOf(lines: readonly HeaderLine[], name: string): string | undefined {
  return lines.find((line) => line.name === name)?.value;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

// White space before the colon is obsolete but still names the header ("From : mallory").
const HEADER_LINE = /^([!-9;-~]+)[ \t]*:/;

function addLine(text: string, lines: HeaderLine[], stray: string[]): void {
  const name = HEADER_LINE.exec(text);
  if (name?.[1]) lines.push({ name: name[1].toLowerCase(), value: text.slice(name[0].length).trim() });
  else if (!/^>?From /.test(text)) stray.push(text);
}

function trimEnd(raw: Uint8Array, start: number, next: number): number {
  let end = next;
  if (end > start && raw[end - 1] === LF) end--;
  while (end > start && raw[end - 1] === CR) end--;
  return end;
}
