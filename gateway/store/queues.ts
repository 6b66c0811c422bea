import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** What waits just now, by indexes of what waits. */
export type Queues = {
  now: Instant;
  undecided: number;
  queued: number;
  /** When the longest due mail of the outbox was due; null when none is. */
  dueSince: Instant | null;
};

export async function queuesOf(db: Db): Promise<Queues> {
  const { rows } = await sql<Queues>`
    select heed_now() as now,
      (select count(*)::int from ledger where disposition is null and reason is null) as undecided,
      (select count(*)::int from outbox where state = 'queued' and kind <> 'webhook') as queued,
      (select min(run_at) from outbox where state = 'queued' and kind <> 'webhook' and run_at <= heed_now()) as "dueSince"`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw new Error('the database did not count');
  return row;
}
