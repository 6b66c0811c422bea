import chardet from 'chardet';
import iconv from 'iconv-lite';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('windows-1252');

/** Bytes as text in that charset; null when nobody knows the charset. Wrong bytes become U+FFFD. */
export function decodeAs(bytes: Uint8Array, charset: string): string | null {
  const name = plainName(charset);
  if (UNLABELLED.has(name)) return null;
  const decoder = decoderOf(name === 'utf-16' ? endianOf(bytes) : name);
  if (decoder) return decoder.decode(bytes);
  // DOS code pages and UTF-7, which browsers do not know.
  return iconv.encodingExists(name) ? iconv.decode(bytes, name) : null;
}

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
  const named = hints.map(plainName).find((name) => !SAYS_NOTHING.has(name) && decodeStrictly(bytes, name) !== null);
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
// Labels that say that there is none.
const UNLABELLED = new Set(['', 'unknown-8bit', 'x-unknown', 'unknown', 'default', 'x-user-defined', 'none', 'binary']);

const ALIASES: Record<string, string> = {
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  'unicode-2-0-utf-7': 'utf-7',
  ascii: 'us-ascii',
  'ansi_x3.4-1968': 'us-ascii',
  'ansi_x3.110-1983': 'iso-8859-1',
  'iso-8859-1': 'windows-1252',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'x-ms-cp932': 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'ks_c_5601-1987': 'euc-kr',
  'iso-8859-8-e': 'iso-8859-8',
};

function plainName(charset: string): string {
  const name = charset
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '')
    .replace(/\*.*$/, '');
  const windows = /^(?:cp|win|windows|x-cp|ms-?ansi)[-_ ]?(125\d|874)$/.exec(name)?.[1];
  return windows ? `windows-${windows}` : (ALIASES[name] ?? name);
}

const decoders = new Map<string, TextDecoder | null>();

/** The runtime's decoder of that name; null when it has none, or only one that gives up ("replacement"). */
function decoderOf(name: string): TextDecoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  // Names come out of mails: only so many are remembered.
  if (decoders.size > MAX_DECODERS) decoders.clear();
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(name);
  } catch {
    // Not known here.
  }
  if (decoder?.encoding === 'replacement') decoder = null;
  decoders.set(name, decoder);
  return decoder;
}

const MAX_DECODERS = 100;

/** RFC 2781 4.3: without a mark the big end comes first. */
function endianOf(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be';
}

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

/** Text that may stand in a database and on a screen: line feeds and tabs are the only control characters left. */
export function cleanText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.replace(CONTROL_BUT_LINES, '').toWellFormed();
}

/** One line for subjects and names: any run of control characters and white space is one space (an encoded word can hold CR LF). */
export function oneLine(text: string): string {
  return text.replace(CONTROL_OR_SPACE, ' ').replace(DIRECTION, '').trim().toWellFormed();
}

const CONTROL_BUT_LINES = /[\p{Cc}--[\n\t]]/gv;
const CONTROL_OR_SPACE = /[\p{Cc}\s]+/gu;
// Overrides and isolates turn a name around (RTLO): what an agent reads would not be what is there.
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;
