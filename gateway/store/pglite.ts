import { mkdir } from 'node:fs/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import type { Database } from './database.ts';
import { takeFolder } from './folder-lock.ts';
import { readInt8 } from './int8.ts';
import type { Tables } from './tables.ts';

/** A transaction that keeps everybody else out for longer has forgotten to end. Milliseconds. */
const LONGEST_WAIT = 60_000;

/** The embedded database never vacuums or checkpoints by itself in time; milliseconds between. */
const HOUSEKEEPING_EVERY = 10 * 60_000;

/** Small: the log of a help desk's mail otherwise grows to a gigabyte before it is reused. */
const SETTINGS = ['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB', '-c', 'wal_keep_size=0'];

/**
 * PostgreSQL inside this process, in a folder of its own; nothing else may have that folder open.
 * The process may be killed at any moment and loses nothing committed; a power cut may lose the last moments,
 * because it does not wait for the disk.
 * @throws DeskError when another process has the folder
 */
export async function openPglite(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await takeFolder(folder);
  try {
    const embedded = await PGlite.create({ dataDir: folder, startParams: [...PGlite.defaultStartParams, ...SETTINGS] });
    const pool = poolOf(embedded);
    const housekeeping = setInterval(() => void keepHouse(pool), HOUSEKEEPING_EVERY);
    housekeeping.unref();
    return {
      // Without cursors, which nothing here streams through: the one part of kysely's type it lacks.
      db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) }),
      async listen(changed) {
        const stop = await embedded.listen('heed_event', changed);
        return () => stop();
      },
      async close() {
        clearInterval(housekeeping);
        await pool.end();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

type Answer = { command: 'UPDATE' | 'DELETE' | 'INSERT' | 'MERGE' | 'SELECT'; rowCount: number; rows: unknown[] };

type Client = { query(text: string, parameters?: readonly unknown[]): Promise<Answer>; release(): void };

/** What kysely's PostgresDialect needs of a pool. There is one session, so connections wait their turn. */
type Pool = { connect(): Promise<Client>; end(): Promise<void>; options: object };

const PARSERS = {
  [types.INT8]: readInt8,
  [types.DATE]: (text: string) => text,
  [types.BYTEA]: (text: string) => Buffer.from(text.slice(2), 'hex'),
};

function poolOf(embedded: PGlite): Pool {
  let last: Promise<void> = Promise.resolve();
  let ended = false;
  return {
    options: {},
    async connect() {
      const before = last;
      let done = (): void => undefined;
      last = new Promise((resolve) => {
        done = resolve;
      });
      try {
        await inTime(before);
      } catch (error) {
        // Whoever waits behind still waits for those before us.
        void before.then(done);
        throw error;
      }
      // Queries resolve as microtasks: without this a busy desk answers no HTTP and fires no timer.
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) {
        done();
        throw new Error('the embedded database is closed');
      }
      let open = true;
      return {
        async query(text, parameters = []) {
          if (!open) throw new Error('this connection was given back');
          return parameters.length === 0 ? runAll(embedded, text) : run(embedded, text, parameters);
        },
        release() {
          if (open) done();
          open = false;
        },
      };
    },
    async end() {
      ended = true;
      await last;
      await embedded.close();
    },
  };
}

/** Without parameters a text may hold several statements, as a migration does; the last one answers. */
async function runAll(embedded: PGlite, text: string): Promise<Answer> {
  const results = await embedded.exec(text, { parsers: PARSERS });
  return answer(text, results.at(-1) ?? { rows: [] });
}

async function run(embedded: PGlite, text: string, parameters: readonly unknown[]): Promise<Answer> {
  return answer(text, await embedded.query(text, parameters.map(written), { parsers: PARSERS }));
}

/** Objects become JSON, as pg writes them; arrays and bytes go as they are. */
function written(parameter: unknown): unknown {
  const plain = parameter === null || typeof parameter !== 'object';
  if (plain || parameter instanceof Date || parameter instanceof Uint8Array || Array.isArray(parameter))
    return parameter;
  return JSON.stringify(parameter);
}

function answer(text: string, { rows, affectedRows }: { rows: unknown[]; affectedRows?: number }): Answer {
  const command = commandOf(text);
  return { command, rows, rowCount: command === 'SELECT' ? rows.length : Math.max(affectedRows ?? 0, rows.length) };
}

/** The verb of a statement: behind comments, and behind the parts of a WITH. */
function commandOf(text: string): Answer['command'] {
  const bare = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trimStart();
  const verb = /^with\b/i.test(bare) ? verbAfterWith(bare) : /^\w+/.exec(bare)?.[0];
  const upper = verb?.toUpperCase();
  return upper === 'INSERT' || upper === 'UPDATE' || upper === 'DELETE' || upper === 'MERGE' ? upper : 'SELECT';
}

/** The first verb outside all parentheses and quotes. */
function verbAfterWith(text: string): string | undefined {
  let depth = 0;
  for (const [token] of text.matchAll(/'(?:[^']|'')*'|"[^"]*"|[()]|\b(?:select|insert|update|delete|merge)\b/gi)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && /^\w/.test(token)) return token;
  }
  return undefined;
}

async function inTime(turn: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the embedded database was busy for too long')), LONGEST_WAIT);
  });
  await Promise.race([turn, late]).finally(() => clearTimeout(timer));
}

async function keepHouse(pool: Pool): Promise<void> {
  for (const statement of ['vacuum (analyze)', 'checkpoint']) {
    const client = await pool.connect().catch(() => null);
    if (client === null) return;
    await client.query(statement).catch(() => undefined);
    client.release();
  }
}
