import { sql } from 'kysely';
import type { Tx } from './db.ts';
import { type DumpTable, LEFT_OUT, quoted, tablesToKeep } from './dump.ts';

/** What a gateway writes by merely starting: a restore replaces it. Any row elsewhere is somebody's work. */
const WRITTEN_BY_A_START = ['mailbox', 'source', 'setting', 'plan'];

/** Somebody who holds a table longer than this, in milliseconds, is at work in it. */
const LOCK_TIMEOUT = 10_000;

/** Keeps everybody else out until the transaction ends, and names the tables in which there is work already. */
export async function tablesInUse(tx: Tx): Promise<string[]> {
  const names = (await tablesToKeep(tx)).map(({ name }) => name);
  await sql.raw(`set local lock_timeout = ${LOCK_TIMEOUT}`).execute(tx);
  await sql.raw(`lock table ${names.map(quoted).join(', ')} in access exclusive mode`).execute(tx);
  const used: string[] = [];
  for (const name of names.filter((one) => !WRITTEN_BY_A_START.includes(one))) {
    const { rows } = await sql.raw(`select 1 from ${quoted(name)} limit 1`).execute(tx);
    if (rows.length > 0) used.push(name);
  }
  return used;
}

/** Other gateways on this database, as the server counts their connections; the embedded one has no other. */
export async function gatewaysConnected(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name like 'heed%' and pid <> pg_backend_pid()`.execute(tx);
  return rows[0]?.count ?? 0;
}

/**
 * Fills the tables while no foreign key is looked at, then lets the database check all of them. Foreign keys may point
 * in circles, and only a superuser may switch them off; whoever owns the tables may take them away and put them back.
 */
export async function withoutForeignKeys(tx: Tx, fill: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ drop: string; add: string }>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace
    order by conrelid::regclass::text, conname`.execute(tx);
  for (const { drop } of rows) await sql.raw(drop).execute(tx);
  await fill();
  for (const { add } of rows) await sql.raw(add).execute(tx);
}

/** An older backup's schema lacks the tables that came since. */
export async function clearStart(tx: Tx): Promise<void> {
  const gone = [...WRITTEN_BY_A_START, ...LEFT_OUT.filter((name) => name !== 'instance' && name !== 'migration')];
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join unnest(${gone}::text[]) with ordinality g (name, nth) on g.name = c.relname
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' order by g.nth`.execute(tx);
  for (const { name } of rows) await sql.raw(`delete from ${quoted(name)}`).execute(tx);
}

/** Puts a page of lines (store/dump.ts) into a table. Events get the id of this transaction: readers go by it. */
export async function putLines(tx: Tx, { name, columns, types }: DumpTable, lines: readonly string[]): Promise<void> {
  const values = types.map((type, position) => `(line->>${position})::${type}`).join(', ');
  await sql`insert into ${sql.raw(quoted(name))} (${sql.raw(columns.map(quoted).join(', '))}) overriding system value
    select ${sql.raw(values)} from jsonb_array_elements(${`[${lines.join(',')}]`}::jsonb) as page(line)`.execute(tx);
}

/**
 * Numbers given between the backup and now are never given again: customers hold mails that name them, and an answer to
 * a lost ticket must not find its way into another. A desk has hardly taken in as much since its last backup as in all
 * the time before, so that is left free.
 */
const LEAST_GAP = 1000;
const WIDEST_GAP = 1_000_000;

export async function continueIdentity(tx: Tx, table: string, { column, last }: { column: string; last: number }) {
  const { rows } = await sql<{ highest: number }>`select coalesce(max(${sql.ref(column)}), 0) as highest
    from ${sql.table(table)}`.execute(tx);
  const given = Math.max(last, rows[0]?.highest ?? 0);
  const next = given + 1 + Math.min(WIDEST_GAP, Math.max(LEAST_GAP, given));
  await sql`select setval(pg_get_serial_sequence(${quoted(table)}, ${column}), ${next}::bigint, false)`.execute(tx);
}
