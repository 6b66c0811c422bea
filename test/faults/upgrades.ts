import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describeSchema } from '../../gateway/store/catalog.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { seeded } from '../bench/random.ts';
import { migrations } from '../support/cluster.ts';
import type { Verdict } from './checker.ts';
import { pause } from './desk.ts';
import type { Fault } from './fault.ts';
import type { Ground } from './ground.ts';
import { startProxy } from './proxy.ts';

const CHILD = join(import.meta.dirname, 'migrate-child.ts');
/** Milliseconds within which a migration is over or under way when the kill comes. */
const LATEST_KILL = 40;

export const upgrades: Fault[] = [
  {
    code: 'F34',
    what: 'killed during each migration',
    seeds: { sample: 1, all: 3 },
    async run(ground, seed) {
      const url = await ground.emptyDatabase();
      const random = seeded(seed);
      for (const name of (await migrations()).keys()) await killIn(url, name, random.between(0, LATEST_KILL));
      await migrated(url, null);
      const broken = await brokenIn(url, ground);
      await ground.dropDatabase(url);
      return { ...NOTHING_SENT, broken };
    },
  },
];

const NOTHING_SENT: Omit<Verdict, 'broken'> = {
  injected: 0,
  lost: 0,
  doubled: 0,
  misplaced: 0,
  acksDoubled: 0,
  acksMissing: 0,
};

/** Migrates, and kills so many milliseconds after the migration of that name was sent. */
async function killIn(url: string, name: string, after: number): Promise<void> {
  const proxy = await startProxy(Number(new URL(url).port));
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  proxy.watch = () => (chunk, from) => {
    if (from === 'client' && chunk.includes(name)) begun();
    return false;
  };
  const through = new URL(url);
  through.port = `${proxy.port}`;
  await migrated(
    through.href,
    beginning.then(() => pause(after)),
  );
  await proxy.close();
}

/** Resolves when the migrating process has ended, by itself or because the time has come. */
async function migrated(url: string, kill: Promise<void> | null): Promise<void> {
  const child = spawn(process.execPath, [CHILD], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, DATABASE_URL: url },
  });
  let said = '';
  child.stderr?.on('data', (words: Buffer) => {
    said += words;
  });
  void kill?.then(() => child.kill('SIGKILL'));
  const [code] = await once(child, 'exit');
  if (code !== 0 && code !== null) throw new Error(`a migration failed: ${said}`);
}

/** A schema that differs from the one made in one go, and what I14 forbids. */
async function brokenIn(url: string, ground: Ground): Promise<string[]> {
  const other = await ground.database();
  const [killed, whole] = [openPostgres(url, { max: 1 }), openPostgres(other, { max: 1 })];
  try {
    const broken =
      (await describeSchema(killed.db)) === (await describeSchema(whole.db)) ? [] : ['the schema is another'];
    const { rows } = await sql`select indexrelid from pg_index where not indisvalid`.execute(killed.db);
    return rows.length > 0 ? [...broken, `I14 ${rows.length} indexes are invalid`] : broken;
  } finally {
    await Promise.all([killed.close(), whole.close()]);
    await ground.dropDatabase(other);
  }
}
