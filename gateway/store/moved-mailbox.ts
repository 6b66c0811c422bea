import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { Connection } from './mailboxes.ts';

/**
 * A mailbox that is about to be read from `connection`: on another server, or in another account there, the same numbers
 * may name other mails and folders have other names. Its epochs end, so that each mail is matched with what we have.
 */
export async function endEpochsIfMoved(db: Db, address: string, { imap }: Connection): Promise<void> {
  if (!imap) return;
  await sql`
    with moved as (
      update mailbox set junk_folder = null, sent_folder = null
      where lower(address) = lower(${address}) and removed_at is null and connection->'imap' is not null
        and (connection->'imap'->>'host', connection->'imap'->>'user') <> (${imap.host}, ${imap.user})
      returning id
    )
    update source set closed_at = heed_now() from moved
    where mailbox_id = moved.id and source.kind = 'imap' and closed_at is null`.execute(db);
}
