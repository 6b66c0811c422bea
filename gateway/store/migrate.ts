import { sql } from 'kysely';
import { DeskError } from '../desk/error.ts';
import type { Db } from './db.ts';

/**
 * Brings a database up to date: plain SQL files in the order of their names, forward only, each in a transaction
 * of its own. Gateways that start at once wait for one another; a start that was killed goes on where it stopped.
 * @throws DeskError when the database is newer than this release
 */
export async function migrate(db: Db, migrations: Map<string, string>): Promise<void> {
  await makeTable(db);
  await refuseNewer(db, migrations);
  for (const [name, text] of [...migrations].sort(([a], [b]) => (a < b ? -1 : 1)))
    await db.transaction().execute(async (tx) => {
      await sql`lock table migration in exclusive mode`.execute(tx);
      const { rows } = await sql`select from migration where name = ${name}`.execute(tx);
      if (rows.length > 0) return;
      await sql.raw(text).execute(tx);
      await sql`insert into migration (name) values (${name})`.execute(tx);
    });
}

/** `if not exists` does not keep two creators from colliding in the catalog (SQLSTATE 23505, 42P07): one of them wins. */
async function makeTable(db: Db): Promise<void> {
  try {
    await sql`create table if not exists migration (name text primary key, at timestamptz not null default now())`.execute(
      db,
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === '23505' || error.code === '42P07'))) throw error;
  }
}

async function refuseNewer(db: Db, migrations: Map<string, string>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(db);
  const unknown = rows.map((row) => row.name).filter((name) => !migrations.has(name));
  if (unknown.length > 0)
    throw new DeskError(
      'conflict',
      `The database is newer than this release of Heed: it has "${unknown.join('", "')}". Start the release that made it, or restore a backup into an empty database.`,
    );
}
