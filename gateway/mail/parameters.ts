import { decodeAs } from './charset.ts';
import { oneLine } from './clean-text.ts';
import { decodeWords } from './encoded-words.ts';
import { decodeGuessed } from './guess-charset.ts';

/**
 * The parameters of a Content-Type or Content-Disposition, names in lower case, values decoded: quoted or not, in pieces
 * and in a charset (RFC 2231), or in encoded words, which belong there by no standard and stand there all the same.
 */
export function parametersOf(value: string): Map<string, string> {
  const plain = new Map<string, string>();
  const pieces = new Map<string, { index: number; text: string; extended: boolean }[]>();
  for (const [name, text] of pairsIn(value)) {
    const split = /^([^*]+)\*(\d{1,3})?(\*)?$/.exec(name);
    if (!split?.[1]) {
      if (!plain.has(name)) plain.set(name, oneLine(decodeWords(text)));
      continue;
    }
    const list = pieces.get(split[1]) ?? [];
    pieces.set(split[1], list);
    if (list.length < MAX_PIECES)
      list.push({ index: Number(split[2] ?? 0), text, extended: split[2] === undefined || split[3] !== undefined });
  }
  for (const [name, list] of pieces) plain.set(name, oneLine(decodePieces(list)));
  return plain;
}

// A header of 64 KB in pieces of 76.
const MAX_PIECES = 1000;
const MAX_VALUE = 64 * 1024;

/** name=value, name="va;lue" and name=value with spaces, one behind the other. */
function* pairsIn(given: string): Generator<[string, string]> {
  const value = given.slice(0, MAX_VALUE);
  let position = value.indexOf(';');
  while (position !== -1 && position < value.length) {
    const equals = value.indexOf('=', position);
    if (equals === -1) return;
    const name = value
      .slice(position + 1, equals)
      .trim()
      .toLowerCase();
    let start = equals + 1;
    while (value[start] === ' ' || value[start] === '\t') start++;
    if (value[start] === '"') {
      const { text, end } = quotedAt(value, start);
      yield [name, text];
      position = value.indexOf(';', end);
    } else {
      const end = value.indexOf(';', start);
      yield [name, value.slice(start, end === -1 ? undefined : end).trim()];
      position = end;
    }
  }
}

function quotedAt(value: string, start: number): { text: string; end: number } {
  let text = '';
  let i = start + 1;
  for (; i < value.length && value[i] !== '"'; i++) {
    // Paths of Windows come unescaped: a backslash quotes only what needs it.
    if (value[i] === '\\' && (value[i + 1] === '"' || value[i + 1] === '\\')) i++;
    text += value[i] ?? '';
  }
  return { text, end: i };
}

function decodePieces(given: readonly { index: number; text: string; extended: boolean }[]): string {
  const pieces = [...given].sort((a, b) => a.index - b.index);
  const labelled = pieces[0]?.extended ? /^([^']*)'[^']*'(.*)$/s.exec(pieces[0].text) : null;
  const charset = labelled?.[1] ?? '';
  const chunks = pieces.map(({ text, extended }, i) => {
    const own = i === 0 && labelled ? (labelled[2] ?? '') : text;
    return extended ? unescaped(own) : Buffer.from(decodeWords(own), 'utf8');
  });
  const bytes = Buffer.concat(chunks);
  return (charset === '' ? null : decodeAs(bytes, charset)) ?? decodeGuessed(bytes);
}

function unescaped(text: string): Buffer {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
