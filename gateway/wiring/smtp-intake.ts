import { DeskError } from '../desk/error.ts';
import { type Door, openDoor } from '../mail/smtp-door.ts';
import type { Spool } from '../mail/spool.ts';
import type { Heed } from '../open.ts';
import { ourAddresses } from '../store/mailboxes.ts';
import { diskFull } from './room.ts';

/**
 * Takes mail for our mailboxes over SMTP from programs of this machine, a mail server beside us for one: into the spool
 * before the 250. Null unless SANDBOX_SMTP_PORT asks for it.
 * @throws DeskError when the port cannot be had
 */
export async function openIntake(heed: Heed, spool: Spool, arrived: () => void): Promise<Door | null> {
  const port = heed.config.sandboxSmtpPort;
  if (port === null) return null;
  let ours = new Set(ourAddresses(await heed.mailboxes()));
  const refresh = setInterval(
    () =>
      void heed
        .mailboxes()
        .then((boxes) => (ours = new Set(ourAddresses(boxes))))
        .catch(() => undefined),
    ADDRESSES_AGE,
  );
  const door = await openDoor({
    port,
    ours: (address) => ours.has(address.replace(/\+[^@]*@/, '@')),
    refusal: 'No mailbox of this desk has that address',
    async keep(raw, envelope) {
      // Whoever hears 4xx keeps the mail and brings it again.
      const full = await diskFull(heed);
      if (full) throw new Error(full.words);
      await spool.keep({ raw, envelope, intake: 'smtp' });
      arrived();
    },
  }).catch((error: NodeJS.ErrnoException) => {
    clearInterval(refresh);
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be opened by this user';
    throw new DeskError('conflict', `SANDBOX_SMTP_PORT: port ${port} ${why}. Set it to another one, or leave it out.`);
  });
  return {
    ...door,
    async close() {
      clearInterval(refresh);
      await door.close();
    },
  };
}

/** A mailbox or alias that was just added takes mail here this much later, in milliseconds. */
const ADDRESSES_AGE = 5000;
