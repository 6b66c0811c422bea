import { CLEANER_VERSION } from '../mail/clean.ts';
import type { Vouch } from '../mail/dkim.ts';
import { type ReadingContext, readLetter } from '../mail/read.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import { type Accepted, type Choice, type Reading, type Receiving, receive } from '../receive.ts';
import { type Queue, receiveQueue } from '../receive-queue.ts';
import {
  claimLeftBehind,
  giveBack,
  giveBackFailed,
  leaveUndecided,
  quarantine,
  READ_APART_FROM,
} from '../store/ledger-end.ts';
import { type Mailbox, ourAddresses } from '../store/mailboxes.ts';
import { type Taking, take } from '../store/take.ts';

/** What the loop header of this desk says; it proves our own mail and nothing else. */
export const loopMark = (heed: Pick<Edges, 'secrets'>): string => heed.secrets.mac('loop');

/** How long a mail waits after a fault, or for a mail in other hands, until it is tried again; milliseconds. */
const WAIT = 5000;

/** Reads extraordinary mail where it can be killed; null in a runtime that has no such place. */
export type Apart = NonNullable<ReadingContext['apart']> | null;

/** The receiving story on this gateway's edges. */
export function receivingQueue(
  heed: Edges,
  apart: Apart,
  reached: Reached = unwatched,
  vouch: Vouch | null = null,
): Queue {
  const desk: Receiving = {
    raw: (sha256) => heed.blobs.get(sha256),
    read: (raw, accepted) => readMail(raw, accepted, apart, vouch),
    keepAttachment: (bytes) => heed.blobs.put(bytes),
    async take(choices) {
      const taken = await take(heed.db, choices.map(takingOf));
      if (taken.some((written) => written !== null)) await reached('decided');
      return taken.map((written) => written !== null);
    },
    quarantine: (ledgerId, reason) => quarantine(heed.db, ledgerId, reason),
    leave: (ledgerId, reason) => leaveUndecided(heed.db, ledgerId, reason),
    policy: heed.policy,
    practice: heed.practice,
    mac: heed.secrets.mac,
    loopMark: loopMark(heed),
    reached,
  };
  return receiveQueue(
    {
      read: (mail) => receive(desk, mail),
      take: desk.take,
      async failed(mail, error) {
        heed.log.error(
          { ledgerId: mail.ledgerId, error: String(error) },
          'a mail could not be decided; it will be tried again',
        );
        await giveBackFailed(heed.db, mail.ledgerId, WAIT, error).catch(() => undefined);
      },
      postpone: (mail) => giveBack(heed.db, mail.ledgerId, WAIT).catch(() => undefined),
    },
    () => performance.now(),
  );
}

const takingOf = ({ keys, card, choose }: Choice): Taking => ({
  keys,
  decide(facts) {
    const decision = choose(facts);
    if (decision === 'later') return 'later';
    const { change, ticketId, threadIds, acknowledged, disposition, reason, quiet = false, hasTestPage } = decision;
    const shown = disposition === 'quarantined' ? card : null;
    const ledger = { id: keys.ledgerId, disposition, reason, ticketId, card: shown, quiet };
    return {
      ticketId,
      change,
      now: facts.now,
      threadIds,
      acknowledged,
      ledger,
      ...(hasTestPage ? { hasTestPage } : {}),
    };
  },
});

async function readMail(raw: Uint8Array, accepted: Accepted, apart: Apart, vouch: Vouch | null): Promise<Reading> {
  const { ours, authservId, envelope, attempts } = accepted;
  const context = { ours, authservId, ...(envelope ? { envelope } : {}) };
  const suspect = attempts >= READ_APART_FROM;
  const reading = await (suspect && apart
    ? apart(raw, context)
    : readLetter(raw, apart ? { ...context, apart } : context));
  if ('unreadable' in reading) return reading.elsewhere ? { elsewhere: reading.unreadable } : reading;
  const trust = (await vouch?.(raw, reading.letter)) ?? reading.letter.trust;
  const letter = { ...reading.letter, trust };
  return { letter, cleaner: CLEANER_VERSION, remoteImages: letter.html?.includes('data-remote-src') ?? false };
}

/** What was accepted and left undecided, by this gateway or one that died, goes through the same queue. */
export async function sweep(heed: Edges, queue: Queue, apart: Apart): Promise<number> {
  const rows = await claimLeftBehind(heed.db, 50, { left: apart !== null });
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
