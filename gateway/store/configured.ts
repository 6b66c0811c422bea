import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { Connection } from './mailboxes.ts';
import { endEpochsIfMoved } from './moved-mailbox.ts';

/** A mailbox that the wiring names rather than the app: the sandbox's, or the one of IMAP_URL. */
export type Configured = {
  kind: 'sandbox' | 'imap' | 'push';
  address: string;
  senderName: string;
  connection: Connection;
  secret: string | null;
  folders: string[];
  junkFolder: string | null;
};

/**
 * Makes the row at the first start and brings servers and password up to date at every other. One that is handed its
 * mail leaves a row alone that another gateway reads from a server.
 */
export async function keepConfigured(db: Db, mailbox: Configured): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await endEpochsIfMoved(tx, mailbox.address, mailbox.connection);
    await keep(tx, mailbox);
  });
}

async function keep(db: Db, mailbox: Configured): Promise<void> {
  await db
    .insertInto('mailbox')
    .values({
      kind: mailbox.kind,
      address: mailbox.address,
      sender_name: mailbox.senderName,
      connection: JSON.stringify(mailbox.connection),
      secret: mailbox.secret,
      folders: mailbox.folders,
      junk_folder: mailbox.junkFolder,
    })
    .onConflict((conflict) =>
      conflict
        .expression(sql`lower(address)`)
        .where('removed_at', 'is', null)
        .doUpdateSet({ kind: mailbox.kind, connection: JSON.stringify(mailbox.connection), secret: mailbox.secret })
        .where((row) => row.or([row.val(mailbox.kind !== 'push'), row('mailbox.kind', '=', 'push')])),
    )
    .execute();
}

/** Takes the sandbox out of service: a real mailbox has been connected. Its tickets stay. */
export async function leaveSandbox(db: Db): Promise<void> {
  await sql`update mailbox set removed_at = heed_now() where kind = 'sandbox' and removed_at is null`.execute(db);
}
