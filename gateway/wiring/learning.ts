import { setImmediate } from 'node:timers/promises';
import { type Example, learn, refit } from '../desk/learning/model.ts';
import { learnSpam } from '../desk/learning/spam-model.ts';
import { nightOf } from '../desk/night.ts';
import type { Edges } from '../open-edges.ts';
import { labelledLetters, spamExamples } from '../store/labels.ts';
import { claimLearning, giveLearningBack, keepLearned } from '../store/learned-model.ts';
import { readNow } from '../store/now.ts';

/** What a desk thought of its mail lately; learning them takes about a second, in which nothing else is done. */
const MOST_LETTERS = 2000;

/**
 * Learns what agents said since the last night, in one gateway a night: first what was said of each letter before its
 * label was known is written down, for the report; then all is learnt anew, so that a label taken back leaves nothing.
 * Answers whether there is more to do: there never is.
 */
export async function learnTonight(
  heed: Pick<Edges, 'db' | 'desk' | 'forgetSettings'> & { log: Pick<Edges['log'], 'info'> },
): Promise<boolean> {
  const { db } = heed;
  const night = nightOf((await heed.desk()).zone, await readNow(db));
  const claimed = await claimLearning(db, night);
  if (claimed === null) return false;
  try {
    const letters = await labelledLetters(db, MOST_LETTERS);
    const { heardUntil, newest } = claimed;
    let { model } = claimed;
    for (const { example } of letters.filter(({ id }) => id > heardUntil && id <= newest)) {
      model = learn(model, example);
      // Others have their turn between two letters.
      await setImmediate();
    }
    model = refit(
      model,
      letters.map((one): Example => one.example),
    );
    const marked = await spamExamples(db, MOST_LETTERS);
    const spam = learnSpam(marked);
    await keepLearned(db, night, { ...claimed, model }, spam);
    heed.forgetSettings();
    heed.log.info({ letters: letters.length, spam: spam.spam, ham: spam.ham }, 'priorities and spam learnt');
  } catch (error) {
    await giveLearningBack(db);
    throw error;
  }
  return false;
}
