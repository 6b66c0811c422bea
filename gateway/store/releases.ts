import { sql } from 'kysely';
import type { Day } from '../desk/days.ts';
import { DeskError } from '../desk/error.ts';
import type { Release } from '../desk/release.ts';
import type { Db, Tx } from './db.ts';
import { replanOpen } from './policy.ts';

/** `waiting`: promises that are not kept yet and point to it. */
export type ReleaseRow = Release & { revision: number; waiting: number };

/** What an admin writes of one. `released`: it is out. */
export type ReleaseDraft = { name: string; day: Day | null; released: boolean };

/** All of them, those to come first. */
export async function releases(db: Db): Promise<ReleaseRow[]> {
  const { rows } = await sql<ReleaseRow>`
    select r.id, r.name, r.day, r.released_at as "releasedAt", r.revision,
      (select count(*) from clock c where c.release_id = r.id and c.met_at is null) as waiting
    from release r order by r.released_at desc nulls first, r.day nulls last, r.id`.execute(db);
  return rows;
}

/** @throws DeskError conflict, for a name that another has */
export async function addRelease(tx: Tx, { name, day, released }: ReleaseDraft): Promise<number> {
  await refuseName(tx, name, null);
  const { rows } = await sql<{ id: number }>`insert into release (name, day, released_at)
    values (${name}, ${day}, case when ${released} then heed_now() end) returning id`.execute(tx);
  await replanOpen(tx);
  return rows[0]?.id ?? 0;
}

/** @throws DeskError conflict, when it has changed since `revision`, or for a name that another has */
export async function changeRelease(tx: Tx, id: number, { name, day, released }: ReleaseDraft, revision: number) {
  await refuseName(tx, name, id);
  const { rows } = await sql`update release set name = ${name}, day = ${day}, revision = revision + 1,
      released_at = case when ${released} then coalesce(released_at, heed_now()) end
    where id = ${id} and revision = ${revision} returning id`.execute(tx);
  if (rows.length === 0)
    throw new DeskError('conflict', 'Somebody else has changed this release meanwhile. Load it again before you save.');
  await replanOpen(tx);
}

/** What pointed to it points to the next one. Answers whether it was there. */
export async function removeRelease(tx: Tx, id: number): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('release').where('id', '=', id).executeTakeFirst();
  if (numDeletedRows > 0n) await replanOpen(tx);
  return numDeletedRows > 0n;
}

async function refuseName(tx: Tx, name: string, but: number | null): Promise<void> {
  const { rows } =
    await sql`select from release where lower(name) = lower(${name}) and id is distinct from ${but}`.execute(tx);
  if (rows.length > 0) throw new DeskError('conflict', `There is a release "${name}" already.`, { field: 'name' });
}
