import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.ts';
import { readInt8 } from './int8.ts';
import type { Tables } from './tables.ts';

/** A statement that runs longer holds locks others wait for; no query of ours needs a tenth of it. */
const STATEMENT_TIMEOUT = 30_000;

const INT8 = 20;

export function openPostgres(url: string, { max }: { max: number }): Database {
  const types = {
    getTypeParser: ((oid: number, format?: 'text') =>
      oid === INT8 ? readInt8 : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    statement_timeout: STATEMENT_TIMEOUT,
    application_name: 'heed',
  });
  // A connection that breaks while idle is replaced at the next use.
  pool.on('error', () => undefined);
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    async listen(changed) {
      const client = new pg.Client({ connectionString: url, application_name: 'heed listener' });
      client.on('error', () => undefined);
      client.on('notification', changed);
      await client.connect();
      await client.query('listen heed_event');
      return () => client.end();
    },
    close: () => pool.end(),
  };
}
