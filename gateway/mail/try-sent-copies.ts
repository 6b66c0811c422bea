import { setTimeout as pause } from 'node:timers/promises';
import { connectImap, type ImapLogin } from './imap.ts';
import { openSender } from './send.ts';
import { isThere } from './sent-copy.ts';
import type { SmtpServer } from './smtp-server.ts';

export type SentCopies = 'provider' | 'append' | 'none';

/** A mail to the mailbox itself, made by whoever knows how a desk marks its own. */
export type Probe = { messageId: string; bytes: Uint8Array };

// Milliseconds. A provider that files what it sends does so at once; what comes round through its queue takes longer.
const FILED_WITHIN = 20_000;
const FILED_AFTER_ARRIVAL = 3000;
const LOOK_EVERY = 500;

/** Providers that keep what goes out through them, whatever a test would show. */
const KEEPERS = /^smtp(-relay)?\.(gmail|googlemail)\.com$/;

/**
 * Who puts copies into the folder of sent mail: sends a mail to the mailbox itself and looks whether it shows up there.
 * Null when it did not go out, or never arrived.
 */
export async function trySentCopies(
  {
    imap,
    smtp,
    address,
    sentFolder,
  }: { imap: ImapLogin; smtp: SmtpServer; address: string; sentFolder: string | null },
  probe: Probe,
): Promise<SentCopies | null> {
  if (KEEPERS.test(smtp.host)) return 'provider';
  if (sentFolder === null) return 'none';
  const sender = openSender(smtp, 1);
  const attempt = await sender.send({ envelope: { from: address, to: [address] }, bytes: probe.bytes });
  sender.close();
  if (!attempt.sent) return null;
  const id = attempt.seenMessageId ?? probe.messageId;
  const { client } = await connectImap(imap);
  try {
    let until = performance.now() + FILED_WITHIN;
    let arrived = false;
    while (performance.now() < until) {
      if (await isThere(client, sentFolder, id)) return 'provider';
      if (!arrived && (await isThere(client, 'INBOX', id))) {
        arrived = true;
        until = Math.min(until, performance.now() + FILED_AFTER_ARRIVAL);
      }
      await pause(LOOK_EVERY);
    }
    return arrived ? 'append' : null;
  } catch {
    return null;
  } finally {
    await client.logout().catch(() => client.close());
  }
}
