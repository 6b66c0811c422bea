import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** An answer whose copy the folder of sent mail does not have yet. */
export type OwedCopy = {
  outboxId: number;
  mailboxId: number;
  folder: string;
  messageId: string;
  sha256: string;
  sentAt: Instant;
};

/** Milliseconds. Whoever has not put it there by then is dead, or its server away; then it is tried again. */
const AGAIN_AFTER = 5 * 60_000;
/** A copy that nobody could put there for a week is not owed any more; the answer itself stands on its ticket. */
const OWED_FOR = 7 * 24 * 60 * 60_000;

/** Claims what is due, oldest first; nobody else takes it meanwhile. */
export async function claimCopies(db: Db, limit: number): Promise<OwedCopy[]> {
  const { rows } = await sql<OwedCopy>`
    with due as (
      select o.id, b.id as mailbox, b.sent_folder from outbox o
        left join mailbox b on b.id = o.mailbox_id and b.removed_at is null and b.sent_copies = 'append'
      where o.copy_at <= heed_now() order by o.copy_at, o.id limit ${limit} for update of o skip locked
    ), claimed as (
      update outbox o set copy_at = case when due.sent_folder is not null and o.sent_at > heed_now() - ${OWED_FOR}::bigint
        then heed_now() + ${AGAIN_AFTER}::bigint end
      from due where o.id = due.id returning o.*, due.mailbox, due.sent_folder
    )
    select id as "outboxId", mailbox as "mailboxId", sent_folder as folder, header_message_id as "messageId",
      mime_sha256 as sha256, sent_at as "sentAt"
    from claimed where copy_at is not null order by id`.execute(db);
  return rows;
}

export async function copyKept(db: Db, outboxId: number): Promise<void> {
  await sql`update outbox set copy_at = null where id = ${outboxId}`.execute(db);
}
