import { BUCKETS, senderBuckets, textBuckets } from './features.ts';

/** A letter as the filter looks at it. */
export type Suspect = { subject: string; visible: string; from: string };
export type SpamExample = Suspect & { spam: boolean };

/**
 * What a desk has learnt from its Spam button: a logistic model over hashed words and senders, refit each night.
 * It only ever asks: no mail is kept aside, left unacknowledged or deleted for it. A value.
 */
export type SpamModel = {
  weights: Float32Array;
  /** Examples it was made of. */
  spam: number;
  ham: number;
  /** From this score on it speaks; null: it has not proven itself and says nothing. */
  threshold: number | null;
};

/** Fewer of either kind tell luck from learning for nobody. */
const FEWEST = 20;
/** Each example is judged by a model that has not seen it. */
const FOLDS = 5;
const PASSES = 5;
const RATE = 0.3;
/** The log of 9 to 1: less likely is no suspicion, however clean the record. */
const SURE = Math.log(9);
/** Beyond the most suspicious honest letter, so that the next one is not asked about either. */
const MARGIN = 0.5;
/** A filter that finds less than a fifth of what agents found is not worth its questions. */
const LEAST_CAUGHT = 0.2;

export const silentSpamModel = (spam = 0, ham = 0): SpamModel => ({
  weights: new Float32Array(BUCKETS),
  spam,
  ham,
  threshold: null,
});

/** Learns all examples anew. It speaks only where, unseen, it called none of the honest letters spam. */
export function learnSpam(examples: readonly SpamExample[]): SpamModel {
  const seen = examples.map((one) => ({ buckets: bucketsOf(one), spam: one.spam }));
  const spam = seen.filter((one) => one.spam).length;
  const ham = seen.length - spam;
  if (spam < FEWEST || ham < FEWEST) return silentSpamModel(spam, ham);
  const unseen = Array.from({ length: FOLDS }, (_, fold) => {
    const weights = trained(seen.filter((_, index) => index % FOLDS !== fold));
    return seen.flatMap((one, index) =>
      index % FOLDS === fold ? [{ spam: one.spam, score: scoreOf(weights, one.buckets) }] : [],
    );
  }).flat();
  const honest = unseen.reduce((most, one) => (one.spam ? most : Math.max(most, one.score)), Number.NEGATIVE_INFINITY);
  const threshold = Math.max(SURE, honest + MARGIN);
  const caught = unseen.filter((one) => one.spam && one.score >= threshold).length;
  return { weights: trained(seen), spam, ham, threshold: caught >= LEAST_CAUGHT * spam ? threshold : null };
}

/** Whether it looks like what agents called spam. */
export function looksLikeSpam({ weights, threshold }: SpamModel, letter: Suspect): boolean {
  return threshold !== null && scoreOf(weights, bucketsOf(letter)) >= threshold;
}

type Seen = { buckets: readonly number[]; spam: boolean };

function bucketsOf(letter: Suspect): number[] {
  return [...new Set([...textBuckets({ ...letter, language: null }), ...senderBuckets(letter.from)])];
}

/** The log of the odds; a letter of many words is no surer than one of few. */
function scoreOf(weights: Float32Array, buckets: readonly number[]): number {
  return buckets.reduce((sum, bucket) => sum + (weights[bucket] ?? 0), 0) * weightOf(buckets);
}

const weightOf = (buckets: readonly number[]) => 2 / Math.sqrt(Math.max(1, buckets.length));

/** AdaGrad down the log loss, the two kinds weighing alike however many there are of each. */
function trained(examples: readonly Seen[]): Float32Array {
  const weights = new Float32Array(BUCKETS);
  const squares = new Float32Array(BUCKETS);
  const spam = examples.filter((one) => one.spam).length;
  const balance = (one: Seen) => examples.length / (2 * Math.max(1, one.spam ? spam : examples.length - spam));
  for (let pass = 0; pass < PASSES; pass += 1)
    for (const one of examples) {
      const weight = weightOf(one.buckets);
      const error = 1 / (1 + Math.exp(-scoreOf(weights, one.buckets))) - (one.spam ? 1 : 0);
      const gradient = error * weight * balance(one);
      for (const bucket of one.buckets) {
        const square = (squares[bucket] ?? 0) + gradient * gradient;
        squares[bucket] = square;
        if (square > 0) weights[bucket] = (weights[bucket] ?? 0) - (RATE * gradient) / Math.sqrt(square);
      }
    }
  return weights;
}
