import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scorePriority } from '../../gateway/desk/cues.ts';
import { asksFor, bytesOf, CORPUS, casesOfCorpus, look, RULES } from './expectations.ts';
import { learningCurve } from './learning.ts';
import { scorePriorities } from './priorities.ts';

type Score = { held: number; of: number; apart: number; missed: string[] };

/** `npm run bench -- understand [--missed]`: the table of docs/READING.md, measured now. */
export async function understand(args: string[]): Promise<void> {
  const cases = casesOfCorpus();
  const sources = [...new Set(cases.map(({ source }) => source))];
  const scores = new Map<string, Score>();
  const scoreOf = (rule: string, source: string) => {
    const key = `${rule}\n${source}`;
    const score = scores.get(key) ?? { held: 0, of: 0, apart: 0, missed: [] };
    scores.set(key, score);
    return score;
  };
  for (const one of cases) {
    const seen = await look(one.input, bytesOf(one));
    for (const { name, says } of RULES) {
      const said = seen ? says(one.expect, seen) : asksFor(name, one.expect) ? 'missed' : undefined;
      if (said === undefined) continue;
      const score = scoreOf(name, one.source);
      if (said === 'apart') score.apart++;
      else score.of++;
      if (said === 'held') score.held++;
      if (said === 'missed') score.missed.push(`${one.source}/${one.file}`);
    }
  }
  for (const { name, reach } of RULES) {
    const rows = sources.flatMap((source) => {
      const score = scores.get(`${name}\n${source}`);
      return score ? [{ source, ...score }] : [];
    });
    const sum = (pick: (score: Score) => number) => rows.reduce((total, row) => total + pick(row), 0);
    line(
      name,
      sum(({ held }) => held),
      sum(({ of }) => of),
      `to reach ${reach}`,
      sum(({ apart }) => apart),
    );
    for (const { source, held, of, apart } of rows) line(`  ${source}`, held, of, '', apart);
    if (args.includes('--missed')) for (const { missed } of rows) for (const file of missed) print(`      ${file}`);
  }
  priorities();
  learning();
  await ham();
  await speed();
}

const print = (text: string) => process.stdout.write(`${text}\n`);

function line(name: string, held: number, of: number, reach: string, apart: number): void {
  const share = of === 0 ? '' : `${((100 * held) / of).toFixed(1)} %`;
  const aside = apart > 0 ? `  (${apart} more keep a signature that we fold away)` : '';
  print(`${name.padEnd(34)}${`${held}/${of}`.padStart(9)}${share.padStart(9)}  ${reach}${aside}`.trimEnd());
}

function priorities(): void {
  const { of, exact, defensible, kappa, criticalReadAsLow } = scorePriorities();
  line('priority exact', exact, of, 'to reach 72 %', 0);
  line('priority, second level counts', defensible, of, 'to reach 86 %', 0);
  print(
    `priority, quadratic kappa         ${kappa.toFixed(2)}, to reach .85; ${criticalReadAsLow} critical read as low`,
  );
}

function learning(): void {
  const curve = learningCurve().map(({ seen, right }) => `${right.toFixed(3)} after ${seen}`);
  print(
    `priority, learning from agents    right of what is to come: ${curve.join(', ')}; to reach .77 after 200, .85 at the end`,
  );
}

const HAM = 'spamassassin-public/data/easy-ham-1';

/** People's mail, much of it through lists: none may be called a bounce, a complaint or an answer of a machine. */
async function ham(): Promise<void> {
  const kinds = new Map<string, number>();
  for (const file of readdirSync(join(CORPUS, HAM))) {
    const seen = await look('rfc822', readFileSync(join(CORPUS, HAM, file)));
    const kind = seen?.letter?.kind ?? 'unreadable';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const said = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  print(`people's mail is called           ${said}`);
}

// The first mails find nothing compiled yet.
const WARM_UP = 200;

/** CPU for all that is understood of a mail, read one after the other in this thread: people's mail and the odd ones. */
async function speed(): Promise<void> {
  const odd = casesOfCorpus().filter(({ input }) => input === 'rfc822');
  const mails = [
    ...readdirSync(join(CORPUS, HAM)).map((file) => readFileSync(join(CORPUS, HAM, file))),
    ...odd.map(bytesOf),
  ];
  for (const mail of mails.slice(0, WARM_UP)) await understandOne(mail);
  const costs: number[] = [];
  for (const mail of mails) {
    const before = process.cpuUsage();
    await understandOne(mail);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  costs.sort((a, b) => a - b);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const at = (share: number) => (costs[Math.min(costs.length - 1, Math.floor(costs.length * share))] ?? 0).toFixed(1);
  print(
    `speed                             ${Math.round((1000 * costs.length) / total)} mails a CPU-second, to reach 700; ` +
      `half under ${at(0.5)} ms, 99.9 % under ${at(0.999)} ms, the slowest ${at(1)} ms`,
  );
}

async function understandOne(mail: Uint8Array): Promise<void> {
  const letter = (await look('rfc822', mail))?.letter;
  if (letter) scorePriority(letter, letter.language);
}
