import { CLEANER_VERSION } from '../mail/clean.ts';
import { readLetter } from '../mail/read.ts';
import { readApart } from '../mail/read-apart.ts';
import type { Edges } from '../open-edges.ts';
import { type Accepted, type Receiving, receive } from '../receive.ts';
import { type Queue, receiveQueue } from '../receive-queue.ts';
import { claimLeftBehind, giveBack, quarantine } from '../store/ledger-end.ts';
import { type Mailbox, ourAddresses } from '../store/mailboxes.ts';
import { take } from '../store/take.ts';

/** What the loop header of this desk says; it proves our own mail and nothing else. */
export const loopMark = (heed: Pick<Edges, 'secrets'>): string => heed.secrets.mac('loop');

/** Decisions side by side: each waits mostly for Postgres; the embedded database takes one at a time anyway. */
const AT_ONCE = 8;

/** After a fault of the database a mail waits this long, in milliseconds. */
const WAIT_AFTER_FAULT = 5000;

/** The receiving story on this gateway's edges. */
export function receivingQueue(heed: Edges): Queue {
  const desk: Receiving = {
    raw: (sha256) => heed.blobs.get(sha256),
    read: (raw, { ours, authservId, envelope }) => readMail(raw, [...ours], authservId, envelope),
    keepAttachment: (bytes) => heed.blobs.put(bytes),
    async take(keys, choose) {
      const written = await take(heed.db, keys, (facts) => {
        const decision = choose(facts);
        if (decision === 'later') return 'later';
        const { change, ticketId, threadIds, acknowledged, disposition, reason } = decision;
        return {
          ticketId,
          change,
          now: facts.now,
          threadIds,
          acknowledged,
          ledger: { id: keys.ledgerId, disposition, reason, ticketId },
        };
      });
      return written !== null;
    },
    quarantine: (ledgerId, reason) => quarantine(heed.db, ledgerId, reason),
    policy: heed.policy,
    mac: heed.secrets.mac,
    loopMark: loopMark(heed),
  };
  return receiveQueue(
    (mail) => receive(desk, mail),
    async (mail, error) => {
      heed.log.error(
        { ledgerId: mail.ledgerId, error: String(error) },
        'a mail could not be decided; it will be tried again',
      );
      await giveBack(heed.db, mail.ledgerId, WAIT_AFTER_FAULT).catch(() => undefined);
    },
    AT_ONCE,
  );
}

async function readMail(raw: Uint8Array, ours: string[], authservId: string | null, envelope: Accepted['envelope']) {
  const reading = await readLetter(raw, { ours, authservId, apart: readApart, ...(envelope ? { envelope } : {}) });
  if ('unreadable' in reading) return reading;
  const { letter } = reading;
  return { letter, cleaner: CLEANER_VERSION, remoteImages: letter.html?.includes('data-remote-src') ?? false };
}

/** What was accepted and left undecided, by this gateway or one that died, goes through the same queue. */
export async function sweep(heed: Edges, queue: Queue): Promise<number> {
  const rows = await claimLeftBehind(heed.db, 50);
  const boxes = await heed.mailboxes();
  await queue.add(rows.map((row) => ({ ...row, ...addressing(boxes, row.mailboxId), ledgerId: row.id, raw: null })));
  return rows.length;
}

/** Which addresses are ours, the mailbox's own first, and whose Authentication-Results it trusts. */
export function addressing(boxes: readonly Mailbox[], mailboxId: number | null): Pick<Accepted, 'ours' | 'authservId'> {
  const mailbox = boxes.find((one) => one.id === mailboxId);
  const ours = ourAddresses(mailbox ? [mailbox, ...boxes.filter((one) => one !== mailbox)] : boxes);
  return { ours, authservId: mailbox?.authservId ?? null };
}
