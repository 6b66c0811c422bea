import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
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
};

/** Three attempts, each counted before it is made: a mail that kills its reader ends in quarantine, never in a loop. */
export const MOST_ATTEMPTS = 3;
/** Long enough to read and decide any mail within the limits; then somebody else may try. */
export const CLAIM = 60_000;

/**
 * Claims undecided mails whose claim has lapsed, oldest first. One whose reader died before is claimed alone, when no
 * other is left: should it kill this one too, no other mail pays an attempt for it. Those out of attempts are put into
 * quarantine instead. `left`: also those that a gateway left to one that can read them (`leaveUndecided`).
 */
export async function claimLeftBehind(db: Db, limit: number, { left }: { left: boolean }): Promise<LeftBehind[]> {
  await sql`update ledger set disposition = 'quarantined', reason = 'three attempts to read it failed', decided_at = heed_now(), claimed_until = null
    where disposition is null and attempts >= ${MOST_ATTEMPTS} and claimed_until < heed_now()`.execute(db);
  const { rows } = await sql<LeftBehind>`
    with fresh as (
      select id from ledger where disposition is null and coalesce(claimed_until, 0) < heed_now() and (${left} or reason is null)
        and attempts = 0 order by id limit ${limit} for update skip locked
    ), tried as (
      select id from ledger where disposition is null and coalesce(claimed_until, 0) < heed_now() and (${left} or reason is null)
        and attempts > 0 and not exists (select from fresh) order by id limit 1 for update skip locked
    ), due as (select id from fresh union all select id from tried)
    update ledger l set attempts = attempts + 1, claimed_until = heed_now() + ${CLAIM}::bigint
    from due, source s left join mailbox b on b.id = s.mailbox_id
    where l.id = due.id and s.id = l.source_id
    returning l.id, l.sha256, l.attempts, l.accepted_at as "acceptedAt", l.internal_date as "internalDate", l.imported,
      l.header_message_id as "messageId", l.envelope, s.mailbox_id as "mailboxId",
      s.folder is not distinct from b.junk_folder as junk`.execute(db);
  return rows.sort((a, b) => a.id - b.id);
}

/** Leaves a mail, with the reason, to a gateway that can read what this one cannot; no attempt was made. */
export async function leaveUndecided(db: Db, ledgerId: number, reason: string): Promise<void> {
  await sql`update ledger set reason = ${reason}, attempts = greatest(attempts - 1, 0), claimed_until = null
    where id = ${ledgerId} and disposition is null`.execute(db);
}

/** Gives a mail back after a fault, to be tried again. The attempt counts when the fault was the mail's own. */
export async function giveBack(db: Db, ledgerId: number, wait: number, error: unknown): Promise<void> {
  const uncounted = isFaultOfMail(error) ? 0 : 1;
  await sql`update ledger set attempts = greatest(attempts - ${uncounted}::int, 0), claimed_until = heed_now() + ${wait}::bigint
    where id = ${ledgerId} and disposition is null`.execute(db);
}

/** Values the database cannot hold (SQLSTATE 22, 23) and errors of our own code: trying again changes nothing. */
function isFaultOfMail(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true;
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}

/** Lets a quarantined mail be read again; answers whether there was one. */
export async function replay(db: Db, ledgerId: number): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update ledger set disposition = null, reason = null, decided_at = null, attempts = 0,
      claimed_until = null, looked_at = null, looked_by = null
    where id = ${ledgerId} and disposition in ('quarantined', 'retired') and sha256 <> ''`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}
