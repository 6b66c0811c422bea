import chardet from 'chardet';
import { charsetName, decodeAs } from './charset.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('windows-1252');

/**
 * Bytes without a charset, or with one that cannot be: UTF-8 when they are that, else what `hints` name (the charsets the
 * mail declares elsewhere), else what their frequencies say, else windows-1252, which has a character for every byte.
 */
export function decodeGuessed(bytes: Uint8Array, hints: readonly string[] = []): string {
  const japanese = bytes.includes(ESCAPE) ? decodeStrictly(bytes, 'iso-2022-jp') : null;
  return (
    japanese ??
    decodeUtf8(bytes) ??
    readable(bytes, 'utf-8') ??
    readable(bytes, guessCharset(bytes, hints)) ??
    latin.decode(bytes)
  );
}

/** The bytes in that charset; null when it cannot be theirs. A broken byte here and there is no other charset. */
function readable(bytes: Uint8Array, charset: string): string | null {
  const text = decodeAs(bytes, charset);
  return text === null || shareReplaced(text) > BROKEN ? null : text;
}

// Of the characters beyond ASCII.
const BROKEN = 0.2;

/** How much of it was replaced. */
function shareReplaced(text: string): number {
  const replaced = text.match(/\ufffd/g)?.length ?? 0;
  return replaced === 0 ? 0 : replaced / (text.match(/[^\0-\x7f]/g)?.length ?? 1);
}

/** Whether the bytes are text in UTF-8, and with it in ASCII. */
export const isUtf8 = (bytes: Uint8Array): boolean => decodeUtf8(bytes) !== null;

/** The bytes as UTF-8; null when they are none, or hold the escape of a Japanese charset. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  if (bytes.includes(ESCAPE)) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Whether more characters were replaced than read: the charset was not that of the bytes. */
export function isMisread(text: string): boolean {
  if (!text.includes('\ufffd')) return false;
  const replaced = text.match(/\ufffd/g)?.length ?? 0;
  const real = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  return replaced > real;
}

/** The likeliest charset of bytes that are not UTF-8. */
export function guessCharset(bytes: Uint8Array, hints: readonly string[] = []): string {
  const named = hints.map(charsetName).find((name) => !SAYS_NOTHING.has(name) && decodeStrictly(bytes, name) !== null);
  if (named) return named;
  const sample = linesWithHighBytes(bytes);
  if (shareOfHighBytes(sample) < DENSE) return WESTERN;
  const [best] = chardet.analyse(sample);
  return !best || best.confidence < SURE || best.name.startsWith('ISO-8859-1') ? WESTERN : best.name.toLowerCase();
}

const WESTERN = 'windows-1252';
const ESCAPE = 0x1b;
// A few lines tell a language; detecting costs more the longer they are.
const SAMPLE = 4000;
// Of the letters of Western text few have accents; of Cyrillic, Greek or Chinese text most bytes are high.
const DENSE = 0.4;
// In hundredths, by chardet; below it guesses.
const SURE = 20;

// Every mail is one of these by default; UTF-8 was tried.
const SAYS_NOTHING = new Set(['', 'us-ascii', 'utf-8', 'iso-8859-1', 'windows-1252']);

function decodeStrictly(bytes: Uint8Array, charset: string): string | null {
  const text = decodeAs(bytes, charset);
  return text === null || text.includes('\ufffd') ? null : text;
}

/** The lines that tell: those with bytes beyond ASCII. */
function linesWithHighBytes(bytes: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let line: number[] = [];
  let high = false;
  for (const byte of bytes) {
    line.push(byte);
    high ||= byte >= 0x80;
    if (byte !== LF) continue;
    if (high) kept.push(...line.slice(0, SAMPLE));
    if (kept.length >= SAMPLE) break;
    line = [];
    high = false;
  }
  return Uint8Array.from(high ? [...kept, ...line.slice(0, SAMPLE)] : kept);
}

const LF = 10;

function shareOfHighBytes(bytes: Uint8Array): number {
  let high = 0;
  let letters = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) high++;
    if (byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)) letters++;
  }
  return letters === 0 ? 0 : high / letters;
}
