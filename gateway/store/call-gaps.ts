import { sql } from 'kysely';
import type { Gap } from '../desk/call-gaps.ts';
import type { Finding } from '../desk/finding.ts';
import { alertAdmins } from './alerts.ts';
import type { Db } from './db.ts';

/** Writes to admins of gaps they were not told of, once however many gateways look; how many those were. */
export async function tellOfGaps(
  db: Db,
  found: readonly Gap[],
  { isNews, worded }: { isNews(found: readonly Gap[], told: readonly Gap[]): Gap[]; worded(gap: Gap): Finding },
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`insert into setting (name, value) values ('told gaps', '[]') on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ told: Gap[] }>`
      select value as told from setting where name = 'told gaps' for update`.execute(tx);
    const told = rows[0]?.told ?? [];
    const now = JSON.stringify(found);
    if (now === JSON.stringify(told)) return 0;
    await sql`update setting set value = ${now}::jsonb, changed_at = heed_now() where name = 'told gaps'`.execute(tx);
    const news = isNews(found, told);
    if (news.length > 0) await alertAdmins(tx, news.map(worded));
    return news.length;
  });
}
