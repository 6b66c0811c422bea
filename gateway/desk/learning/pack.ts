import { PRIORITIES, type Priority } from '../priority.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { emptyModel, type Model, type Outcome, VERSION } from './model.ts';

/** A model as text that can be stored: JSON, its rows in base64, rows of zeros left out. */
export function pack(model: Model): string {
  const width = PRIORITIES.length;
  const rows: number[] = [];
  for (let row = 0; row * width < model.squares.length; row += 1)
    if (model.squares.subarray(row * width, (row + 1) * width).some((square) => square !== 0)) rows.push(row);
  const kept = (values: Float32Array) =>
    toBase64(Float32Array.from(rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)])));
  const { version, labels, changed, confirmed, outcomes } = model;
  return JSON.stringify({
    version,
    labels,
    changed,
    confirmed,
    outcomes: outcomes.map(({ label, cues, model: said, guess }) => [label, cues, said, guess].map(digitOf).join('')),
    rows: toBase64(Uint16Array.from(rows)),
    weights: kept(model.weights),
    squares: kept(model.squares),
  });
}

/** A model packed before; null when the text is not one of this version: then it is learnt anew. */
export function unpack(text: string): Model | null {
  try {
    const packed: unknown = JSON.parse(text);
    return isPacked(packed) ? unpacked(packed) : null;
  } catch {
    return null;
  }
}

type Packed = Pick<Model, 'labels' | 'changed' | 'confirmed'> & {
  version: number;
  outcomes: string[];
  rows: string;
  weights: string;
  squares: string;
};

function isPacked(value: unknown): value is Packed {
  if (typeof value !== 'object' || value === null) return false;
  const { version, labels, changed, confirmed, outcomes, rows, weights, squares }: Partial<Packed> = value;
  return (
    version === VERSION &&
    PRIORITIES.every((priority) => isCount(labels?.[priority])) &&
    isCount(changed) &&
    isCount(confirmed) &&
    Array.isArray(outcomes) &&
    outcomes.every((one) => /^[0-3]{4}$/.test(one)) &&
    [rows, weights, squares].every((one) => typeof one === 'string')
  );
}

/** Throws on base64 or lengths that are none. */
function unpacked({ labels, changed, confirmed, outcomes, ...packed }: Packed): Model | null {
  const model = emptyModel();
  const width = PRIORITIES.length;
  const rows = new Uint16Array(fromBase64(packed.rows));
  const weights = new Float32Array(fromBase64(packed.weights));
  const squares = new Float32Array(fromBase64(packed.squares));
  if (weights.length !== rows.length * width || squares.length !== weights.length) return null;
  if (![...weights, ...squares].every(Number.isFinite)) return null;
  for (const [index, row] of rows.entries()) {
    model.weights.set(weights.subarray(index * width, (index + 1) * width), row * width);
    model.squares.set(squares.subarray(index * width, (index + 1) * width), row * width);
  }
  return { ...model, labels, changed, confirmed, outcomes: outcomes.map(outcomeOf) };
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;
const digitOf = (priority: Priority) => PRIORITIES.indexOf(priority);

function outcomeOf(digits: string): Outcome {
  const [label = 'low', cues = 'low', model = 'low', guess = 'low'] = [...digits].map((one) => PRIORITIES[Number(one)]);
  return { label, cues, model, guess };
}
