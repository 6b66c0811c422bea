import { sql } from 'kysely';
import { DAY, HOUR } from '../desk/instant.ts';
import { type Agent, type Role, toAgent } from './agents.ts';
import type { Db } from './db.ts';

/** An installed app stays signed in while it is used at least this often. */
export const SESSION_LASTS = 30 * DAY;

/** A session is rolled on at most this often: reading mail should not write a row a request. */
const ROLLED_EVERY = HOUR;

export async function addSession(db: Db, session: { hash: string; agentId: number; device: string }): Promise<void> {
  await sql`
    insert into session (token_hash, agent_id, device, created_at, seen_at, confirmed_at, expires_at)
    select ${session.hash}, ${session.agentId}, ${session.device}, now, now, now, now + ${SESSION_LASTS}::bigint
    from (select heed_now() as now) clock`.execute(db);
}

/**
 * Who holds the session, if it runs and the agent is active. `rolled` says that it just got its full time again:
 * the caller then sends the cookie anew. A caller who cannot asks to leave it as it is.
 */
export async function agentOfSession(
  db: Db,
  hash: string,
  how: 'roll on' | 'leave' = 'roll on',
): Promise<{ agent: Agent; rolled: boolean } | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('agent', 'agent.id', 'session.agent_id')
    .select(['agent.id', 'name', 'address', 'signature', 'deactivated_at'])
    .select(sql<Role>`agent.role`.as('role'))
    .select(sql<boolean>`session.seen_at < heed_now() - ${ROLLED_EVERY}::bigint`.as('stale'))
    .where('token_hash', '=', hash)
    .where('expires_at', '>', sql<never>`heed_now()`)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const rolled = row.stale && how === 'roll on';
  if (rolled) await roll(db, hash);
  return { agent: toAgent(row), rolled };
}

async function roll(db: Db, hash: string): Promise<void> {
  await sql`update session set seen_at = now, expires_at = now + ${SESSION_LASTS}::bigint
    from (select heed_now() as now) clock where token_hash = ${hash}`.execute(db);
}

/** Whose it was; null when there was none. */
export async function endSession(db: Db, hash: string): Promise<number | null> {
  const row = await db.deleteFrom('session').where('token_hash', '=', hash).returning('agent_id').executeTakeFirst();
  return row?.agent_id ?? null;
}

/** Ends all sessions of an agent but, if given, the one at hand. */
export async function endSessionsOf(db: Db, agentId: number, but: string | null = null): Promise<void> {
  let ended = db.deleteFrom('session').where('agent_id', '=', agentId);
  if (but !== null) ended = ended.where('token_hash', '<>', but);
  await ended.execute();
}
