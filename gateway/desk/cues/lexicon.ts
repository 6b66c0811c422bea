import type { Lists } from './phrases.ts';

/** What may be said of a trouble, from the definitions of the four priorities. */
export const CUES = [
  'outage',
  'security or data loss',
  'danger',
  'dead',
  'no access',
  'crash',
  'disruption',
  'severe',
  'urgent',
  'issue',
  'mild',
  'minor',
  'request',
  'everyone',
  'one person',
] as const;
export type Cue = (typeof CUES)[number];

/** The words of one language, as phrases (see Phrase). */
export type Lexicon = {
  /** Words the phrases name as `$list`. */
  lists: Lists;
  cues: Readonly<Record<Cue, string>>;
  /** Phrases that look like a cue and are none: `shut down the discussion`. */
  nothing: string;
  /** Whoever tells a classifier what to answer is not listened to: what follows in the sentence counts for nothing. */
  instruction: string;
  /** Words that deny what follows, and those that may stand between. */
  not: string;
  between: string;
  /** What follows (or, in some languages, precedes) is to be kept away, or only feared. */
  avoid: string;
  avoided: string;
  perhaps: string;
};
