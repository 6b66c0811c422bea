import { fromBase64, toBase64 } from './base64.ts';
import { BUCKETS } from './features.ts';
import { type SpamModel, silentSpamModel } from './spam-model.ts';

/** Grows when weights mean something else than before: older models say nothing until the next night. */
const VERSION = 1;

/** A spam model as text that can be stored: JSON, in base64 the buckets that are not zero. */
export function packSpam({ weights, spam, ham, threshold }: SpamModel): string {
  const rows = [...weights.keys()].filter((bucket) => weights[bucket] !== 0);
  return JSON.stringify({
    version: VERSION,
    spam,
    ham,
    threshold,
    rows: toBase64(Uint16Array.from(rows)),
    weights: toBase64(Float32Array.from(rows.map((bucket) => weights[bucket] ?? 0))),
  });
}

/** A model packed before; one that says nothing when the text is not one of this version. */
export function unpackSpam(text: string): SpamModel {
  try {
    const { version, spam, ham, threshold, ...packed } = JSON.parse(text);
    const rows = new Uint16Array(fromBase64(String(packed.rows)));
    const values = new Float32Array(fromBase64(String(packed.weights)));
    const speaks = threshold === null || Number.isFinite(threshold);
    if (version !== VERSION || !speaks || rows.length !== values.length || !values.every(Number.isFinite))
      return silentSpamModel();
    const weights = new Float32Array(BUCKETS);
    for (const [index, bucket] of rows.entries()) weights[bucket] = values[index] ?? 0;
    return { weights, spam: Number(spam), ham: Number(ham), threshold };
  } catch {
    return silentSpamModel();
  }
}
