import { sql } from 'kysely';
import type { Db } from './db.ts';

export type Role = 'admin' | 'agent';

export type Agent = {
  id: number;
  name: string;
  address: string;
  role: Role;
  signature: string;
  active: boolean;
};

type AgentRow = {
  id: number;
  name: string;
  address: string;
  role: Role;
  signature: string;
  deactivated_at: number | null;
};

const COLUMNS = ['id', 'name', 'address', 'role', 'signature', 'deactivated_at'] as const;

export const toAgent = ({ deactivated_at, id, name, address, role, signature }: AgentRow): Agent => ({
  id,
  name,
  address,
  role,
  signature,
  active: deactivated_at === null,
});

/** Everyone who ever was an agent: old answers name them. */
export async function agents(db: Db): Promise<Agent[]> {
  const rows = await db.selectFrom('agent').select(COLUMNS).orderBy('name').orderBy('id').execute();
  return rows.map(toAgent);
}

export async function agentById(db: Db, id: number): Promise<Agent | null> {
  const row = await db.selectFrom('agent').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row ? toAgent(row) : null;
}

export async function anyAgent(db: Db): Promise<boolean> {
  return (await db.selectFrom('agent').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** The active agent of an address and the hash of the password; null when there is none. */
export async function credentialsOf(db: Db, address: string): Promise<{ id: number; hash: string } | null> {
  const row = await db
    .selectFrom('agent')
    .select(['id', 'password_hash'])
    .where(sql<boolean>`lower(address) = lower(${address})`)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return row ? { id: row.id, hash: row.password_hash } : null;
}

export type NewAgent = { address: string; name: string; role: Role; passwordHash: string };

/**
 * Adds an agent. One who was deactivated comes back under the same id, with a new password: invited again.
 * Null when an active agent has the address.
 */
export async function addAgent(db: Db, agent: NewAgent): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into agent (address, name, role, password_hash)
    values (${agent.address}, ${agent.name}, ${agent.role}, ${agent.passwordHash})
    on conflict (lower(address)) do update
      set name = excluded.name, role = excluded.role, password_hash = excluded.password_hash, deactivated_at = null
      where agent.deactivated_at is not null
    returning id`.execute(db);
  return rows[0]?.id ?? null;
}

export async function changeAgent(
  db: Db,
  id: number,
  change: { name?: string; signature?: string; password_hash?: string },
): Promise<void> {
  await db.updateTable('agent').set(change).where('id', '=', id).execute();
}

/**
 * Ends an agent and every session. Answers false, and does nothing, for the last admin. Call it in a transaction:
 * two admins who deactivate each other meet at the lock.
 */
export async function deactivateAgent(db: Db, id: number): Promise<boolean> {
  const admins = await db
    .selectFrom('agent')
    .select('id')
    .where('role', '=', 'admin')
    .where('deactivated_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (admins.length === 1 && admins[0]?.id === id) return false;
  await db
    .updateTable('agent')
    .set({ deactivated_at: sql`heed_now()` })
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .execute();
  await db.deleteFrom('session').where('agent_id', '=', id).execute();
  return true;
}
