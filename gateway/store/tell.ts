import { sql } from 'kysely';
import type { Db } from './db.ts';

/** Writes an event that is about the desk and no ticket: who joined, what was set. Ids and codes, never words. */
export async function tellOfDesk(
  db: Db,
  { kind, by, data = {} }: { kind: string; by: number | null; data?: Record<string, unknown> },
): Promise<void> {
  await sql`insert into event (kind, agent_id, data, at)
    values (${kind}, ${by}, ${JSON.stringify(data)}::jsonb, heed_now())`.execute(db);
}
