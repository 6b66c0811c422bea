import { sql } from 'kysely';
import type { Db } from './db.ts';

/** Counts one attempt under a name and answers how many there were in the window, this one included. */
export async function countAttempt(db: Db, name: string, window: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    insert into attempt (name, count, window_ends_at) select ${name}, 1, now + ${window}::bigint
      from (select heed_now() as now) clock
    on conflict (name) do update set
      count = case when attempt.window_ends_at <= heed_now() then 1 else attempt.count + 1 end,
      window_ends_at = case when attempt.window_ends_at <= heed_now() then excluded.window_ends_at else attempt.window_ends_at end
    returning count`.execute(db);
  return rows[0]?.count ?? 1;
}

export async function forgetAttempts(db: Db, name: string): Promise<void> {
  await db.deleteFrom('attempt').where('name', '=', name).execute();
}
