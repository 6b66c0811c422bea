import type { Verdict } from './checker.ts';
import type { Defect } from './defects.ts';
import { FAULTS } from './every-fault.ts';
import type { Fault } from './fault.ts';
import type { Ground } from './ground.ts';

/** A race may be won by accident; so many seeds are tried. */
const MOST_SEEDS = 3;

/** Brings the fault that must bring a defect to light, seed after seed until it does. */
export async function withDefect(
  ground: Ground,
  defect: Defect,
  firstSeed: number,
): Promise<{ fault: Fault; verdicts: Verdict[]; found: boolean }> {
  const fault = FAULTS.find(({ code }) => code === defect.foundBy);
  if (!fault) throw new Error(`there is no fault ${defect.foundBy}`);
  const verdicts: Verdict[] = [];
  for (let seed = firstSeed; seed < firstSeed + MOST_SEEDS; seed++) {
    const verdict = await fault.run({ ...ground, defect }, seed, 'sample');
    verdicts.push(verdict);
    if (verdict[defect.shows] > 0) return { fault, verdicts, found: true };
  }
  return { fault, verdicts, found: false };
}
