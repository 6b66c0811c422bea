import { sql } from 'kysely';
import type { Finding } from '../desk/finding.ts';
import { type Page, round } from '../desk/rounds.ts';
import type { Db } from './db.ts';
import { INVARIANTS, type Invariant, WALKED, type Walked } from './invariants.ts';

/** How far a check looks: so many of the newest rows of each table, and of the older ones a share. */
export type Reach = { newest: number; share: number };

/** Where the share of the next check begins, by table. */
export type Rolled = Readonly<Record<string, number>>;

/** A thousand and one is told like a million: something is very wrong. */
const MOST_COUNTED = 1000;
const EXAMPLES = 3;

/** Asks the database every question of the list. Answers what is broken, and from where the next check goes on. */
export async function askInvariants(
  db: Db,
  reach: Reach,
  rolled: Rolled,
  list: readonly Invariant[] = INVARIANTS,
): Promise<{ findings: Finding[]; rolled: Rolled }> {
  const rounds = new Map<Walked, ReturnType<typeof round>>();
  for (const table of WALKED) rounds.set(table, round(await rowsOf(db, table), reach, rolled[table] ?? 0));
  const findings: Finding[] = [];
  for (const invariant of list) {
    const pages = invariant.of === null ? [NO_PAGE] : (rounds.get(invariant.of)?.pages ?? []);
    const found = await ask(db, invariant, pages);
    if (found.count > 0)
      findings.push({
        ...found,
        severity: 'broken',
        code: invariant.code,
        words: invariant.words,
        advice: invariant.advice,
      });
  }
  return { findings, rolled: Object.fromEntries([...rounds].map(([table, one]) => [table, one.rolled])) };
}

const NO_PAGE: Page = { from: 0, until: 0 };

async function ask(
  db: Db,
  { query }: Invariant,
  pages: readonly Page[],
): Promise<{ count: number; examples: string[] }> {
  const found = { count: 0, examples: [] as string[] };
  for (const page of pages) {
    const { rows } = await sql<{ count: number; ids: string[] | null }>`
      select count(*)::int as count, (array_agg(found.id::text))[1:${EXAMPLES}::int] as ids
      from (select * from (${query(page)}) every limit ${MOST_COUNTED}) found`.execute(db);
    found.count += rows[0]?.count ?? 0;
    found.examples.push(...(rows[0]?.ids ?? []));
    if (found.count >= MOST_COUNTED) break;
  }
  return { count: found.count, examples: found.examples.slice(0, EXAMPLES) };
}

/** The numbers that a table's rows have; null for an empty one. */
export async function rowsOf(db: Db, table: Walked | 'attachment'): Promise<Page | null> {
  const { rows } = await sql<{ from: number | null; until: number | null }>`
    select (select min(id) from ${sql.table(table)}) as from, (select max(id) from ${sql.table(table)}) as until`.execute(
    db,
  );
  const { from = null, until = null } = rows[0] ?? {};
  return from === null || until === null ? null : { from, until };
}

/** Names of the files that rows of a page promise: raw mail, or attachments. */
export async function filesOf(db: Db, table: 'ledger' | 'attachment', { from, until }: Page): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select distinct sha256 from ${sql.table(table)} where id between ${from} and ${until} and sha256 <> ''`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}
