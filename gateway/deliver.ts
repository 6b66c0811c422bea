import type { Instant } from './desk/instant.ts';
import { held, mayWait, type QuietAgents } from './desk/quiet.ts';
import { type Attempt, afterAttempt, type Claimed, expired, type Outcome } from './desk/sending.ts';
import type { Reached } from './reached.ts';

/**
 * STORY 3: an outbox row becomes a sent mail, or a webhook that was told; or waits; or is given up, and whom it concerns
 * is told so.
 */
export type Delivering<M extends { row: Claimed } = Made> = {
  now(): Promise<Instant>;
  /** Commits the claim before anything is sent. */
  claim(limit: number): Promise<Claimed[]>;
  /** Rows a gateway left behind when it died. */
  stale(): Promise<Claimed[]>;
  /** Agents who have quiet hours. */
  quiet(): Promise<QuietAgents>;
  /** Makes the bytes once; a resend is the same mail. A row that cannot be made is an Error. */
  make(rows: Claimed[]): Promise<(M | { row: Claimed; error: unknown })[]>;
  /** Keeps id and bytes' name, and counts the sending, before it is made. Answers those that are still in our hands. */
  keepMade(made: M[]): Promise<M[]>;
  send(row: M): Promise<Attempt>;
  settle(outcomes: { row: Claimed; outcome: Outcome }[]): Promise<void>;
  failed(row: Claimed, error: unknown): void;
  reached: Reached;
};

export type Made = {
  row: Claimed;
  headerMessageId: string;
  mimeSha256: string;
  bytes: Uint8Array;
  /** Not begun after this, monotonic milliseconds: another gateway would take over meanwhile. */
  beginBefore: number;
};

/** Enough to keep five connections busy; a claim is given back whole when the gateway stops. */
const BATCH = 50;

const UNMADE: Attempt = { sent: false, outcome: 'temporary', words: 'The mail could not be made.' };
const LOST: Attempt = { sent: false, outcome: 'unknown', words: 'The gateway stopped while it was being sent.' };

/** Sends what is due. Answers how many rows it had in hands: none means the outbox is empty for now. */
export async function deliver<M extends { row: Claimed }>(desk: Delivering<M>): Promise<number> {
  const rows = await desk.claim(BATCH);
  if (rows.length === 0) return 0;
  await desk.reached('claimed');
  const now = await desk.now();
  const quiet: QuietAgents = rows.some(mayWait) ? await desk.quiet() : new Map();
  const stopped = rows.flatMap((row) => {
    const outcome = expired(row, now) ?? held(row, quiet, now);
    return outcome ? [{ row, outcome }] : [];
  });
  const made: M[] = [];
  const unmade: { row: Claimed; outcome: Outcome }[] = [];
  for (const one of await desk.make(rows.filter((row) => !stopped.some((other) => other.row === row)))) {
    if (!('error' in one)) made.push(one);
    else {
      desk.failed(one.row, one.error);
      unmade.push({ row: one.row, outcome: afterAttempt(counted(one.row), UNMADE, now) });
    }
  }
  const ours = await desk.keepMade(made);
  await desk.reached('made');
  const sent = await Promise.all(
    ours.map(async (one) => {
      const row = counted(one.row);
      return { row, outcome: afterAttempt(row, await desk.send(one), now) };
    }),
  );
  await desk.reached('answered');
  await desk.settle([...stopped, ...unmade, ...sent]);
  await desk.reached('settled');
  return rows.length;
}

/**
 * A dead gateway's rows: an acknowledgement may have gone out and is never sent again, an answer is.
 * What it did not begin to send has gone nowhere.
 */
export async function recover<M extends { row: Claimed }>(desk: Delivering<M>): Promise<number> {
  const rows = await desk.stale();
  if (rows.length === 0) return 0;
  const now = await desk.now();
  await desk.settle(
    rows.map((row) => ({
      row,
      outcome: row.sends === 0 ? afterAttempt(counted(row), UNMADE, now) : afterAttempt(row, LOST, now),
    })),
  );
  return rows.length;
}

const counted = (row: Claimed): Claimed => ({ ...row, sends: row.sends + 1 });
