import { decodeAs } from './charset.ts';
import { decodeGuessed, isMisread, isUtf8 } from './guess-charset.ts';

/**
 * Text with its encoded words (RFC 2047) decoded, as lenient as senders are careless: spaces and question marks inside,
 * words glued to others or cut off at the end, characters split between two words, a charset that is not the true one.
 * Linear; never throws.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let decoded = '';
  let pending: Word[] = [];
  let position = 0;
  const flush = () => {
    decoded += textOf(pending);
    pending = [];
  };
  for (let start = text.indexOf('=?'); start !== -1; start = text.indexOf('=?', position)) {
    const between = text.slice(position, start);
    const word = wordAt(text, start);
    // White space between two encoded words belongs to neither.
    if (!word || between.trim() !== '' || pending.length === 0) {
      flush();
      decoded += between;
    }
    if (word) {
      if (!belongTogether(pending.at(-1), word)) flush();
      pending.push(word);
    } else decoded += '=?';
    position = word?.end ?? start + 2;
  }
  flush();
  return decoded + text.slice(position);
}

type Word = { charset: string; encoding: 'B' | 'Q'; encoded: string; end: number; written: string };

const BEGIN = /=\?([\w.:()-]{1,60})(?:\*[\w-]{0,20})?\?([bq])\?/iy;
// RFC 2047 allows 75 characters; some senders write the whole subject as one.
const MAX_WORD = 20_000;

function wordAt(text: string, start: number): Word | null {
  BEGIN.lastIndex = start;
  const begin = BEGIN.exec(text);
  if (!begin) return null;
  const from = start + begin[0].length;
  const close = endOfWord(text, from);
  if (close === -1) return null;
  const encoding = begin[2]?.toUpperCase() === 'B' ? 'B' : 'Q';
  const end = Math.min(close + 2, text.length);
  const charset = (begin[1] ?? '').toLowerCase();
  return { charset, encoding, encoded: text.slice(from, close), end, written: text.slice(start, end) };
}

/** Where its "?=" stands: that of "why?=C3=BC?=" is the second. A word that breaks off with the text ends there. */
function endOfWord(text: string, from: number): number {
  const at = text.indexOf('?=', from);
  if (at === -1 || at > from + MAX_WORD) {
    const rest = text.slice(from, from + MAX_WORD);
    return at === -1 && rest.length < MAX_WORD && !/\s/.test(rest) ? text.length : -1;
  }
  const later = /^[0-9A-F]{2}/.test(text.slice(at + 2, at + 4)) ? text.indexOf('?=', at + 2) : -1;
  return later !== -1 && later < from + MAX_WORD && !/\s/.test(text.slice(at, later)) ? later : at;
}

function unquoted(text: string): Buffer {
  const plain = Buffer.from(text.replace(/_/g, ' '), 'utf8');
  let length = 0;
  for (let i = 0; i < plain.length; i++) {
    const hex = plain[i] === EQUALS ? plain.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      plain[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else plain[length++] = plain[i] ?? 0;
  }
  return plain.subarray(0, length);
}

const EQUALS = '='.charCodeAt(0);

/**
 * Words of one charset are decoded together: a character may be split between them. Those of the charsets of Japan and
 * Korea that shift each begin and end unshifted.
 */
const belongTogether = (before: Word | undefined, word: Word) =>
  before === undefined || (before.charset === word.charset && !word.charset.startsWith('iso-2022-'));

function textOf(words: readonly Word[]): string {
  const [first] = words;
  if (!first) return '';
  const bytes = bytesOf(words);
  const text = decodeAs(bytes, first.charset);
  // Bytes of eight bits in what calls itself ASCII, or of another charset than the word says.
  if (text === null || (first.charset === 'us-ascii' && !isUtf8(bytes)) || isMisread(text)) {
    const guessed = decodeGuessed(bytes);
    // What is no text in any charset is shown as it came.
    return NO_TEXT.test(guessed) ? words.map(({ written }) => written).join(' ') : guessed;
  }
  // A last character that was cut off.
  return text.endsWith('\ufffd') ? text.slice(0, -1) : text;
}

const NO_TEXT = /[\p{Cc}--[\t\n\r]]/v;

/** Base64 that was cut into words between its groups of four is put together before it is decoded. */
function bytesOf(words: readonly Word[]): Buffer {
  const chunks: Buffer[] = [];
  let open: string[] = [];
  let length = 0;
  const close = () => {
    if (open.length > 0) chunks.push(Buffer.from(open.join(''), 'base64'));
    open = [];
    length = 0;
  };
  for (const { encoding, encoded } of words) {
    if (encoding === 'Q') {
      close();
      chunks.push(unquoted(encoded));
      continue;
    }
    open.push(encoded);
    length += encoded.length;
    if (length % 4 === 0 || encoded.endsWith('=')) close();
  }
  close();
  return Buffer.concat(chunks);
}
