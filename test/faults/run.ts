import { DEFECTS } from './defects.ts';
import { FAULTS } from './every-fault.ts';
import { bringSeeds, type Depth, type Fault, isClean, sumOf } from './fault.ts';
import { type Ground, startGround } from './ground.ts';
import { withDefect } from './planted.ts';

/**
 * `npm run test:faults`: brings faults on real gateways and prints a line for each.
 * `-- F02 F19` only these; `--all` every seed, and with `--minutes 10` of each fault as many as begin in that time;
 * `--seed 7` one run, again; `--planted` plants defects that must be found, `--planted no-fencing` one of them; `--words`
 * with what the checker says of them.
 */
const args = process.argv.slice(2);
const depth: Depth = args.includes('--all') ? 'all' : 'sample';
const codes = args.filter((arg) => /^[FI]\d+/.test(arg));
const seedAt = args.indexOf('--seed');
const minutesAt = args.indexOf('--minutes');
const minutes = minutesAt < 0 ? Number.POSITIVE_INFINITY : Number(args[minutesAt + 1]);
const oneSeed = seedAt < 0 ? null : Number(args[seedAt + 1]);
/** Another first seed each day would find more; a fixed one makes two runs comparable. */
const FIRST_SEED = 1;

const columns = (cells: (string | number)[]) =>
  cells.map((cell, at) => (at < 2 ? String(cell).padEnd(at === 0 ? 5 : 58) : String(cell).padStart(12))).join(' ');
const say = (line: string) => process.stdout.write(`${line}\n`);

say(columns(['', 'fault', 'seeds', 'injected', 'lost', 'doubled', 'misplaced', 'acks doubled', 'broken', 'seconds']));
process.exit(await onGround(args.includes('--planted') ? plantDefects : bringFaults));

/** Exits in so many words afterwards: Node's own end may wait for ever for a channel to one of the processes killed. */
async function onGround(bring: (ground: Ground) => Promise<number>): Promise<number> {
  await using ground = await startGround();
  return await bring(ground);
}

/** Answers 1 when a promise was broken. */
async function bringFaults(ground: Ground): Promise<number> {
  let failed = 0;
  for (const fault of FAULTS.filter(({ code }) => codes.length === 0 || codes.includes(code))) {
    const began = performance.now();
    const why = fault.missing?.() ?? null;
    if (why !== null) {
      say(`${fault.code.padEnd(5)} ${fault.what}: not brought, ${why}`);
      continue;
    }
    const seeds = oneSeed === null ? Array.from({ length: fault.seeds[depth] }, (_, n) => FIRST_SEED + n) : [oneSeed];
    const brought = await bringSeeds(fault, ground, seeds, depth, () => performance.now() - began > minutes * 60_000);
    for (const { seed, verdict } of brought.filter((one) => !isClean(one.verdict))) {
      failed = 1;
      say(`${fault.code}, seed ${seed}:\n  ${verdict.broken.join('\n  ')}`);
    }
    const verdicts = brought.map(({ verdict }) => verdict);
    sayLine(fault, verdicts.length, verdicts, began);
  }
  return failed;
}

/** Answers 1 when a defect was not found. */
async function plantDefects(ground: Ground): Promise<number> {
  let failed = 0;
  const named = DEFECTS.filter(({ name }) => args.includes(name));
  for (const defect of named.length > 0 ? named : DEFECTS) {
    const began = performance.now();
    const { fault, verdicts, found } = await withDefect(ground, defect, oneSeed ?? FIRST_SEED);
    if (!found) failed = 1;
    if (!found || args.includes('--words')) {
      say(`  ${verdicts.flatMap(({ broken }) => broken).join('\n  ')}`);
    }
    const words = `${defect.what}: ${found ? 'found' : 'NOT FOUND'}`;
    sayLine({ ...fault, what: words }, verdicts.length, verdicts, began);
  }
  return failed;
}

function sayLine({ code, what }: Fault, seeds: number, verdicts: Parameters<typeof sumOf>[0], began: number): void {
  const { injected, lost, doubled, misplaced, acksDoubled, broken } = sumOf(verdicts);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(columns([code, what, seeds, injected, lost, doubled, misplaced, acksDoubled, broken.length, seconds]));
}
