import { sql } from 'kysely';
import type { Db, Tx } from './db.ts';

/** A table as a backup keeps it. */
export type DumpTable = {
  name: string;
  /** Without generated ones, and without transaction ids: those count in the server that gave them. */
  columns: string[];
  /** Their types as SQL writes them, in the same order. */
  types: string[];
  /** The column that numbers itself, and the last number it gave; null when there is none. */
  identity: { column: string; last: number } | null;
};

/**
 * What a backup leaves out: what names this one database (instance, migration, nightly_backup), and what may have been
 * ended since (a session signed out of, a link that was used, a count of attempts, a sign-in on its way).
 */
export const LEFT_OUT = [
  'instance',
  'migration',
  'nightly_backup',
  'session',
  'invitation',
  'attempt',
  'oauth_sign_in',
];

/** One consistent look at everything: rows committed while it lasts are not seen. It holds back no reader of events. */
export function atOneInstant<T>(db: Db, look: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      await withoutTimeouts(tx);
      return look(tx);
    });
}

/** A large table takes longer than any query of the desk, and the disk may rest between two pages. */
export async function withoutTimeouts(tx: Tx): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(tx);
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
}

/** Every table that is kept, by name. The catalog knows them, so a new one needs nothing here. */
export async function tablesToKeep(tx: Tx): Promise<DumpTable[]> {
  const { rows } = await sql<Omit<DumpTable, 'identity'> & { identity: string | null }>`
    select c.relname as name,
      jsonb_agg(a.attname order by a.attnum) as columns,
      jsonb_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum) as types,
      max(a.attname) filter (where a.attidentity <> '') as identity
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attgenerated = ''
      and a.atttypid <> 'xid8'::regtype and c.relname <> all(${LEFT_OUT}::text[])
    group by c.relname order by c.relname`.execute(tx);
  const tables: DumpTable[] = [];
  for (const { identity, ...table } of rows)
    tables.push({
      ...table,
      identity: identity === null ? null : { column: identity, last: await lastGiven(tx, table.name, identity) },
    });
  return tables;
}

/**
 * The rows of a table, in the order of its key, in pages: each a JSON array with the text form of each column, which
 * every PostgreSQL reads back as the same value. One page is in memory at a time.
 */
export async function* linesOf(tx: Tx, { name, columns }: DumpTable): AsyncGenerator<string[]> {
  const values = columns.map((column) => `${quoted(column)}::text`).join(', ');
  const key = await keyOf(tx, name);
  yield* pages(tx, `select array_to_json(array[${values}]::text[])::text as line from ${quoted(name)} ${key}`);
}

/** The names of all blobs the rows speak of: whatever stands in a column called sha256, or whose name ends so. */
export async function* blobsNamed(tx: Tx): AsyncGenerator<string[]> {
  const columns = (await tablesToKeep(tx)).flatMap(({ name, columns }) =>
    columns.filter((column) => /(?:^|_)sha256$/.test(column)).map((column) => ({ name, column })),
  );
  const named = columns.map(({ name, column }) => `select ${quoted(column)} as line from ${quoted(name)}`);
  yield* pages(
    tx,
    `select distinct line collate "C" as line from (${named.join(' union all ')}) named where line ~ '^[0-9a-f]{64}$' order by 1`,
  );
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** What a page of rows may weigh, in characters: messages carry whole mails, other rows a line. */
const PAGE_WEIGHT = 1_000_000;
const FIRST_PAGE = 100;
const LONGEST_PAGE = 1000;

async function* pages(tx: Tx, query: string): AsyncGenerator<string[]> {
  await sql.raw(`declare kept no scroll cursor for ${query}`).execute(tx);
  let length = FIRST_PAGE;
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.raw(String(length))} from kept`.execute(tx);
    if (rows.length === 0) break;
    const lines = rows.map(({ line }) => line);
    yield lines;
    const weight = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
    length = Math.max(1, Math.min(LONGEST_PAGE, Math.floor(PAGE_WEIGHT / weight)));
  }
  await sql`close kept`.execute(tx);
}

/** Text is ordered by its bytes: two databases may sort words differently. */
async function keyOf(tx: Tx, table: string): Promise<string> {
  const { rows } = await sql<{ column: string }>`
    select format(case when a.attcollation = 0 then '%I' else '%I collate "C"' end, a.attname) as column
    from pg_index i cross join unnest(i.indkey) with ordinality k(attnum, position)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = ${quoted(table)}::regclass and i.indisprimary order by k.position`.execute(tx);
  return rows.length === 0 ? '' : `order by ${rows.map(({ column }) => column).join(', ')}`;
}

async function lastGiven(tx: Tx, table: string, column: string): Promise<number> {
  const sequence = sql`pg_get_serial_sequence(${quoted(table)}, ${column})::regclass`;
  const { rows } = await sql<{ last: number | null }>`select pg_sequence_last_value(${sequence}) as last`.execute(tx);
  return rows[0]?.last ?? 0;
}
