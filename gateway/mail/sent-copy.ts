import type { ImapFlow } from 'imapflow';
import type { Instant } from '../desk/instant.ts';
import { connectImap, type ImapLogin } from './imap.ts';

export type SentCopy = { folder: string; messageId: string; bytes: Uint8Array; sentAt: Instant };

/**
 * Puts a copy of what we sent into the folder of sent mail, read already, unless it is there: whoever does it again after
 * a crash does nothing. @throws MailboxTrouble
 */
export async function putSentCopy(login: ImapLogin, { folder, messageId, bytes, sentAt }: SentCopy): Promise<void> {
  const { client, said } = await connectImap(login);
  try {
    await said(async () => {
      if (await isThere(client, folder, messageId)) return;
      await client.append(folder, Buffer.from(bytes), ['\\Seen'], new Date(sentAt));
    });
  } finally {
    await client.logout().catch(() => client.close());
  }
}

/** Whether a folder has the mail of this Message-ID. */
export async function isThere(client: ImapFlow, folder: string, messageId: string): Promise<boolean> {
  await client.mailboxOpen(folder, { readOnly: true });
  const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
  if (!Array.isArray(found)) throw new Error('the server did not answer a search');
  return found.length > 0;
}
