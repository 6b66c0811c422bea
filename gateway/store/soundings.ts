import { sql } from 'kysely';
import type { Db } from './db.ts';

/** Tells all who listen that something may have changed, when nothing has: to learn whether it is heard. */
export async function notifyNobody(db: Db): Promise<void> {
  await sql`select pg_notify('heed_event', '')`.execute(db);
}

/** Newest mails whose dates are compared; a server whose clock was put right is forgotten after so many. */
const COMPARED = 20;

/** How much later than its acceptance a new mail was dated by its server, at most, in milliseconds; 0 for none. */
export async function arrivedBeforeSent(db: Db): Promise<number> {
  const { rows } = await sql<{ ahead: number | null }>`
    select max(internal_date - accepted_at) as ahead from (
      select internal_date, accepted_at from ledger order by id desc limit ${COMPARED}) newest`.execute(db);
  return Math.max(0, rows[0]?.ahead ?? 0);
}
