import type { Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import type { Db } from './db.ts';
import type { Provider } from './oauth-clients.ts';
import type { SentCopies } from './tables.ts';

/** How to reach a mailbox: servers and user names. The password stands sealed in `secret`. */
export type Connection = {
  imap?: Server;
  smtp?: Server;
};
export type Server = { host: string; port: number; tls: boolean; user: string };

export type Mailbox = {
  id: number;
  kind: 'sandbox' | 'imap' | 'push';
  address: string;
  aliases: string[];
  senderName: string;
  connection: Connection;
  secret: string | null;
  /** Whose sign-in opens it in place of passwords, and since when. */
  grant: { provider: Provider; at: Instant } | null;
  folders: string[];
  junkFolder: string | null;
  /** Where its server keeps what was sent; watched for answers written elsewhere. */
  sentFolder: string | null;
  /** null: nobody has found out. */
  sentCopies: SentCopies | null;
  authservId: string | null;
  takesNullSender: boolean | null;
  importSince: Instant | null;
  health: unknown;
};

/** All mailboxes that are connected, oldest first. */
export async function mailboxes(db: Db): Promise<Mailbox[]> {
  const rows = await db
    .selectFrom('mailbox')
    .leftJoin('oauth_grant', 'oauth_grant.mailbox_id', 'mailbox.id')
    .selectAll('mailbox')
    .select(['oauth_grant.provider', 'oauth_grant.granted_at'])
    .where('removed_at', 'is', null)
    .orderBy('mailbox.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    address: row.address,
    aliases: row.aliases,
    senderName: row.sender_name,
    connection: row.connection as Connection,
    secret: row.secret,
    grant: row.provider && row.granted_at ? { provider: row.provider, at: row.granted_at } : null,
    folders: row.folders,
    junkFolder: row.junk_folder,
    sentFolder: row.sent_folder,
    sentCopies: row.sent_copies,
    authservId: row.authserv_id,
    takesNullSender: row.takes_null_sender,
    importSince: row.import_since,
    health: row.health,
  }));
}

/** Every address that is ours, lower-cased: a mail to one is to us, a mail from one is from us. */
export function ourAddresses(all: readonly Mailbox[]): string[] {
  return all.flatMap((mailbox) => [mailbox.address, ...mailbox.aliases].map((address) => address.toLowerCase()));
}

export async function rememberNullSender(db: Db, id: number, takes: boolean): Promise<void> {
  await db.updateTable('mailbox').set({ takes_null_sender: takes }).where('id', '=', id).execute();
}

/** Whoever collected before a restore is gone: nobody waits for their leases to run out. */
export async function endLeases(db: Db): Promise<void> {
  await db.updateTable('mailbox').set({ lease_holder: null, lease_until: null }).execute();
}

/** The key they were sealed with is lost: they must be entered again, and signed in to. */
export async function forgetPasswords(db: Db): Promise<void> {
  await db.deleteFrom('oauth_grant').execute();
  await db.updateTable('oauth_client').set({ secret: null }).execute();
  await db.updateTable('mailbox').set({ secret: null }).execute();
}

export const senderOf = (mailbox: Mailbox): Address => ({ address: mailbox.address, name: mailbox.senderName });
