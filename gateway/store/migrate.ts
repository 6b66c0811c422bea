import { sql } from 'kysely';
import { DeskError } from '../desk/error.ts';
import type { Db, Tx } from './db.ts';

// Any number does, so long as nothing else in this database asks for the same lock: "heed" in ASCII.
const MIGRATING = 0x68656564;

const NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/**
 * Brings the database up to date: plain SQL, forward only, each migration in a transaction of its own, so that a kill
 * leaves whole ones. Gateways that start at once take turns (a lock that ends with its transaction, as poolers need it).
 * @param migrations file name to SQL; they run in the order of their names
 * @throws DeskError when a newer Heed has been here
 */
export async function migrate(db: Db, migrations: Map<string, string>): Promise<void> {
  const ours = [...migrations.keys()].sort();
  for (const name of ours)
    if (!NAME.test(name)) throw new Error(`${name} is not named like a migration: 0001_what_is_now_true.sql`);
  const missing = await inTurn(db, async (tx) => {
    await sql`create table if not exists migration (
      name text primary key,
      at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint
    )`.execute(tx);
    const there = await appliedIn(tx);
    refuseNewer(there, ours);
    return ours.filter((name) => !there.has(name));
  });
  for (const name of missing)
    await inTurn(db, async (tx) => {
      if ((await appliedIn(tx)).has(name)) return;
      await sql`insert into migration (name) values (${name})`.execute(tx);
      await sql.raw(migrations.get(name) ?? '').execute(tx);
    });
}

/**
 * Which migrations the database has not had, for a runtime that must not migrate just now. Only reads.
 * @throws DeskError when a newer Heed has been here
 */
export async function missingMigrations(db: Db, migrations: Map<string, string>): Promise<string[]> {
  const ours = [...migrations.keys()].sort();
  const { rows } = await sql<{ begun: boolean }>`select to_regclass('migration') is not null as begun`.execute(db);
  if (!rows[0]?.begun) return ours;
  const there = await appliedIn(db);
  refuseNewer(there, ours);
  return ours.filter((name) => !there.has(name));
}

/** How the schema differs from this release's: migrations it has not had, and those of a newer Heed. */
export async function schemaDrift(
  db: Db,
  migrations: Map<string, string>,
): Promise<{ missing: string[]; newer: string[] }> {
  const there = await appliedIn(db);
  return {
    missing: [...migrations.keys()].filter((name) => !there.has(name)).sort(),
    newer: [...there].filter((name) => !migrations.has(name)).sort(),
  };
}

/** The newest migration this database has had: its schema's version. */
export async function schemaVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from migration order by name desc limit 1`.execute(db);
  return rows[0]?.name ?? 'none';
}

function inTurn<T>(db: Db, run: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    // Whoever waits here waits for another gateway's migration, however long that takes.
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`select pg_advisory_xact_lock(${MIGRATING})`.execute(tx);
    return run(tx);
  });
}

async function appliedIn(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

function refuseNewer(there: Set<string>, ours: string[]): void {
  const unknown = [...there].filter((name) => !ours.includes(name)).sort();
  if (unknown.length === 0) return;
  throw new DeskError(
    'conflict',
    `The database has been brought to "${unknown.at(-1)}" by a newer Heed; this one knows it up to "${ours.at(-1)}". Start the newer Heed, or restore a backup made before it.`,
  );
}
