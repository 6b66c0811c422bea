import { sql } from 'kysely';
import { DAY, HOUR, type Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';
import { forgetDeliveries } from './webhooks.ts';

/** Tickets with a clock on which something falls due, oldest first; an index range, whatever is open. */
export async function ticketsDue(db: Db, now: Instant, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct ticket_id as id from (
      select ticket_id from clock where next_at <= ${now} and met_at is null and paused_at is null
      order by next_at limit ${limit}) due`.execute(db);
  return rows.map((row) => row.id);
}

/** Tickets whose page nobody acknowledged in time, oldest first. */
export async function ticketsPaged(db: Db, now: Instant, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select ticket_id as id from page where next_at <= ${now} and closed_at is null order by next_at limit ${limit}`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

/** Tickets solved before `before`, oldest first. */
export async function ticketsSolvedBefore(db: Db, before: Instant, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('ticket')
    .select('id')
    .where('status', '=', 'solved')
    .where('solved_at', '<=', before)
    .orderBy('solved_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** A write is repeated within minutes or never; a week covers a phone left in a drawer. */
const REPEATS = 7 * DAY;
/** The caps look back a day. */
const CAPS = 2 * DAY;

/** Clears what no rule looks at any more. */
export async function forgetOld(db: Db, now: Instant): Promise<void> {
  await db
    .deleteFrom('idempotent_write')
    .where('at', '<', (now - REPEATS) as Instant)
    .execute();
  await db.deleteFrom('session').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('attempt')
    .where('window_ends_at', '<', (now - HOUR) as Instant)
    .execute();
  await db
    .deleteFrom('acknowledged')
    .where('at', '<', (now - CAPS) as Instant)
    .execute();
  await forgetDeliveries(db, now);
}
