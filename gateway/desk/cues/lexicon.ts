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
  /** Speaks to a machine that reads: the rest of the sentence counts for nothing. */
  instruction: string;
  /** Says how to rank, as people do too: what follows counts for nothing up to the next comma. */
  ranking: string;
  /** Names of fields. Before a colon or an equals sign they rank like the above. */
  label: string;
  /** Words that deny what follows, and those that may stand between. */
  not: string;
  between: string;
  /** What follows (or, in some languages, precedes) is to be kept away, or only feared. */
  avoid: string;
  avoided: string;
  perhaps: string;
};
