/** A word of a text: as it is compared, and where it stands as written. */
export type Token = {
  word: string;
  start: number;
  end: number;
  sentence: number;
  /** A comma, colon, equals sign, dash or bracket stands before it. */
  clause: boolean;
};

/** Longer "words" are keys, hashes and noise; the rest of one is dropped. */
const MAX_WORD = 40;

/**
 * A word as it is compared: lower case, without accents, ß as ss. `umlauts` also takes ae, oe and ue for a, o and u,
 * so that Stoerung, Störung and Storung are one word. Texts and phrases are folded alike.
 */
export function fold(word: string, umlauts: boolean): string {
  const short = word.slice(0, MAX_WORD).toLowerCase();
  const plain = ASCII.test(short) ? short : short.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return umlauts ? plain.replace(/[aou]e/g, (pair) => pair.charAt(0)) : plain;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const ASCII = /^[\x00-\x7f]*$/;

// A web address, a word, a mark that parts clauses, stops, or an empty line; none of them reads a character twice.
const PIECE = /((?:https?:\/\/|www\.)\S+)|([\p{L}\p{N}\p{M}]+)|([,;:=()–—])|[.!?…]+|\n[^\S\n]*\n/giu;
const SPACE = /\s/;

/** The words of a text, sentence by sentence; web addresses are none, l'accès is two and can't is one. Linear. */
export function tokensOf(text: string, umlauts: boolean): Token[] {
  const tokens: Token[] = [];
  let sentence = 0;
  let clause = false;
  for (const { 0: piece, 1: address, 2: written, 3: mark, index } of text.matchAll(PIECE)) {
    if (mark !== undefined) clause = true;
    if (address !== undefined || mark !== undefined) continue;
    const end = index + piece.length;
    if (written === undefined) {
      // 2.5 and example.com end no sentence.
      if (end === text.length || SPACE.test(text.charAt(end)) || SPACE.test(piece)) sentence += 1;
      continue;
    }
    const word = fold(written, umlauts);
    const before = tokens.at(-1);
    if (before && isContraction(before, index, text)) {
      before.word += word;
      before.end = end;
    } else tokens.push({ word, start: index, end, sentence, clause });
    clause = false;
  }
  return tokens;
}

const APOSTROPHES = "'’ʼ`´";
/** Of l'accès, n'arrive and qu'il the first part is a word of its own. */
const LONGEST_ELISION = 2;

const isContraction = (before: Token, start: number, text: string) =>
  before.end === start - 1 &&
  before.end - before.start > LONGEST_ELISION &&
  APOSTROPHES.includes(text.charAt(before.end));
