import { sql } from 'kysely';
import type { Db, Tx } from './db.ts';

/** A tag that was put on a ticket is offered from now on. */
export async function offerTag(tx: Tx, name: string): Promise<void> {
  await sql`insert into tag (name, used_at) values (${name}, heed_now())
    on conflict (name) do update set used_at = excluded.used_at`.execute(tx);
}

/** Tags to offer, the last used first. */
export async function tagsInUse(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('tag')
    .select('name')
    .orderBy('used_at', 'desc')
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(({ name }) => name);
}
