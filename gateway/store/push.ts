import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** A mail that was handed to us: we hold the only copy. */
export type Pushed = {
  intake: string;
  mailboxId: number | null;
  /** sha256 of raw and recipient: the same mail pushed twice is one. */
  key: string;
  sha256: string;
  size: number;
  envelope: { from: string | null; to: string[] };
  messageId: string | null;
  claimedFor: number;
};

/** The ledger row of a pushed mail; null when it had one. COMMIT = accepted. */
export async function acceptPushed(db: Db, mail: Pushed): Promise<{ ledgerId: number; acceptedAt: Instant } | null> {
  return db.transaction().execute(async (tx) => {
    await sql`insert into source (kind, mailbox_id, folder) values ('push', ${mail.mailboxId}, ${mail.intake}) on conflict do nothing`.execute(
      tx,
    );
    const { rows } = await sql<{ ledgerId: number; acceptedAt: Instant }>`
      insert into ledger (source_id, key, sha256, size, envelope, header_message_id, attempts, claimed_until)
      select s.id, ${mail.key}, ${mail.sha256}, ${mail.size}::bigint, ${JSON.stringify(mail.envelope)}::jsonb, ${mail.messageId}, 1, heed_now() + ${mail.claimedFor}::bigint
      from source s where s.kind = 'push' and s.mailbox_id is not distinct from ${mail.mailboxId}::bigint and s.folder = ${mail.intake} and s.closed_at is null
      on conflict (source_id, key) do nothing returning id as "ledgerId", accepted_at as "acceptedAt"`.execute(tx);
    return rows[0] ?? null;
  });
}
