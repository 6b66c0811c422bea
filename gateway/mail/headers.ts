import { decodeGuessed, decodeUtf8 } from './guess-charset.ts';

/** One header line: its name in lower case, its value unfolded, raw 8-bit bytes decoded, encoded words left as they are. */
export type HeaderLine = { name: string; value: string };

export type HeaderBlock = {
  lines: HeaderLine[];
  /** Where the body starts: behind the blank line, at the first words of a mail that forgot it, or at the end. */
  bodyStart: number;
  /** Some line was not UTF-8, and its charset a guess. */
  guessed: boolean;
};

/**
 * Reads the header lines from `start` to the first blank line, or to `end`; `hints` are charsets that raw 8-bit bytes may
 * be in. Linear; never throws.
 */
export function readHeaderBlock(
  raw: Uint8Array,
  start = 0,
  end = raw.length,
  hints: readonly string[] = [],
): HeaderBlock {
  let guessed = false;
  const decode = (bytes: Uint8Array) => {
    const text = decodeUtf8(bytes);
    if (text === null) guessed = true;
    return text ?? decodeGuessed(bytes, hints);
  };
  const lines: HeaderLine[] = [];
  // Where words stand that are no header, and how many headers stood before them.
  let words: { at: number; behind: number } | null = null;
  let pieces: string[] = [];
  let begun = start;
  const flush = () => {
    const line = pieces.length > 0 ? lineOf(pieces.join('')) : null;
    if (line === 'words') words ??= { at: begun, behind: lines.length };
    else if (line) lines.push(line);
    // A header of mail behind them: they were a broken one themselves.
    if (line && line !== 'words' && KNOWN.test(line.name)) words = null;
    pieces = [];
  };
  let position = start;
  let behindWords = 0;
  while (position < end && behindWords < LOOK_BEHIND_WORDS) {
    if (words) behindWords++;
    const lineFeed = raw.indexOf(LF, position);
    const next = lineFeed === -1 || lineFeed >= end ? end : lineFeed + 1;
    const lineEnd = trimEnd(raw, position, next);
    if (lineEnd === position) {
      position = next;
      break;
    }
    // Nothing stands before the first line that it could go on.
    const folded = (raw[position] === SPACE || raw[position] === TAB) && position > start;
    if (!folded) {
      flush();
      begun = position;
    }
    pieces.push(decode(raw.subarray(position, lineEnd)));
    position = next;
  }
  flush();
  const early = words as { at: number; behind: number } | null;
  return early
    ? { lines: lines.slice(0, early.behind), bodyStart: early.at, guessed }
    : { lines, bodyStart: position, guessed };
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

// A broken line stands among the others; what goes on for longer is a text.
const LOOK_BEHIND_WORDS = 50;

// White space before the colon is obsolete but still names the header ("From : mallory").
const HEADER_LINE = /^([!-9;-~]+)[ \t]*:/;
// Headers that mail has; "Problem: the printer" may be a first sentence.
const KNOWN =
  /^(?:x-|list-|content-|resent-|arc-|dkim-|received|from$|to$|cc$|bcc$|subject$|date$|sender$|reply-to$|message-id$|mime-version$|return-path$|references$|in-reply-to$|delivered-to$|authentication-results$|auto-submitted$|precedence$|(?:original|final)-recipient$|action$|status$|diagnostic-code$)/;

function lineOf(given: string): HeaderLine | 'words' | null {
  const text = given.trimStart();
  const name = HEADER_LINE.exec(text);
  if (name?.[1]) return { name: name[1].toLowerCase(), value: text.slice(name[0].length).trim() };
  // The line that mbox files put in front.
  return /^>?From /.test(text) ? null : 'words';
}

function trimEnd(raw: Uint8Array, start: number, next: number): number {
  let end = next;
  if (end > start && raw[end - 1] === LF) end--;
  while (end > start && raw[end - 1] === CR) end--;
  return end;
}
