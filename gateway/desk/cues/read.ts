import { CUES, type Cue, type Lexicon } from './lexicon.ts';
import { type Found, parsePhrases, phraseFinder } from './phrases.ts';
import { fold, type Token, tokensOf } from './tokens.ts';
import { isTrouble } from './weigh.ts';

/** A cue in a letter, in the words of the letter. */
export type Sighting = {
  cue: Cue;
  words: string;
  /** Only feared, planned or asked about. */
  doubtful: boolean;
  /** In the subject or the first sentences. */
  early: boolean;
};

export type Reading = {
  sightings: Sighting[];
  /** It tells a classifier what to answer; those sentences were not listened to. */
  instructs: boolean;
  /** How many words were read. */
  length: number;
};

/** What is wrong is said at the start; requests further down are the courtesies of a closing. */
const EARLY_SENTENCES = 3;
// A log of megabytes pasted below what happened says nothing about priority.
const MOST_CHARACTERS = 200_000;
/** How far from a trouble stands the word that says it is only feared or to be kept away. */
const NEAR = 4;
/** How many words may stand between "not" and what it denies, as in "not a very urgent". */
const DENIAL_REACH = 3;

/** What stands behind "severity:" is no longer; then the letter goes on. */
const LONGEST_VALUE = 3;

type Meaning = Cue | 'nothing' | 'instruction' | 'ranking' | 'label' | 'avoid' | 'avoided' | 'perhaps';

/** Makes a reader of letters for cues, in the given languages. `umlauts`: see fold. Linear in the letter's length. */
export function cueReader(lexicons: readonly Lexicon[], umlauts: boolean) {
  const words = (written: readonly string[]) =>
    new Set(written.flatMap((some) => some.split(/\s+/)).map((word) => fold(word, umlauts)));
  const not = words(lexicons.map((lexicon) => lexicon.not));
  const between = words(lexicons.map((lexicon) => lexicon.between));
  const phrases = lexicons.flatMap(({ lists, cues, nothing, instruction, ranking, label, avoid, avoided, perhaps }) => {
    const labels = label.replaceAll(' ', '\n');
    const written: Record<Meaning, string> = {
      ...cues,
      nothing,
      instruction,
      ranking,
      label: labels,
      avoid,
      avoided,
      perhaps,
    };
    return Object.entries(written).flatMap(([meaning, some]) => parsePhrases(some, meaning as Meaning, lists, umlauts));
  });
  const find = phraseFinder(phrases, (word) => not.has(word));

  return ({ subject, visible }: { subject: string; visible: string }): Reading => {
    const text = `${subject}\n\n${visible}`.slice(0, MOST_CHARACTERS);
    const tokens = tokensOf(text, umlauts);
    const { found, instructs } = withoutInstructions(longest(find(tokens)), tokens);
    const { avoided, doubtful } = nearness(found, tokens);
    const sightings = apart(found).flatMap(({ meaning, at }): Sighting[] => {
      const [first = 0, last = first] = [at[0], at.at(-1)];
      if (!isCue(meaning) || denied(tokens, first, not, between) || avoided(first, last)) return [];
      const written = text.slice(tokens[first]?.start, tokens[last]?.end).replace(/\s+/g, ' ');
      const early = (tokens[first]?.sentence ?? 0) < EARLY_SENTENCES;
      return [{ cue: meaning, words: written, doubtful: doubtful(first), early }];
    });
    return { sightings, instructs, length: tokens.length };
  };
}

const isCue = (meaning: Meaning): meaning is Cue => (CUES as readonly string[]).includes(meaning);

/**
 * Of overlapping phrases the longer speaks: "not urgent" is not "urgent"; of two as long, the one that means nothing.
 * A trouble gives way to no other trouble, and whom it hits is always heard: "nobody can log in" is both.
 */
function longest(found: readonly Found<Meaning>[]): Found<Meaning>[] {
  const size = ({ meaning, at }: Found<Meaning>) => at.length + (meaning === 'nothing' ? 0.5 : 0);
  const longestOf = (some: readonly Found<Meaning>[]) => {
    const sizes = new Map<number, number>();
    for (const one of some) for (const index of one.at) sizes.set(index, Math.max(sizes.get(index) ?? 0, size(one)));
    return sizes;
  };
  const any = longestOf(found);
  const mild = longestOf(found.filter(({ meaning }) => !speaksOfTrouble(meaning)));
  return found.filter((one) => {
    const rivals = speaksOfTrouble(one.meaning) ? mild : any;
    return one.meaning === 'everyone' || one.at.some((index) => (rivals.get(index) ?? 0) <= size(one));
  });
}

const speaksOfTrouble = (meaning: Meaning) => isCue(meaning) && isTrouble(meaning);

/** Drops what a letter says about how to rank it: that is for us to judge by what happened. */
function withoutInstructions(found: readonly Found<Meaning>[], tokens: readonly Token[]) {
  const deaf = new Set<number>();
  for (const { meaning, at } of found) {
    const [first = 0, last = first] = [at[0], at.at(-1)];
    if (meaning === 'label' ? !tokens[last + 1]?.clause : meaning !== 'instruction' && meaning !== 'ranking') continue;
    for (let index = first; tokens[index]?.sentence === tokens[first]?.sentence; index += 1) {
      if (meaning !== 'instruction' && index > last + 1 && tokens[index]?.clause) break;
      if (meaning === 'label' && index > last + LONGEST_VALUE) break;
      deaf.add(index);
    }
  }
  return { found: found.filter(({ at }) => !at.every((index) => deaf.has(index))), instructs: deaf.size > 0 };
}

/** Of one meaning's overlapping phrases, the first and longest. */
function apart(found: readonly Found<Meaning>[]): Found<Meaning>[] {
  const end = ({ at }: Found<Meaning>) => at.at(-1) ?? 0;
  const takenTo = new Map<Meaning, number>();
  return [...found]
    .sort((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0) || end(b) - end(a))
    .filter((one) => {
      if ((one.at[0] ?? 0) <= (takenTo.get(one.meaning) ?? -1)) return false;
      takenTo.set(one.meaning, end(one));
      return true;
    });
}

function denied(tokens: readonly Token[], first: number, not: ReadonlySet<string>, between: ReadonlySet<string>) {
  const sentence = tokens[first]?.sentence;
  for (let back = 1; back <= DENIAL_REACH + 1; back += 1) {
    const token = tokens[first - back];
    if (!token || token.sentence !== sentence) return false;
    if (not.has(token.word)) return true;
    if (!between.has(token.word)) return false;
  }
  return false;
}

/** Where words stand that keep a trouble away or only fear it. */
function nearness(found: readonly Found<Meaning>[], tokens: readonly Token[]) {
  const of = (wanted: Meaning) => found.filter(({ meaning }) => meaning === wanted);
  const avoid = new Set(of('avoid').map(({ at }) => at.at(-1)));
  const perhaps = new Set(of('perhaps').map(({ at }) => at.at(-1)));
  const avoided = new Set(of('avoided').map(({ at }) => at[0]));
  const near = (places: ReadonlySet<number | undefined>, index: number, step: 1 | -1) => {
    for (let far = 1; far <= NEAR; far += 1) {
      const place = index + far * step;
      if (tokens[place]?.sentence !== tokens[index]?.sentence) return false;
      if (places.has(place)) return true;
    }
    return false;
  };
  return {
    avoided: (first: number, last: number) => near(avoid, first, -1) || near(avoided, last, 1),
    doubtful: (first: number) => near(perhaps, first, -1),
  };
}
