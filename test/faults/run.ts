import { crashes } from './crashes.ts';
import { database } from './database.ts';
import { type Depth, type Fault, isClean, sumOf } from './fault.ts';
import { goingOut } from './going-out.ts';
import { startGround } from './ground.ts';

/**
 * `npm run test:faults`: brings faults on real gateways and prints a line for each.
 * `-- F02 F19` only these; `--all` every seed; `--seed 7` one run, again; `--words` what broke, at length.
 */
const FAULTS: Fault[] = [...crashes, ...goingOut, ...database];

const args = process.argv.slice(2);
const depth: Depth = args.includes('--all') ? 'all' : 'sample';
const only = args.filter((arg) => /^F\d+/.test(arg));
const seedAt = args.indexOf('--seed');
const oneSeed = seedAt < 0 ? null : Number(args[seedAt + 1]);
/** Another first seed each day would find more; a fixed one makes two runs comparable. */
const FIRST_SEED = 1;

const columns = (cells: (string | number)[]) =>
  cells.map((cell, at) => (at < 2 ? String(cell).padEnd(at === 0 ? 4 : 46) : String(cell).padStart(12))).join(' ');

process.stdout.write(
  `${columns(['', 'fault', 'seeds', 'injected', 'lost', 'doubled', 'misplaced', 'acks doubled', 'seconds'])}\n`,
);
let failed = 0;
await using ground = await startGround();
for (const fault of FAULTS.filter(({ code }) => only.length === 0 || only.includes(code))) {
  const began = performance.now();
  const seeds = oneSeed === null ? Array.from({ length: fault.seeds[depth] }, (_, n) => FIRST_SEED + n) : [oneSeed];
  const verdicts = [];
  for (const seed of seeds) {
    const verdict = await fault.run(ground, seed, depth);
    verdicts.push(verdict);
    if (isClean(verdict)) continue;
    failed += 1;
    process.stdout.write(`${fault.code}, seed ${seed}:\n  ${verdict.broken.join('\n  ')}\n`);
  }
  const { injected, lost, doubled, misplaced, acksDoubled } = sumOf(verdicts);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(
    `${columns([fault.code, fault.what, seeds.length, injected, lost, doubled, misplaced, acksDoubled, seconds])}\n`,
  );
}
process.exitCode = failed === 0 ? 0 : 1;
