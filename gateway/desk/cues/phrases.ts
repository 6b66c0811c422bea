import { fold, type Token } from './tokens.ts';

/**
 * A phrase as the lexicons write it, word by word:
 * `down` that word · `crash*` words that begin so · `*ausfall*` words that hold it, for compounds · `is/are` either ·
 * `$system` any word of that list · `very?` may be missing · `..` up to three words between · `...` up to eight ·
 * `^` the letter begins here. A gap never leaps over a negation or a comma.
 */
export type Phrase<Meaning> = { meaning: Meaning; steps: readonly Step[] };

type Step = { kind: 'word'; test: WordTest; optional: boolean } | { kind: 'gap'; most: number } | { kind: 'beginning' };

type WordTest = {
  exact: ReadonlySet<string>;
  starts: readonly string[];
  ends: readonly string[];
  holds: readonly string[];
};

export type Lists = Readonly<Record<string, string>>;

const SHORT_GAP = 3;
const LONG_GAP = 8;

/** Phrases stand on lines of their own or between commas. Throws when one cannot be found as written. */
export function parsePhrases<Meaning>(written: string, meaning: Meaning, lists: Lists, umlauts: boolean) {
  return split(written, /[,\n]/).map((phrase): Phrase<Meaning> => {
    const steps = split(phrase, /\s/).map((part) => parseStep(part, lists, umlauts));
    const first = steps.find(({ kind }) => kind !== 'beginning');
    if (first?.kind !== 'word' || first.optional) throw new Error(`"${phrase}" must begin with a word that is there.`);
    return { meaning, steps };
  });
}

const split = (written: string, at: RegExp) =>
  written
    .split(at)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function parseStep(part: string, lists: Lists, umlauts: boolean): Step {
  if (part === '^') return { kind: 'beginning' };
  if (part === '..') return { kind: 'gap', most: SHORT_GAP };
  if (part === '...') return { kind: 'gap', most: LONG_GAP };
  const optional = part.endsWith('?');
  return { kind: 'word', test: wordTest(optional ? part.slice(0, -1) : part, lists, umlauts), optional };
}

function wordTest(written: string, lists: Lists, umlauts: boolean): WordTest {
  const exact = new Set<string>();
  const starts: string[] = [];
  const ends: string[] = [];
  const holds: string[] = [];
  for (const one of written.split('/').flatMap((alternative) => named(alternative, lists))) {
    const word = fold(one.replaceAll('*', ''), umlauts);
    if (word === '') throw new Error(`"${written}" holds an empty word.`);
    const [open, close] = [one.startsWith('*'), one.endsWith('*')];
    if (open && close) holds.push(word);
    else if (open) ends.push(word);
    else if (close) starts.push(word);
    else exact.add(word);
  }
  return { exact, starts, ends, holds };
}

function named(alternative: string, lists: Lists): string[] {
  if (!alternative.startsWith('$')) return [alternative];
  const list = lists[alternative.slice(1)];
  if (list === undefined) throw new Error(`There is no list ${alternative}.`);
  return split(list, /\s/).flatMap((word) => named(word, lists));
}

const fits = (word: string, { exact, starts, ends, holds }: WordTest) =>
  exact.has(word) ||
  (starts.length > 0 && starts.some((start) => word.startsWith(start))) ||
  (ends.length > 0 && ends.some((end) => word.endsWith(end))) ||
  (holds.length > 0 && holds.some((part) => word.includes(part)));

/** A phrase in a text: which of its words were matched, in order. */
export type Found<Meaning> = { meaning: Meaning; at: readonly number[] };

// The words of a language recur from letter to letter; a letter full of noise only empties this.
const REMEMBERED_WORDS = 20_000;

/**
 * Finds phrases. At each word only those are tried that can begin with it, and each looks a bounded number of words
 * ahead, so the time grows with the text alone. `isNegation` tells the words no gap leaps over.
 */
export function phraseFinder<Meaning>(phrases: readonly Phrase<Meaning>[], isNegation: (word: string) => boolean) {
  const thatBegin = remembering(indexByFirstWord(phrases), REMEMBERED_WORDS);
  return (tokens: readonly Token[]): Found<Meaning>[] => {
    const found: Found<Meaning>[] = [];
    for (const [index, { word }] of tokens.entries())
      for (const { meaning, steps } of thatBegin(word)) {
        const at = match(steps, 0, tokens, index, isNegation);
        if (at) found.push({ meaning, at });
      }
    return found;
  };
}

function remembering<Result extends object>(look: (word: string) => Result, most: number): (word: string) => Result {
  const known = new Map<string, Result>();
  return (word) => {
    const there = known.get(word);
    if (there) return there;
    if (known.size >= most) known.clear();
    const result = look(word);
    known.set(word, result);
    return result;
  };
}

/** The phrases a word can begin: by a look into maps for most, by trying for the compounds. */
function indexByFirstWord<Meaning>(phrases: readonly Phrase<Meaning>[]) {
  const exact = new Map<string, Phrase<Meaning>[]>();
  const starts = new Map<string, Phrase<Meaning>[]>();
  const loose: { test: WordTest; phrase: Phrase<Meaning> }[] = [];
  const put = (map: Map<string, Phrase<Meaning>[]>, key: string, phrase: Phrase<Meaning>) => {
    const there = map.get(key);
    if (there) there.push(phrase);
    else map.set(key, [phrase]);
  };
  for (const phrase of phrases) {
    const first = phrase.steps.find((step) => step.kind === 'word');
    if (!first) continue;
    for (const word of first.test.exact) put(exact, word, phrase);
    for (const start of first.test.starts) put(starts, start, phrase);
    const { ends, holds } = first.test;
    if (ends.length + holds.length > 0) loose.push({ test: { exact: new Set(), starts: [], ends, holds }, phrase });
  }
  const lengths = [...new Set([...starts.keys()].map((start) => start.length))];
  return (word: string): readonly Phrase<Meaning>[] => {
    const here = [...(exact.get(word) ?? [])];
    for (const length of lengths) if (length <= word.length) here.push(...(starts.get(word.slice(0, length)) ?? []));
    for (const { test, phrase } of loose) if (fits(word, test)) here.push(phrase);
    return [...new Set(here)];
  };
}

/** The words matched from `index` on, or null. Bounded: a phrase has few steps, a gap few words. */
function match(
  steps: readonly Step[],
  from: number,
  tokens: readonly Token[],
  index: number,
  isNegation: (word: string) => boolean,
): number[] | null {
  const step = steps[from];
  if (!step) return [];
  const rest = (next: number) => match(steps, from + 1, tokens, next, isNegation);
  if (step.kind === 'beginning') return index === 0 ? rest(index) : null;
  const sentence = tokens[index - 1]?.sentence;
  if (step.kind === 'gap') {
    for (let over = 0; over <= step.most; over += 1) {
      const after = rest(index + over);
      if (after) return after;
      const leapt = tokens[index + over];
      if (!leapt || leapt.sentence !== sentence || isNegation(leapt.word)) return null;
      if (leapt.clause || tokens[index + over + 1]?.clause) return null;
    }
    return null;
  }
  const token = tokens[index];
  if (token && (isFirstWord(steps, from) || token.sentence === sentence) && fits(token.word, step.test)) {
    const after = rest(index + 1);
    if (after) return [index, ...after];
  }
  return step.optional ? rest(index) : null;
}

const isFirstWord = (steps: readonly Step[], from: number) => from === 0 || steps[from - 1]?.kind === 'beginning';
