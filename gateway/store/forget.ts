import { sql } from 'kysely';
import { DAY } from '../desk/instant.ts';
import type { Db } from './db.ts';

// A phone that was off for a fortnight may still send a write again under its key.
const ANSWERS_KEPT = 30 * DAY;
// An upload whose answer was never sent. Its bytes go with the sweep of blobs that nothing names.
const UPLOADS_KEPT = 30 * DAY;

/** Forgets what has run out: sessions, links, counted attempts, kept answers, files nobody sent. For the nightly round. */
export async function forgetExpired(db: Db): Promise<void> {
  await sql`delete from session where expires_at <= heed_now()`.execute(db);
  await sql`delete from invitation where expires_at <= heed_now()`.execute(db);
  await sql`delete from attempt where window_ends_at <= heed_now()`.execute(db);
  await sql`delete from idempotent_write where at <= heed_now() - ${ANSWERS_KEPT}::bigint`.execute(db);
  await sql`delete from upload where at <= heed_now() - ${UPLOADS_KEPT}::bigint`.execute(db);
}
