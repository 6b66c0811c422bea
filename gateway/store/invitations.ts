import { sql } from 'kysely';
import type { Role } from './agents.ts';
import type { Db } from './db.ts';

type Purpose = 'set up' | 'invite';
export type Invitation = { address: string | null; role: Role };

/** An invitation of the same address replaces the one before, so that one link works. */
export async function addInvitation(
  db: Db,
  invitation: { hash: string; purpose: Purpose; address: string | null; role: Role; lasts: number },
): Promise<void> {
  if (invitation.address !== null)
    await db
      .deleteFrom('invitation')
      .where(sql<boolean>`lower(address) = lower(${invitation.address})`)
      .where('used_at', 'is', null)
      .execute();
  await sql`
    insert into invitation (token_hash, purpose, address, role, created_at, expires_at)
    select ${invitation.hash}, ${invitation.purpose}, ${invitation.address}, ${invitation.role}, now, now + ${invitation.lasts}::bigint
    from (select heed_now() as now) clock`.execute(db);
}

export async function findInvitation(db: Db, hash: string, purpose: Purpose): Promise<Invitation | null> {
  const row = await db
    .selectFrom('invitation')
    .select(['address', 'role'])
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<never>`heed_now()`)
    .executeTakeFirst();
  return row ?? null;
}

/** Uses an invitation up; null when it is unknown, used or expired. Two at once: one wins. */
export async function useInvitation(db: Db, hash: string, purpose: Purpose): Promise<Invitation | null> {
  const row = await db
    .updateTable('invitation')
    .set({ used_at: sql`heed_now()` })
    .where('token_hash', '=', hash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<never>`heed_now()`)
    .returning(['address', 'role'])
    .executeTakeFirst();
  return row ?? null;
}

/** Set-up links end with the first admin. */
export async function endSetUp(db: Db): Promise<void> {
  await db.deleteFrom('invitation').where('purpose', '=', 'set up').execute();
}
