import { de } from './cues/de.ts';
import { en } from './cues/en.ts';
import { es } from './cues/es.ts';
import { fr } from './cues/fr.ts';
import { CUES, type Cue } from './cues/lexicon.ts';
import { pt } from './cues/pt.ts';
import { cueReader, type Sighting } from './cues/read.ts';
import { priorityOf, weigh } from './cues/weigh.ts';
import { sentenceFor } from './cues/why.ts';
import type { Language } from './letter.ts';
import type { Priority } from './priority.ts';

export type FoundCue = { cue: Cue; words: string[] };

export type Scored = {
  priority: Priority;
  /** 0 is nothing wrong; `priorityOf` says from where each priority begins. */
  score: number;
  /** Gravest first, each with the words of the letter that speak for it. */
  cues: FoundCue[];
  /** One sentence for the agent. */
  why: string;
};

/**
 * How bad a letter says it is, by the four definitions: down, unsafe or losing data is critical; impaired or badly
 * degraded high; running with limitations medium; questions and small things low. `visible` is without quotes and
 * signature. Without a language the words of all five count. Linear in the length of the letter.
 */
export function scorePriority(letter: { subject: string; visible: string }, language: Language | null): Scored {
  const { sightings, instructs, length } = readerOf(language)(letter);
  const cues = gathered(sightings);
  if (cues.length === 0 && language === null && isForeign(letter, length)) return FOREIGN;
  const score = weigh(sightings);
  const priority = priorityOf(score);
  return { priority, score, cues, why: sentenceFor(priority, sightings, instructs) };
}

const LEXICONS = { en, de, es, fr, pt };
const readers = new Map<Language | null, ReturnType<typeof cueReader>>();

/** Every language is read together with English, whose words for trouble all the others borrow. */
function readerOf(language: Language | null) {
  let reader = readers.get(language);
  if (!reader) {
    const lexicons = language === null ? Object.values(LEXICONS) : [...new Set([LEXICONS[language], en])];
    reader = cueReader(lexicons, language === 'de' || language === null);
    readers.set(language, reader);
  }
  return reader;
}

/** What an agent still reads at a glance. */
const MOST_WORDS = 5;
const LONGEST_WORDS = 80;

function gathered(sightings: readonly Sighting[]): FoundCue[] {
  return CUES.flatMap((cue) => {
    const words = new Map<string, string>();
    for (const one of sightings)
      if (one.cue === cue && !words.has(one.words.toLowerCase())) words.set(one.words.toLowerCase(), one.words);
    const shown = [...words.values()].slice(0, MOST_WORDS).map((some) => some.slice(0, LONGEST_WORDS).toWellFormed());
    return shown.length > 0 ? [{ cue, words: shown }] : [];
  });
}

/** A letter in a language without cues is not low because we cannot read it. */
const FOREIGN: Scored = {
  priority: 'medium',
  score: 1,
  cues: [],
  why: 'Medium, because its language is not one that can be judged: please look.',
};
/** A name or a product is no language; a sentence is. */
const A_SENTENCE = 8;

function isForeign({ subject, visible }: { subject: string; visible: string }, length: number): boolean {
  if (length >= A_SENTENCE) return true;
  const letters = `${subject} ${visible}`.match(/\p{L}/gu) ?? [];
  return (
    letters.length >= A_SENTENCE && letters.filter((one) => !/\p{Script=Latin}/u.test(one)).length > letters.length / 2
  );
}
