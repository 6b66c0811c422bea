import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { gathered, HeldMail, QuietAgents, QuietHours } from '../desk/quiet.ts';
import type { Db, Tx } from './db.ts';

/** Agents who are here and have quiet hours. */
export async function quietAgents(db: Db): Promise<QuietAgents> {
  const { rows } = await sql<{ address: string; hours: QuietHours }>`
    select lower(address) as address, quiet_hours as hours from agent
    where quiet_hours is not null and deactivated_at is null`.execute(db);
  return new Map(rows.map(({ address, hours }) => [address, hours]));
}

export async function quietHoursOf(db: Db, agentId: number): Promise<QuietHours | null> {
  const row = await db.selectFrom('agent').select('quiet_hours').where('id', '=', agentId).executeTakeFirst();
  return (row?.quiet_hours as QuietHours | null | undefined) ?? null;
}

/** Sets an agent's quiet hours. What was held by the old ones is looked at anew. */
export async function setQuietHours(tx: Tx, agentId: number, hours: QuietHours | null): Promise<void> {
  await sql`update agent set quiet_hours = ${hours === null ? null : JSON.stringify(hours)}::jsonb where id = ${agentId}`.execute(
    tx,
  );
  await sql`update outbox set run_at = heed_now() where state = 'held' and run_at > heed_now()
    and lower(envelope->'to'->0->>'address') = (select lower(address) from agent where id = ${agentId})`.execute(tx);
}

/** More than a night brings to all agents; what is gathered is in memory. */
const MOST = 5000;

/**
 * Lets go what was held until now, gathered: all in one transaction, so that of several gateways one does it. A mail that
 * was made and has reached no server is made anew, for it may tell more now. Answers how many it looked at.
 */
export async function letGo(db: Db, now: Instant, gather: typeof gathered): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<HeldMail>`
      select id, kind, envelope->'to'->0->>'address' as address, content, sends = 0 as fresh from outbox
      where state = 'held' and run_at <= ${now} order by id limit ${MOST} for update`.execute(tx);
    const { carrying, carried } = gather(rows);
    for (const { id, content, fresh } of carrying)
      await sql`
        update outbox set state = 'queued', reason = null, content = ${JSON.stringify(content)}::jsonb, run_at = ${now},
          queued_at = ${now}, attempts = 0,
          header_message_id = case when ${fresh} then null else header_message_id end,
          mime_sha256 = case when ${fresh} then null else mime_sha256 end
        where id = ${id}`.execute(tx);
    if (carried.length > 0)
      await sql`update outbox set state = 'suppressed', reason = 'What it told came in one mail with others.'
        where id = any(${carried}::bigint[])`.execute(tx);
    return rows.length;
  });
}
