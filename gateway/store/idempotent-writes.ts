import { sql } from 'kysely';
import type { Db } from './db.ts';

export type KeptAnswer = { requestHash: string; status: number; answer: unknown };

export async function keptAnswer(db: Db, agentId: number, key: string): Promise<KeptAnswer | null> {
  const row = await db
    .selectFrom('idempotent_write')
    .select(['request_hash', 'status', 'answer'])
    .where('agent_id', '=', agentId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ? { requestHash: row.request_hash, status: row.status, answer: row.answer } : null;
}

/** Keeps the answer of a write beside it, in its transaction. Fails when the key is taken: then the write did not happen. */
export async function keepAnswer(tx: Db, kept: { agentId: number; key: string } & KeptAnswer): Promise<void> {
  await tx
    .insertInto('idempotent_write')
    .values({
      agent_id: kept.agentId,
      key: kept.key,
      request_hash: kept.requestHash,
      status: kept.status,
      answer: JSON.stringify(kept.answer),
      at: sql`heed_now()`,
    })
    .execute();
}
