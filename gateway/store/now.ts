import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** The house's one clock, the database's, read once per transaction or tick. */
export async function readNow(db: Db): Promise<Instant> {
  const { rows } = await sql<{ now: Instant }>`select heed_now() as now`.execute(db);
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('the database did not tell the time');
  return now;
}
