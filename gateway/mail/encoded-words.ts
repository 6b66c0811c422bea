import { decodeAs, decodeGuessed, isMisread, isUtf8 } from './charset.ts';

/**
 * Text with its encoded words (RFC 2047) decoded, as lenient as senders are careless: spaces and question marks inside,
 * words glued to others or cut off at the end, characters split between two words, a charset that is not the true one.
 * Linear; never throws.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let decoded = '';
  let pending: Word | null = null;
  let position = 0;
  const flush = () => {
    if (pending) decoded += textOf(pending);
    pending = null;
  };
  while (position < text.length) {
    const start = text.indexOf('=?', position);
    const word = start === -1 ? null : wordAt(text, start);
    if (start === -1) break;
    const between = text.slice(position, start);
    if (!word) {
      flush();
      decoded += between + text.slice(start, start + 2);
      position = start + 2;
      continue;
    }
    // White space between two encoded words belongs to neither.
    if (between.trim() !== '' || !pending) {
      flush();
      decoded += between;
    }
    pending = joined(pending, word, (done) => {
      decoded += textOf(done);
    });
    position = word.end;
  }
  flush();
  return decoded + text.slice(position);
}

type Word = { charset: string; encoding: 'B' | 'Q'; encoded: string; bytes: Buffer; end: number };

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
  const encoded = text.slice(from, close);
  const bytes = encoding === 'B' ? Buffer.from(encoded, 'base64') : unquoted(encoded);
  return { charset: (begin[1] ?? '').toLowerCase(), encoding, encoded, bytes, end: Math.min(close + 2, text.length) };
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

/** Two words of one charset are decoded together: a character, or a base64 group, may be split between them. */
function joined(before: Word | null, word: Word, emit: (done: Word) => void): Word {
  if (!before) return word;
  // Words of the charsets of Japan and Korea that shift each begin and end unshifted.
  if (before.charset !== word.charset || before.charset.startsWith('iso-2022-')) {
    emit(before);
    return word;
  }
  const cut =
    before.encoding === 'B' && word.encoding === 'B' && /[^=]$/.test(before.encoded) && before.encoded.length % 4;
  if (cut) {
    const encoded = before.encoded + word.encoded;
    return { ...word, encoded, bytes: Buffer.from(encoded, 'base64') };
  }
  // Of its own alignment: what comes behind it is not added to it as text.
  return { ...word, encoding: 'Q', bytes: Buffer.concat([before.bytes, word.bytes]) };
}

function textOf({ charset, bytes }: Word): string {
  const text = decodeAs(bytes, charset);
  // Bytes of eight bits in what calls itself ASCII, or of another charset than the word says.
  if (text === null || (charset === 'us-ascii' && !isUtf8(bytes)) || isMisread(text)) return decodeGuessed(bytes);
  // A last character that was cut off.
  return text.endsWith('\ufffd') ? text.slice(0, -1) : text;
}
