import type { Cue } from '../cues/lexicon.ts';
import { PRIORITIES, type Priority } from '../priority.ts';
import { featuresOf, type Judged, NO_FEATURES, wordsOf } from './features.ts';
import { chances, likeliest, type Model, speaksFor } from './model.ts';
import { standingOf } from './report.ts';

export type Prediction = {
  priority: Priority;
  by: 'cues' | 'learnt';
  /** What the model by itself holds likely; sums to 1. */
  chances: Record<Priority, number>;
  /** It may be critical and nobody should be woken for it: the ticket shows "Critical?" and asks. */
  unsure: boolean;
  /** It is critical enough to wake whoever is on call. */
  wakes: boolean;
  /** The words of the letter that spoke most for what was learnt; empty when the cues decided. */
  words: string[];
  /** One sentence for the agent. */
  why: string;
};

/** Until so many labels the model stays within one level of the cues. */
const NEAR_UNTIL = 200;
/** Until so many labels only the cues wake somebody: with few, learning unsettles which letters are the gravest. */
const CUES_WAKE_UNTIL = 500;
/** Less likely critical letters ask rather than wake. */
const SURE = 0.5;
/** Likely enough to be worth a question. */
const WORTH_ASKING = 0.3;
/** What never sinks below High, whatever agents did before. */
const GRAVE: readonly Cue[] = ['outage', 'security or data loss', 'danger'];
/** What an agent still reads at a glance. */
const MOST_WORDS = 3;
/** "of", "und" and "que" explain nothing. */
const SHORTEST_WORD = 5;

/** The priority of a letter by what the desk has learnt, kept near the cues where that is safer. */
export function predict(model: Model, letter: Judged): Prediction {
  const { scored } = letter;
  const labels = PRIORITIES.reduce((sum, priority) => sum + model.labels[priority], 0);
  const likely = chances(model, labels === 0 ? NO_FEATURES : featuresOf(letter), scored.priority);
  const helps = standingOf(model.outcomes) === 'helps';
  const learnt = guarded(likeliest(likely), letter, labels);
  const priority = helps ? learnt : scored.priority;
  const wakes =
    helps && labels >= CUES_WAKE_UNTIL
      ? priority === 'critical' && likely.critical >= SURE
      : scored.priority === 'critical';
  const grave = priority === 'critical' || scored.priority === 'critical' || isGrave(letter);
  const unsure = !wakes && (grave || (helps && likely.critical >= WORTH_ASKING));
  const common = { priority, chances: likely, wakes, unsure };
  if (priority === scored.priority) return { ...common, by: 'cues', words: [], why: scored.why };
  const words = speaking(model, letter, priority);
  const direction = PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(scored.priority) ? 'raised' : 'lowered';
  const because = words.length === 0 ? '' : `, as ${words.map((some) => `“${some}”`).join(', ')} told before`;
  const why = `${capital(priority)}, ${direction} from ${scored.priority} by what agents made of such letters${because}.`;
  return { ...common, by: 'learnt', words, why };
}

function guarded(learnt: Priority, letter: Judged, labels: number): Priority {
  const cues = PRIORITIES.indexOf(letter.scored.priority);
  let level = PRIORITIES.indexOf(learnt);
  if (labels < NEAR_UNTIL) level = Math.min(cues + 1, Math.max(cues - 1, level));
  if (isGrave(letter)) level = Math.min(level, PRIORITIES.indexOf('high'));
  return PRIORITIES[level] ?? letter.scored.priority;
}

const isGrave = ({ scored }: Judged) => scored.cues.some(({ cue }) => GRAVE.includes(cue));

/** The words of the letter that speak most for a priority. */
function speaking(model: Model, letter: Judged, priority: Priority): string[] {
  return wordsOf(letter)
    .filter(({ words }) => words.length >= SHORTEST_WORD)
    .map(({ words, bucket }) => ({ words, speaks: speaksFor(model, bucket, priority) }))
    .filter(({ speaks }) => speaks > 0)
    .sort((a, b) => b.speaks - a.speaks)
    .slice(0, MOST_WORDS)
    .map(({ words }) => words);
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
