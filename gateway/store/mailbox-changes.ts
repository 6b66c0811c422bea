import { sql } from 'kysely';
import type { Db } from './db.ts';
import { forgetGrant } from './grants.ts';
import type { Connection } from './mailboxes.ts';
import type { SentCopies } from './tables.ts';

export type MailboxFields = {
  aliases?: string[];
  sender_name?: string;
  connection?: Connection;
  secret?: string | null;
  junk_folder?: string | null;
  sent_folder?: string | null;
  sent_copies?: SentCopies | null;
  authserv_id?: string | null;
  takes_null_sender?: boolean | null;
};

type Later = 'sent_folder' | 'sent_copies';

/** What is not given of sent mail is found out when the mailbox is first opened. */
export type NewMailbox = Required<Omit<MailboxFields, Later>> &
  Pick<MailboxFields, Later> & { address: string; import_since: number | null };

/** Connects a mailbox; null when its address has one. */
export async function addMailbox(db: Db, mailbox: NewMailbox): Promise<number | null> {
  const row = await db
    .insertInto('mailbox')
    .values({
      kind: 'imap',
      address: mailbox.address,
      aliases: mailbox.aliases,
      sender_name: mailbox.sender_name,
      connection: JSON.stringify(mailbox.connection),
      secret: mailbox.secret,
      junk_folder: mailbox.junk_folder,
      sent_folder: mailbox.sent_folder ?? null,
      sent_copies: mailbox.sent_copies ?? null,
      authserv_id: mailbox.authserv_id,
      takes_null_sender: mailbox.takes_null_sender,
      import_since: sql`${mailbox.import_since}::bigint`,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

export async function changeMailbox(db: Db, id: number, { connection, ...fields }: MailboxFields): Promise<void> {
  const change = { ...fields, ...(connection ? { connection: JSON.stringify(connection) } : {}) };
  if (Object.keys(change).length === 0) return;
  await db.updateTable('mailbox').set(change).where('id', '=', id).execute();
}

/** Disconnects a mailbox and forgets its password and sign-in; its mail, sources and tickets stay. False when there is none. */
export async function removeMailbox(db: Db, id: number): Promise<boolean> {
  const row = await db
    .updateTable('mailbox')
    .set({ removed_at: sql`heed_now()`, secret: null })
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  await forgetGrant(db, id);
  return row !== undefined;
}
