import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** `sender`: an address, or a domain with everything below it; lower-cased. */
export type BlockRow = { id: number; sender: string; addedBy: number; addedAt: Instant };

export function blocks(db: Db): Promise<BlockRow[]> {
  return db
    .selectFrom('block')
    .select(['id', 'sender', 'added_by as addedBy', 'added_at as addedAt'])
    .orderBy('sender')
    .execute();
}

/** Answers whether it is new. */
export async function block(db: Db, sender: string, agentId: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('block')
    .values({ sender: sender.toLowerCase(), added_by: agentId })
    .onConflict((conflict) => conflict.column('sender').doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Answers whether there was one. */
export async function unblock(db: Db, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('block').where('id', '=', id).executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}
