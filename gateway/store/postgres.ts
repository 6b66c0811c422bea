import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import { DATE, INT8, INT8_ARRAY, readInt8 } from './int8.ts';
import { prepareLong } from './prepared.ts';
import type { Tables } from './tables.ts';

/** A statement that runs longer holds locks that others wait for; no query of ours needs a tenth of it. */
const STATEMENT_TIMEOUT = 30_000;

/** Longer means that the server is away or every connection is busy: the caller says so rather than hangs. */
const CONNECT_TIMEOUT = 10_000;

/** A listener whose connection broke tries again after this; readers of events read anew by themselves meanwhile. */
const LISTEN_AGAIN_AFTER = 5000;

/**
 * A pool of at most `max` connections, which `prepare` the long statements (docs/adr/0005). Nothing connects before it is
 * used. Works in Node and in workerd (there: one pool per invocation, closed at its end, and no listening).
 */
export function openPostgres(url: string, { max, prepare = true }: { max: number; prepare?: boolean }): Database {
  const common = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT };
  const pool = new pg.Pool({ ...common, max, types, statement_timeout: STATEMENT_TIMEOUT, application_name: 'heed' });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', () => undefined);
  // One that breaks between two statements of a transaction is told by the next of them, not by the end of the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  if (prepare) pool.on('connect', prepareLong);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, onCreateConnection: withoutJit }) });
  const listening = new Set<() => Promise<void>>();
  return {
    db,
    async listen(changed) {
      const stop = await listenOn({ ...common, application_name: 'heed, listening', keepAlive: true }, changed);
      listening.add(stop);
      return async () => {
        listening.delete(stop);
        await stop();
      };
    },
    async close() {
      await Promise.all([...listening].map((stop) => stop()));
      if (!pool.ending) await pool.end();
    },
  };
}

/** Statements that touch few rows gain nothing from compiling, and a wrong guess of the planner costs seconds. */
async function withoutJit(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw('set jit = off'));
}

/** int8 as a number and a day as its text, for this pool alone: a parser set on the module would change every other user of it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text') => {
    if (oid === INT8) return readInt8;
    if (oid === INT8_ARRAY) return readInt8Array;
    if (oid === DATE) return (text: string) => text;
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

function readInt8Array(text: string): (number | null)[] {
  const read = pg.types.getTypeParser(INT8_ARRAY as number, 'text') as (text: string) => (string | null)[];
  return read(text).map((one) => (one === null ? null : readInt8(one)));
}

async function listenOn(config: pg.ClientConfig, changed: () => void): Promise<() => Promise<void>> {
  let stopped = false;
  let client = await connected();
  let again: ReturnType<typeof setTimeout> | undefined;

  async function connected(): Promise<pg.Client> {
    const one = new pg.Client(config);
    one.on('error', () => undefined);
    one.on('notification', changed);
    await one.connect();
    await one.query('listen heed_event');
    one.on('end', retry);
    return one;
  }
  function retry(): void {
    if (stopped) return;
    again = setTimeout(async () => {
      try {
        client = await connected();
        // Whatever was committed while nobody listened.
        changed();
        if (stopped) await client.end();
      } catch {
        retry();
      }
    }, LISTEN_AGAIN_AFTER);
  }
  return async () => {
    stopped = true;
    clearTimeout(again);
    await client.end();
  };
}
