import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';
import type { Provider } from './oauth-clients.ts';

/** A sign-in with a provider that an admin has begun. `sealed`: what proves it ours, in the end its tokens. */
export type SignIn = {
  id: number;
  agentId: number;
  provider: Provider;
  address: string;
  sealed: string;
  status: 'waiting' | 'done' | 'failed';
  trouble: string | null;
  askAgainAt: Instant;
  expiresAt: Instant;
};

const COLUMNS = sql`id, agent_id as "agentId", provider, address, sealed, status, trouble,
  ask_again_at as "askAgainAt", expires_at as "expiresAt"`;

export type NewSignIn = Pick<SignIn, 'agentId' | 'provider' | 'address' | 'sealed'> & {
  stateHash: string | null;
  lastsMilliseconds: number;
  askAgainAfter: number;
};

/** Those that are over are swept out on the way. */
export async function beginSignIn(db: Db, one: NewSignIn): Promise<number> {
  await sql`delete from oauth_sign_in where expires_at < heed_now()`.execute(db);
  const { rows } = await sql<{ id: number }>`
    insert into oauth_sign_in (agent_id, provider, address, state_hash, sealed, ask_again_at, expires_at)
    values (${one.agentId}, ${one.provider}, ${one.address}, ${one.stateHash}, ${one.sealed},
      heed_now() + ${one.askAgainAfter}::bigint, heed_now() + ${one.lastsMilliseconds}::bigint) returning id`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw new Error('a sign-in was not begun');
  return row.id;
}

/** null when it is over, or another agent's. */
export async function signInOf(db: Db, id: number, agentId: number): Promise<SignIn | null> {
  const { rows } = await sql<SignIn>`
    select ${COLUMNS} from oauth_sign_in
    where id = ${id} and agent_id = ${agentId} and expires_at >= heed_now()`.execute(db);
  return rows[0] ?? null;
}

/** A state is good once: whoever comes back with it a second time finds nothing. */
export async function takeByState(db: Db, stateHash: string, agentId: number): Promise<SignIn | null> {
  const { rows } = await sql<SignIn>`
    update oauth_sign_in set state_hash = null
    where state_hash = ${stateHash} and agent_id = ${agentId} and status = 'waiting' and expires_at >= heed_now()
    returning ${COLUMNS}`.execute(db);
  return rows[0] ?? null;
}

/** True for whoever is to ask the provider now; the next may after `wait` milliseconds. */
export async function mayAsk(db: Db, id: number, wait: number): Promise<boolean> {
  const { rows } = await sql`
    update oauth_sign_in set ask_again_at = heed_now() + ${wait}::bigint
    where id = ${id} and status = 'waiting' and ask_again_at <= heed_now() returning id`.execute(db);
  return rows.length > 0;
}

/** Asks again after `wait` milliseconds, and what is sealed says how often from then on. */
export async function askLess(db: Db, id: number, sealed: string, wait: number): Promise<void> {
  await sql`update oauth_sign_in set sealed = ${sealed}, ask_again_at = heed_now() + ${wait}::bigint
    where id = ${id} and status = 'waiting'`.execute(db);
}

export async function endSignIn(
  db: Db,
  id: number,
  end: { status: 'done'; sealed: string } | { status: 'failed'; trouble: string },
): Promise<void> {
  const sealed = end.status === 'done' ? end.sealed : null;
  const trouble = end.status === 'failed' ? end.trouble : null;
  await sql`update oauth_sign_in set status = ${end.status}, sealed = coalesce(${sealed}, sealed), trouble = ${trouble}
    where id = ${id} and status = 'waiting'`.execute(db);
}

/** Its tokens belong to a mailbox from now on, and are in one place alone. */
export async function forgetSignIn(db: Db, id: number): Promise<void> {
  await sql`delete from oauth_sign_in where id = ${id}`.execute(db);
}
