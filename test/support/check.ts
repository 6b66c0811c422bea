import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printSchema, SCHEMA } from '../../gateway/store/print-schema.ts';
import { buildApp } from '../../pwa/build.ts';
import { startCluster, useCluster } from './cluster.ts';
import { startWorker } from './worker.ts';

/** `npm run check`: what must hold of every commit besides its tests. One line a step; the first words say what to do. */

type Step = {
  name: string;
  /** Throws when it does not hold; its message is shown. */
  holds(): Promise<void>;
  /** What to do when it does not. */
  mend: string;
};

const tool = (name: string, ...args: string[]) => run(join('node_modules', '.bin', name), args);

const STEPS: Step[] = [
  {
    name: 'format and lint',
    holds: () => tool('biome', 'ci', '--colors=off'),
    mend: 'Run `npx biome check --write`, then mend what is left by hand.',
  },
  { name: 'types', holds: () => tool('tsc', '-p', '.'), mend: 'Mend the types named above.' },
  {
    name: 'layout',
    holds: () => tool('vitest', 'run', '--reporter=dot', 'test/layout.test.ts'),
    mend: 'Move the import, or change the map in test/layout.test.ts and the README together.',
  },
  {
    name: 'schema',
    async holds() {
      if ((await printSchema()) !== (await readFile(SCHEMA, 'utf8').catch(() => '')))
        throw new Error('migrations/schema.sql is not what the migrations make.');
    },
    mend: 'Run `npm run schema` and commit migrations/schema.sql with the migration.',
  },
  {
    name: 'bundle',
    async holds() {
      await buildApp();
    },
    mend: 'Load later what the first screen does not need; the budgets and their reasons stand in pwa/budget.ts.',
  },
  {
    name: 'Worker starts',
    holds: workerAnswers,
    mend: 'What the Worker imports must run in workerd: no node:fs at run time, no chance and no timer at load (docs/adr/0004).',
  },
];

let failed = 0;
for (const { name, holds, mend } of STEPS) {
  const started = performance.now();
  const problem = await holds().then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${problem === null ? 'ok    ' : 'failed'} ${name}, ${seconds} s\n`);
  if (problem === null) continue;
  failed += 1;
  process.stderr.write(`${problem}\n${mend}\n\n`);
}
process.exit(failed === 0 ? 0 : 1);

/** The Worker of wrangler.toml, in workerd and on a database of its own, answers for its app and its desk. */
async function workerAnswers(): Promise<void> {
  const address = process.env.TEST_DATABASE_URL;
  const cluster = await (address ? useCluster(address) : startCluster());
  try {
    const secrets = { SECRET_KEY: randomBytes(32).toString('base64') };
    const worker = await startWorker({ databaseUrl: `${cluster.url}${cluster.template}`, secrets });
    try {
      for (const path of ['/app/', '/healthz']) {
        const answer = await worker.fetch(path);
        if (answer.ok) continue;
        const log = worker.getLogs().map(({ message }) => message);
        throw new Error([`${path} is answered with ${answer.status}: ${await answer.text()}`, ...log].join('\n'));
      }
    } finally {
      await worker.close();
    }
  } finally {
    await cluster.stop();
  }
}

/** What a program says is shown only when it fails. */
function run(program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (words: Buffer) => said.push(words));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(Buffer.concat(said).toString('utf8').trim() || `${program} ended with ${code}`)),
    );
  });
}
