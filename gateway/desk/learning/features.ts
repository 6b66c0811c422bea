import { tokensOf } from '../cues/tokens.ts';
import type { Scored } from '../cues.ts';
import type { Language } from '../letter.ts';

/** A letter as the model looks at it, with what the cues make of it. */
export type Judged = {
  subject: string;
  /** Without quotes and signature. */
  visible: string;
  language: Language | null;
  scored: Scored;
};

/** Where hashes fall: 2^16 buckets, in which the words of one desk seldom meet. */
export const BUCKETS = 1 << 16;

/** The buckets of a letter, each once: of its words and pairs of words, and of what the cues found. */
export type Features = { text: Uint16Array; textWeight: number; findings: Uint16Array; findingWeight: number };

/** All there is to look at for a model that has learnt nothing. */
export const NO_FEATURES: Features = {
  text: new Uint16Array(),
  textWeight: 0,
  findings: new Uint16Array(),
  findingWeight: 0,
};

/** What all words of a letter weigh together, whatever its length, and what each finding of the cues weighs. */
const TEXT_WEIGHT = 2;
const FINDING_WEIGHT = 0.6;

/** The same letter has the same features, on every machine. */
export function featuresOf(letter: Judged): Features {
  const buckets = textBuckets(letter);
  const { priority, score, cues } = letter.scored;
  const findings = [
    'every letter',
    `priority ${priority}`,
    `score ${Math.round(score * 2)}`,
    ...cues.map(({ cue }) => `cue ${cue}`),
  ].map((finding) => bucketOf(hash(finding)));
  return {
    text: Uint16Array.from(buckets),
    textWeight: TEXT_WEIGHT / Math.sqrt(Math.max(1, buckets.size)),
    findings: Uint16Array.from(findings),
    findingWeight: FINDING_WEIGHT,
  };
}

/** The single words of a letter and their buckets, as written. */
export function wordsOf(letter: Judged): { words: string; bucket: number }[] {
  const text = textOf(letter);
  const found = new Map<number, string>();
  for (const { word, start, end } of tokensIn(letter)) found.set(bucketOf(hashOf(word)), text.slice(start, end));
  return [...found].map(([bucket, words]) => ({ bucket, words }));
}

/** What is wrong is said in the first words. */
const MOST_WORDS = 400;
/** Enough for MOST_WORDS in any of the languages. */
const MOST_CHARACTERS = 8_000;

type Words = Pick<Judged, 'subject' | 'visible' | 'language'>;

const textOf = ({ subject, visible }: Words) => `${subject}\n\n${visible}`.slice(0, MOST_CHARACTERS);
const tokensIn = (letter: Words) => tokensOf(textOf(letter), letter.language === 'de').slice(0, MOST_WORDS);

/** The buckets of the words and pairs of words of a letter. */
export function textBuckets(letter: Words): Set<number> {
  const buckets = new Set<number>();
  let before: number | null = null;
  for (const { word } of tokensIn(letter)) {
    const hashed = hashOf(word);
    buckets.add(bucketOf(hashed));
    if (before !== null) buckets.add(bucketOf(Math.imul(before, 0x9e3779b1) + hashed));
    before = hashed;
  }
  return buckets;
}

/** The buckets of an address and of its domain; apart from those of words. */
export function senderBuckets(address: string): number[] {
  const lower = address.toLowerCase();
  return [`from ${lower}`, `from @${lower.slice(lower.lastIndexOf('@') + 1)}`].map((name) => bucketOf(hash(name)));
}

/** One number is like another: that of an invoice says nothing about the next. */
const hashOf = (word: string) => hash(isDigit(word.charCodeAt(0)) ? '0' : word);
const isDigit = (code: number) => code >= 48 && code <= 57;

/** FNV-1a. */
function hash(key: string): number {
  let hashed = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hashed = Math.imul(hashed ^ key.charCodeAt(index), 0x01000193);
  return hashed;
}

const bucketOf = (hashed: number) => (hashed ^ (hashed >>> 15)) & (BUCKETS - 1);
