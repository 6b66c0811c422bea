import { quickIds } from '../mail/scan.ts';
import type { Spool } from '../mail/spool.ts';
import type { Edges } from '../open-edges.ts';
import type { Accepted } from '../receive.ts';
import type { Queue } from '../receive-queue.ts';
import { CLAIM } from '../store/ledger-end.ts';
import { acceptPushed } from '../store/push.ts';
import { addressing } from './receiving.ts';

/**
 * Moves what was pushed to us from the spool into the ledger and on to be decided.
 * The spool forgets a mail only after its row is committed, so a crash in between costs a second look and nothing else.
 */
export async function drainSpool(heed: Edges, spool: Pick<Spool, 'waiting' | 'forget'>, queue: Queue): Promise<number> {
  const accepted: Accepted[] = [];
  for await (const { name, raw, envelope, intake, key } of spool.waiting()) {
    const mail = await acceptMail(heed, { raw, envelope, intake, key });
    if (mail) accepted.push(mail);
    await spool.forget(name);
  }
  await queue.add(accepted);
  return accepted.length;
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
  };
}
