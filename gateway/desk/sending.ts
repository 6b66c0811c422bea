import type { OutboxKind } from './change.ts';
import { after, DAY, HOUR, type Instant, MINUTE } from './instant.ts';
import type { Address } from './letter.ts';

/** An outbox row in our hands: nobody else sends it until the lease ends; the fence proves it is still ours. */
export type Claimed = {
  id: number;
  fence: number;
  kind: OutboxKind;
  /** null for an alert, which is about the desk. */
  ticketId: number | null;
  messageId: number | null;
  mailboxId: number | null;
  /** Whom it tells, where it is no mail. */
  webhookId: number | null;
  envelope: { to: Address[]; cc: Address[] };
  content: Record<string, unknown>;
  /** null until its bytes are made. */
  headerMessageId: string | null;
  mimeSha256: string | null;
  attempts: number;
  /** Times its bytes may have reached a server, counted before each attempt. */
  sends: number;
  queuedAt: Instant;
  expiresAt: Instant | null;
};

/**
 * What a server said. Only an answer with a code is one: a session that broke after DATA began is `unknown`,
 * whatever the error looks like; one that broke before is `temporary`.
 */
export type Attempt =
  | { sent: true; seenMessageId: string | null; rejected: { address: string; words: string }[] }
  | { sent: false; outcome: 'refused' | 'temporary' | 'unknown'; words: string };

/** What becomes of a claimed row; `runAt` is set when it is queued again or held. */
export type Outcome = {
  id: number;
  fence: number;
  state: 'queued' | 'held' | 'sent' | 'failed' | 'unknown' | 'suppressed';
  reason: string | null;
  runAt: Instant | null;
  seenMessageId: string | null;
  sends: number;
};

/** A fourth copy would help nobody: three outcomes unknown in a row need a person. */
const MOST_SENDS = 3;
/** RFC 5321 4.5.4.1: give up after at least 4 to 5 days. */
const GIVE_UP_AFTER = 4 * DAY;
const FIRST_WAIT = MINUTE;
const LONGEST_WAIT = HOUR;

/**
 * An acknowledgement goes out at most once, an answer at least once: the same mail, three times at most.
 * `row.sends` has this attempt in it; one that surely brought nothing is counted out again.
 */
export function afterAttempt(row: Claimed, attempt: Attempt, now: Instant): Outcome {
  const end = { id: row.id, fence: row.fence, runAt: null, seenMessageId: null, sends: row.sends };
  if (attempt.sent) {
    const refused = attempt.rejected.map(({ address, words }) => `${address} was refused: ${words}`);
    return {
      ...end,
      state: refused.length === 0 || reachedSomebody(row.envelope.to, attempt.rejected) ? 'sent' : 'failed',
      reason: refused.join('; ') || null,
      seenMessageId: attempt.seenMessageId,
    };
  }
  const reason = attempt.words;
  if (attempt.outcome === 'refused') return { ...end, state: 'failed', reason };
  if (attempt.outcome === 'unknown') {
    if (row.kind === 'acknowledgement') return { ...end, state: 'unknown', reason };
    // Who is told by a webhook knows a double by its id.
    if (row.sends >= MOST_SENDS && row.kind !== 'webhook') return { ...end, state: 'unknown', reason };
  }
  if (now - row.queuedAt >= GIVE_UP_AFTER)
    return { ...end, state: 'failed', reason: `given up after four days: ${reason}` };
  return {
    ...end,
    state: 'queued',
    reason,
    runAt: after(now, waitBefore(row.attempts + 1) + (row.kind === 'webhook' ? spread(row) : 0)),
    sends: attempt.outcome === 'unknown' ? row.sends : row.sends - 1,
  };
}

/** Whom it is for, not who reads along: a mail that only its Cc got is no answer. */
function reachedSomebody(to: readonly Address[], rejected: readonly { address: string }[]): boolean {
  const refused = new Set(rejected.map(({ address }) => address.toLowerCase()));
  return to.some(({ address }) => !refused.has(address.toLowerCase()));
}

/** Up to a quarter of the wait more, and other for each: what failed together does not come back together. */
function spread({ id, attempts }: Claimed): number {
  const scattered = Math.imul(id * 31 + attempts, 2_654_435_761) >>> 0;
  return Math.floor((waitBefore(attempts + 1) / 4) * (scattered / 2 ** 32));
}

/** Doubles from a minute to an hour. */
export function waitBefore(attempt: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, attempt - 2));
}

/** An acknowledgement whose promise is past says nothing true any more. */
export function expired(row: Claimed, now: Instant): Outcome | null {
  if (row.expiresAt === null || now <= row.expiresAt) return null;
  return {
    id: row.id,
    fence: row.fence,
    state: 'suppressed',
    reason: 'It could not go out before its promise was past.',
    runAt: null,
    seenMessageId: null,
    sends: row.sends,
  };
}
