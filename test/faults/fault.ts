import { type Verdict, verdictOn } from './checker.ts';
import { type DeskWishes, type FaultyDesk, faultyDesk } from './desk.ts';
import type { Ground } from './ground.ts';

/** How much of a fault is tried: a sample in `npm test`, all of it in `npm run test:all`. */
export type Depth = 'sample' | 'all';

export type Fault = {
  /** As THREATS names it: F01 to F36. */
  code: string;
  /** What happens, in the words of the table. */
  what: string;
  /** Seeds of each depth; each is a run of its own. */
  seeds: { sample: number; all: number };
  /** How many seeds run side by side; one where not said, as of a fault that befalls a server of all desks. */
  abreast?: number;
  /** Why this machine cannot bring it, in words; null when it can. */
  missing?: () => string | null;
  /** Brings the fault on a desk of its own and answers what the checker says of it. */
  run(ground: Ground, seed: number, depth: Depth): Promise<Verdict>;
};

/** A fault on a desk that is opened for it, brought to rest and checked. */
export const onDesk =
  (wishes: Omit<DeskWishes, 'seed'>, bring: (desk: FaultyDesk, seed: number, depth: Depth) => Promise<void>) =>
  async (ground: Ground, seed: number, depth: Depth): Promise<Verdict> => {
    await using desk = await faultyDesk(ground, { ...wishes, seed });
    const problem = await bring(desk, seed, depth).then(
      () => null,
      (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    if (!desk.gateways.some((gateway) => gateway.isUp())) await desk.start();
    await desk.settle();
    const verdict = await verdictOn(desk);
    if (desk.history.mails.length === 0) verdict.broken.push('no mail came, so nothing was tried');
    if (problem !== null) verdict.broken.push(`the fault could not be brought: ${problem}`);
    if (verdict.broken.length > 0)
      verdict.broken.push(...desk.gateways.map((gateway) => gateway.said()).filter(Boolean));
    return verdict;
  };

export type Brought = { seed: number; verdict: Verdict };

/**
 * Runs every seed, as many side by side as the fault allows, but begins none once it `isEnough`; in the order of the seeds.
 */
export async function bringSeeds(
  { run, abreast = 1 }: Fault,
  ground: Ground,
  seeds: readonly number[],
  depth: Depth,
  isEnough: () => boolean = () => false,
): Promise<Brought[]> {
  const waiting = [...seeds];
  const brought: Brought[] = [];
  const lane = async () => {
    for (let seed = waiting.shift(); seed !== undefined && !isEnough(); seed = waiting.shift())
      brought.push({ seed, verdict: await run(ground, seed, depth) });
  };
  await Promise.all(Array.from({ length: abreast }, lane));
  return brought.sort((a, b) => a.seed - b.seed);
}

export const sumOf = (verdicts: Verdict[]): Verdict =>
  verdicts.reduce(
    (sum, one) => ({
      injected: sum.injected + one.injected,
      lost: sum.lost + one.lost,
      doubled: sum.doubled + one.doubled,
      misplaced: sum.misplaced + one.misplaced,
      acksDoubled: sum.acksDoubled + one.acksDoubled,
      acksMissing: sum.acksMissing + one.acksMissing,
      broken: [...sum.broken, ...one.broken],
    }),
    { injected: 0, lost: 0, doubled: 0, misplaced: 0, acksDoubled: 0, acksMissing: 0, broken: [] },
  );

/** Nothing lost, doubled, misplaced or otherwise not as promised. */
export const isClean = ({ lost, doubled, misplaced, acksDoubled, broken }: Verdict): boolean =>
  lost + doubled + misplaced + acksDoubled + broken.length === 0;
