import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import { BlobsAway } from './blobs.ts';
import type { Db } from './db.ts';

/** A mail that nothing can be made of, kept with the reason; it waits for a look and can be replayed. */
export async function quarantine(db: Db, ledgerId: number, reason: string): Promise<void> {
  await sql`update ledger set disposition = 'quarantined', reason = ${reason}, decided_at = heed_now(), claimed_until = null
    where id = ${ledgerId} and disposition is null`.execute(db);
}

/** A mail of the ledger that nobody is deciding. */
export type LeftBehind = {
  id: number;
  sha256: string;
  attempts: number;
  acceptedAt: Instant;
  internalDate: Instant | null;
  imported: boolean;
  messageId: string | null;
  envelope: { from: string | null; to: string[] } | null;
  mailboxId: number | null;
  junk: boolean;
  sent: boolean;
  /** An agent asked for it to become a ticket. */
  wanted: boolean;
};

/** A mail that is certainly at fault fails each time; the third is enough to know. */
const MOST_FAULTS = 3;
/**
 * Readers that may die over a mail, each attempt counted before it is made, so that none is read in a loop for ever. More
 * than the faults: machines restart, often several times in a row, and from READ_APART_FROM on a mail is read where it
 * can kill nobody.
 */
const MOST_ATTEMPTS = 10;
export const READ_APART_FROM = 3;
/** Long enough to read and decide any mail within the limits; then somebody else may try. */
export const CLAIM = 60_000;

/**
 * Claims undecided mails whose claim has lapsed, oldest first, so that a mail comes before its replies. One whose reader
 * died before is claimed alone: should it kill this one too, no other mail pays an attempt for it. Those out of attempts
 * are put into quarantine instead. `left`: also those that a gateway left to one that can read them (`leaveUndecided`).
 */
export async function claimLeftBehind(db: Db, limit: number, { left }: { left: boolean }): Promise<LeftBehind[]> {
  await sql`update ledger set disposition = 'quarantined', reason = 'its reader died ten times', decided_at = heed_now(), claimed_until = null
    where disposition is null and attempts >= ${MOST_ATTEMPTS} and claimed_until < heed_now()`.execute(db);
  const { rows } = await sql<LeftBehind>`
    with waiting as (
      select id, attempts from ledger where disposition is null and coalesce(claimed_until, 0) < heed_now() and (${left} or reason is null)
      order by id limit ${limit} for update skip locked
    ), due as (
      select id from waiting where id < coalesce((select min(id) from waiting where attempts > 0), id + 1)
        or id = (select min(id) from waiting)
    )
    update ledger l set attempts = attempts + 1, claimed_until = heed_now() + ${CLAIM}::bigint
    from due, source s left join mailbox b on b.id = s.mailbox_id
    where l.id = due.id and s.id = l.source_id
    returning l.id, l.sha256, l.attempts, l.accepted_at as "acceptedAt", l.internal_date as "internalDate", l.imported,
      l.header_message_id as "messageId", l.envelope, s.mailbox_id as "mailboxId",
      s.folder is not distinct from b.junk_folder as junk, s.kind = 'imap' and s.folder is not distinct from b.sent_folder as sent,
      l.wanted_at is not null as wanted`.execute(db);
  return rows.sort((a, b) => a.id - b.id);
}

/** Leaves a mail, with the reason, to a gateway that can read what this one cannot; no attempt was made. */
export async function leaveUndecided(db: Db, ledgerId: number, reason: string): Promise<void> {
  await sql`update ledger set reason = ${reason}, attempts = greatest(attempts - 1, 0), claimed_until = null
    where id = ${ledgerId} and disposition is null`.execute(db);
}

/** Leaves a mail to the sweep after `wait` milliseconds; no attempt was made. */
export async function giveBack(db: Db, ledgerId: number, wait: number): Promise<void> {
  await sql`update ledger set attempts = greatest(attempts - 1, 0), claimed_until = heed_now() + ${wait}::bigint
    where id = ${ledgerId} and disposition is null`.execute(db);
}

/** Gives a mail back after a fault. The attempt counts unless the world was at fault; of the mail's own the third is the last. */
export async function giveBackFailed(db: Db, ledgerId: number, wait: number, error: unknown): Promise<void> {
  const fault = whoseFault(error);
  if (fault === 'the world') return giveBack(db, ledgerId, wait);
  const most = fault === 'the mail' ? MOST_FAULTS : MOST_ATTEMPTS;
  await sql`update ledger set claimed_until = heed_now() + ${wait}::bigint
    where id = ${ledgerId} and disposition is null and attempts < ${most}`.execute(db);
  await sql`update ledger set disposition = 'quarantined', reason = 'every attempt to decide it failed', decided_at = heed_now(), claimed_until = null
    where id = ${ledgerId} and disposition is null and attempts >= ${most}`.execute(db);
}

/**
 * Values the database cannot hold (SQLSTATE 22, 23) and slips of our own code come again at each attempt. Its other
 * codes and those of the system (EIO, ECONNRESET) say that something is away or full. The rest nobody knows.
 */
function whoseFault(error: unknown): 'the mail' | 'the world' | 'unknown' {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return 'the mail';
  if (error instanceof BlobsAway) return 'the world';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^2[23]/.test(code)) return 'the mail';
  return /^(?:[0-9A-Z]{5}|E[A-Z]+)$/.test(code) ? 'the world' : 'unknown';
}

/**
 * Lets a quarantined mail be read again; `wantedBy`: the agent who wants it as a ticket. Answers whether there was one.
 */
export async function replay(db: Db, ledgerId: number, wantedBy: number | null = null): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update ledger set disposition = null, reason = null, decided_at = null, attempts = 0,
      claimed_until = null, looked_at = null, looked_by = null,
      wanted_by = ${wantedBy}::bigint, wanted_at = case when ${wantedBy}::bigint is null then null else heed_now() end
    where id = ${ledgerId} and disposition in ('quarantined', 'retired') and sha256 <> ''`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}
