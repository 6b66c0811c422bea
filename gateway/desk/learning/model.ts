import { PRIORITIES, type Priority } from '../priority.ts';
import { BUCKETS, type Features, featuresOf, type Judged } from './features.ts';

/** What agents made of a letter: they changed its priority, or closed the ticket and let it be. */
export type Example = Judged & { label: Priority; how: 'changed' | 'confirmed' };

/** What was said of a letter before its label was known; the label is what came of it. */
export type Outcome = {
  label: Priority;
  cues: Priority;
  /** The model by itself. */
  model: Priority;
  /** The most frequent label until then: what a guesser would say. */
  guess: Priority;
};

/**
 * What a desk has learnt of priorities from its agents: a linear model over hashed words that begins as the cues and
 * departs from them as labels come. A value; the functions below make new ones.
 */
export type Model = {
  version: typeof VERSION;
  /** BUCKETS rows of one weight for each priority, and the sums of squared gradients (AdaGrad). */
  weights: Float32Array;
  squares: Float32Array;
  labels: Record<Priority, number>;
  changed: number;
  confirmed: number;
  /** The last OUTCOMES, oldest first. */
  outcomes: readonly Outcome[];
};

/** Grows when features or weights mean something else than before: older models are learnt anew. */
export const VERSION = 1;

const WIDTH = PRIORITIES.length;
/** So many outcomes tell how well the model does now. */
const OUTCOMES = 500;
const RATE = 0.2;
/** How much less likely each level away from the cues is, before anything is learnt (in logits). */
const PRIOR = 0.5;
/** Times a refit goes through all examples; more learns them by heart. */
const PASSES = 5;

export const emptyModel = (): Model => ({
  version: VERSION,
  weights: new Float32Array(BUCKETS * WIDTH),
  squares: new Float32Array(BUCKETS * WIDTH),
  labels: { critical: 0, high: 0, medium: 0, low: 0 },
  changed: 0,
  confirmed: 0,
  outcomes: [],
});

/** Takes in one label, after writing down what was said before it was known. */
export function learn(model: Model, example: Example): Model {
  const features = featuresOf(example);
  const outcome: Outcome = {
    label: example.label,
    cues: example.scored.priority,
    model: likeliest(chances(model, features, example.scored.priority)),
    guess: commonest(model.labels),
  };
  const learnt: Model = {
    ...counted(model, example),
    weights: model.weights.slice(),
    squares: model.squares.slice(),
    outcomes: [...model.outcomes, outcome].slice(-OUTCOMES),
  };
  step(learnt, features, example);
  return learnt;
}

/** Learns all examples anew, oldest first, so that a label taken back leaves nothing; what was written down stays. */
export function refit(model: Model, examples: readonly Example[]): Model {
  const fresh = examples.reduce(counted, { ...emptyModel(), outcomes: model.outcomes });
  const prepared = examples.map((example) => ({ example, features: featuresOf(example) }));
  for (let pass = 0; pass < PASSES; pass += 1)
    for (const index of order(prepared.length, pass)) {
      const one = prepared[index];
      if (one) step(fresh, one.features, one.example);
    }
  return fresh;
}

function counted(model: Model, { label, how }: Example): Model {
  const labels = { ...model.labels, [label]: model.labels[label] + 1 };
  return { ...model, labels, [how]: model[how] + 1 };
}

/** How likely each priority is: the cues' own to begin with, then what words and findings have taught. */
export function chances({ weights }: Model, features: Features, cues: Priority): Record<Priority, number> {
  const logits = PRIORITIES.map((_, level) => -PRIOR * Math.abs(level - PRIORITIES.indexOf(cues)));
  const add = (buckets: Uint16Array, weight: number) => {
    for (const bucket of buckets)
      for (let level = 0, at = bucket * WIDTH; level < WIDTH; level += 1, at += 1)
        logits[level] = (logits[level] ?? 0) + weight * (weights[at] ?? 0);
  };
  add(features.text, features.textWeight);
  add(features.findings, features.findingWeight);
  const most = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - most));
  const sum = raised.reduce((total, one) => total + one, 0);
  const [critical = 0, high = 0, medium = 0, low = 0] = raised.map((one) => one / sum);
  return { critical, high, medium, low };
}

/** The likeliest priority; of two alike the graver. */
export const likeliest = (of: Record<Priority, number>): Priority =>
  PRIORITIES.reduce((best, priority) => (of[priority] > of[best] ? priority : best));

const commonest = likeliest;

/** How much a bucket speaks for a priority rather than for an average one. */
export function speaksFor({ weights }: Model, bucket: number, priority: Priority): number {
  const row = weights.subarray(bucket * WIDTH, (bucket + 1) * WIDTH);
  return (row[PRIORITIES.indexOf(priority)] ?? 0) - row.reduce((total, one) => total + one, 0) / WIDTH;
}

/** One step down the gradient of the log loss. It changes the model it is given: only one made here. */
function step(model: Model, features: Features, { label, scored }: Example): void {
  const { weights, squares } = model;
  const likely = chances(model, features, scored.priority);
  const errors = PRIORITIES.map((priority) => likely[priority] - (priority === label ? 1 : 0));
  const descend = (buckets: Uint16Array, weight: number) => {
    for (const bucket of buckets)
      for (let level = 0, at = bucket * WIDTH; level < WIDTH; level += 1, at += 1) {
        const gradient = weight * (errors[level] ?? 0);
        const square = (squares[at] ?? 0) + gradient * gradient;
        squares[at] = square;
        if (square > 0) weights[at] = (weights[at] ?? 0) - (RATE * gradient) / Math.sqrt(square);
      }
  };
  descend(features.text, features.textWeight);
  descend(features.findings, features.findingWeight);
}

/** As they came the first time; then shuffled, each pass in its own way and always the same. */
function order(length: number, pass: number): number[] {
  const indices = Array.from({ length }, (_, index) => index);
  if (pass === 0) return indices;
  let state = pass;
  for (let last = length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const other = state % (last + 1);
    [indices[last], indices[other]] = [indices[other] ?? other, indices[last] ?? last];
  }
  return indices;
}
