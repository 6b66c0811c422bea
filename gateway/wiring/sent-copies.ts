import { putSentCopy } from '../mail/sent-copy.ts';
import type { Heed } from '../open.ts';
import { claimCopies, copyKept } from '../store/sent-copies.ts';
import { withLogin } from './collecting.ts';

/** Few enough that a slow server holds up no other mailbox for long. */
const AT_ONCE = 10;

/** Puts copies of sent answers where their mailbox's server keeps what is sent; answers how many were tried. */
export async function copySent(heed: Heed): Promise<number> {
  const owed = await claimCopies(heed.db, AT_ONCE);
  const boxes = await heed.mailboxes();
  for (const { outboxId, mailboxId, folder, messageId, sha256, sentAt } of owed) {
    const mailbox = boxes.find(({ id }) => id === mailboxId);
    const bytes = await heed.blobs.get(sha256);
    if (!mailbox || !bytes) continue;
    try {
      await withLogin(heed, mailbox, (login) => putSentCopy(login, { folder, messageId, bytes, sentAt }));
      await copyKept(heed.db, outboxId);
    } catch (error) {
      heed.log.warn({ outboxId, error: String(error) }, 'a copy could not be put into sent mail; it is tried again');
    }
  }
  return owed.length;
}
