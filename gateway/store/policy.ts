import { sql } from 'kysely';
import { NO_PLAN } from '../desk/cover.ts';
import { DeskError } from '../desk/error.ts';
import { DAY, type Instant } from '../desk/instant.ts';
import type { Policy } from '../desk/policy.ts';
import { type Book, DEFAULT_BOOK } from '../desk/policy-book.ts';
import { compilePolicy } from '../desk/policy-compile.ts';
import type { Release } from '../desk/release.ts';
import type { Db, Tx } from './db.ts';
import { retried } from './retry.ts';

/** `version` says which book somebody read, so that nobody writes over another's: the instant it was written, 0 for the first. */
export type KeptBook = { book: Book; version: Instant };

export async function readBook(db: Db): Promise<KeptBook> {
  const row = await db
    .selectFrom('setting')
    .select(['value', 'changed_at'])
    .where('name', '=', 'policy')
    .executeTakeFirst();
  return { book: (row?.value as Book | undefined) ?? DEFAULT_BOOK, version: row?.changed_at ?? (0 as Instant) };
}

export const mailboxNames = (db: Db): Promise<{ id: number; address: string }[]> =>
  db.selectFrom('mailbox').select(['id', 'address']).where('removed_at', 'is', null).orderBy('id').execute();

// Whoever waits longer for what has shipped long ago is waiting for something else.
const REMEMBERED = 730 * DAY;

/** Those a promise may point to: not out yet, or not out for long. */
export async function releasesToCome(db: Db): Promise<Release[]> {
  const { rows } = await sql<Release>`select id, name, day, released_at as "releasedAt" from release
    where released_at is null or released_at > heed_now() - ${REMEMBERED}::bigint order by id`.execute(db);
  return rows;
}

/** Calendars that were laid out go on being used as long as nothing changes. */
let compiled: { from: string; policy: Policy } | null = null;

export async function readPolicy(db: Db): Promise<Policy> {
  const [{ book }, boxes, releases] = [await readBook(db), await mailboxNames(db), await releasesToCome(db)];
  const from = JSON.stringify([book, boxes, releases]);
  if (compiled?.from !== from) compiled = { from, policy: compilePolicy(book, boxes, releases) };
  return compiled.policy;
}

/**
 * Keeps a book that is in order; the promises that are open follow within a minute (nextToReplan).
 * @throws DeskError conflict, when another has been written since `version`
 */
export async function writeBook(db: Db, book: Book, version: number | null): Promise<void> {
  compilePolicy(book, await mailboxNames(db));
  await retried(() =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ now: Instant }>`select heed_now() as now`.execute(tx);
      const now = rows[0]?.now ?? 0;
      // The row is there before it is locked, so that two who write for the first time meet.
      await sql`insert into setting (name, value, changed_at) values ('policy', ${JSON.stringify(DEFAULT_BOOK)}::jsonb, 0)
        on conflict do nothing`.execute(tx);
      const kept = await tx
        .selectFrom('setting')
        .select('changed_at')
        .where('name', '=', 'policy')
        .forUpdate()
        .executeTakeFirstOrThrow();
      if (version !== null && kept.changed_at !== version)
        throw new DeskError('conflict', 'Somebody else has changed this meanwhile. Load it again before you save.');
      const changed = Math.max(now, kept.changed_at + 1);
      await refuseUnknownPlans(tx, book);
      await sql`update setting set value = ${JSON.stringify(book)}::jsonb, changed_at = ${changed} where name = 'policy'`.execute(
        tx,
      );
      await replanOpen(tx);
    }),
  );
}

/** @throws DeskError invalid: a policy for a plan that is not there would be nobody's */
async function refuseUnknownPlans(tx: Tx, { policies }: Book): Promise<void> {
  const known = await tx.selectFrom('plan').select('name').orderBy('id').execute();
  const names = [NO_PLAN, ...known.map(({ name }) => name)];
  for (const { name, fits } of policies)
    for (const plan of fits.plans ?? [])
      if (!names.some((one) => one.toLowerCase() === plan.toLowerCase()))
        throw new DeskError(
          'invalid',
          `"${name}" is for the plan "${plan}", which is not there; write ${list(names)}.`,
        );
}

const list = (names: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(names.map((name) => `"${name}"`));

/** Open promises follow what changed, within a minute of this transaction's end (nextToReplan). */
export async function replanOpen(tx: Tx): Promise<void> {
  await sql`insert into setting (name, value, changed_at)
    values ('replanning', jsonb_build_object('after', 0, 'since', heed_now()), heed_now())
    on conflict (name) do update set value = excluded.value, changed_at = excluded.changed_at`.execute(tx);
}

/** Gateways that read the old book a moment ago have it no more after this, in milliseconds. */
const OLD_BOOKS_LIVE = 4000;

/** The next tickets whose promises must follow a changed book, and the place to go on from; null when all did. */
export async function nextToReplan(
  db: Db,
  now: Instant,
  limit: number,
): Promise<{ ids: number[]; done(): Promise<void> } | null> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', 'replanning').executeTakeFirst();
  if (!row) return null;
  const { after, since } = row.value as { after: number; since: number };
  if (now < since + OLD_BOOKS_LIVE) return null;
  const { rows } = await sql<{ id: number }>`
    select distinct ticket_id as id from clock where ticket_id > ${after} and met_at is null order by 1 limit ${limit}`.execute(
    db,
  );
  const ids = rows.map(({ id }) => id);
  return {
    ids,
    async done() {
      // Another book may have been written meanwhile: its replanning begins anew.
      const at = JSON.stringify({ after, since });
      const next = ids.at(-1);
      if (next === undefined || ids.length < limit)
        await sql`delete from setting where name = 'replanning' and value = ${at}::jsonb`.execute(db);
      else
        await sql`update setting set value = ${JSON.stringify({ after: next, since })}::jsonb
          where name = 'replanning' and value = ${at}::jsonb`.execute(db);
    },
  };
}

/** Tickets with promises that are open, for a look at what a change would move. */
export async function openPromises(db: Db, limit: number): Promise<{ ids: number[]; total: number }> {
  const { rows } = await sql<{ id: number }>`
    select ticket_id as id from (
      select ticket_id, min(due_at) as due from clock where met_at is null and due_at is not null group by ticket_id
    ) open order by due desc limit ${limit}`.execute(db);
  const { rows: counted } = await sql<{ total: number }>`
    select count(distinct ticket_id) as total from clock where met_at is null and due_at is not null`.execute(db);
  return { ids: rows.map(({ id }) => id), total: counted[0]?.total ?? 0 };
}
