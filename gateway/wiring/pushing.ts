import { quickIds } from '../mail/scan.ts';
import type { Spool } from '../mail/spool.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import type { Accepted } from '../receive.ts';
import type { Queue } from '../receive-queue.ts';
import { CLAIM } from '../store/ledger-end.ts';
import { acceptPushed } from '../store/push.ts';
import { addressing } from './receiving.ts';

// Held in memory until they are decided; a larger mail goes alone.
const BATCH_MAILS = 50;
const BATCH_BYTES = 4 * 1024 * 1024;

/** Failures in a row after which it is the database that fails and not the mails: the rest waits for the next turn. */
const FAILURES_IN_A_ROW = 5;

/**
 * Moves what was pushed to us from the spool into the ledger and on to be decided; answers how many were new.
 * The spool forgets a mail only after its row is committed, so a crash in between costs a second look and nothing else.
 * @throws what the last mail that could not be moved failed with, after the others were
 */
export async function drainSpool(
  heed: Edges,
  spool: Pick<Spool, 'waiting' | 'forget'>,
  queue: Queue,
  reached: Reached = unwatched,
): Promise<number> {
  let batch: Accepted[] = [];
  let bytes = 0;
  let moved = 0;
  let failures = 0;
  let failed: { error: unknown } | null = null;
  try {
    for await (const { name, raw, envelope, intake, key } of spool.waiting()) {
      if (batch.length === BATCH_MAILS || bytes + raw.length > BATCH_BYTES) {
        await queue.add(batch);
        batch = [];
        bytes = 0;
      }
      try {
        const mail = await acceptMail(heed, { raw, envelope, intake, key });
        await reached('unspooled');
        await spool.forget(name);
        failures = 0;
        if (mail === null) continue;
        moved++;
        batch.push(mail);
        bytes += raw.length;
      } catch (error) {
        failed = { error };
        failures++;
        if (failures === FAILURES_IN_A_ROW) break;
      }
    }
  } finally {
    // Also when the spool could not read one at its end: what was accepted is decided.
    await queue.add(batch);
  }
  if (failed) throw failed.error;
  return moved;
}

/** Keeps the bytes, then the row; null when that mail already has one. */
export async function acceptMail(
  heed: Edges,
  {
    raw,
    envelope,
    intake,
    key,
  }: { raw: Uint8Array; envelope: { from: string | null; to: string[] }; intake: string; key: string },
): Promise<Accepted | null> {
  const boxes = await heed.mailboxes();
  const recipients = envelope.to.map((address) => address.toLowerCase().replace(/\+[^@]*@/, '@'));
  const mailbox = boxes.find(({ address, aliases }) =>
    [address, ...aliases].some((own) => recipients.includes(own.toLowerCase())),
  );
  const mailboxId = mailbox?.id ?? null;
  const sha256 = await heed.blobs.put(raw, { durable: true });
  const { messageId } = quickIds(raw);
  const row = await acceptPushed(heed.db, {
    intake,
    mailboxId,
    key,
    sha256,
    size: raw.length,
    envelope,
    messageId,
    claimedFor: CLAIM,
  });
  if (row === null) return null;
  return {
    ...row,
    ...addressing(boxes, mailboxId),
    sha256,
    raw,
    internalDate: null,
    imported: false,
    mailboxId,
    junk: false,
    envelope,
    messageId,
    attempts: 1,
  };
}
