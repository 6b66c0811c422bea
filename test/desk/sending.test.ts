import { describe, expect, test } from 'vitest';
import { DAY, HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import { type Attempt, afterAttempt, type Claimed, expired, waitBefore } from '../../gateway/desk/sending.ts';
import { ada, mallory, NOW } from './cast.ts';

/** In our hands for the first time, this attempt counted. */
const rowOf = (changed: Partial<Claimed> = {}): Claimed => ({
  id: 31,
  fence: 1,
  kind: 'answer',
  ticketId: 12,
  messageId: 41,
  mailboxId: 1,
  webhookId: null,
  envelope: { to: [ada], cc: [] },
  content: {},
  headerMessageId: '<heed.answer@desk.example>',
  mimeSha256: 'sha256',
  attempts: 1,
  sends: 1,
  queuedAt: NOW,
  expiresAt: null,
  ...changed,
});
const ack = (changed: Partial<Claimed> = {}) => rowOf({ kind: 'acknowledgement', messageId: null, ...changed });

const SENT: Attempt = { sent: true, seenMessageId: null, rejected: [] };
const not = (outcome: 'refused' | 'temporary' | 'unknown'): Attempt => ({ sent: false, outcome, words: 'no' });

test.each([
  ['answer', 'taken', SENT, 'sent'],
  ['acknowledgement', 'taken', SENT, 'sent'],
  ['answer', 'refused', not('refused'), 'failed'],
  ['acknowledgement', 'refused', not('refused'), 'failed'],
  ['answer', 'put off', not('temporary'), 'queued'],
  ['acknowledgement', 'put off', not('temporary'), 'queued'],
  ['answer', 'lost sight of', not('unknown'), 'queued'],
  ['acknowledgement', 'lost sight of', not('unknown'), 'unknown'],
] as const)('an %s that is %s', (kind, _how, attempt, state) => {
  expect(afterAttempt(rowOf({ kind }), attempt, NOW).state).toBe(state);
});

test('an outcome names the row and the fence it was in our hands by', () => {
  expect(afterAttempt(rowOf({ id: 5, fence: 9 }), SENT, NOW)).toMatchObject({ id: 5, fence: 9 });
});

describe('an answer whose outcome is unknown', () => {
  test('is sent three times at most', () => {
    expect(afterAttempt(rowOf({ sends: 1 }), not('unknown'), NOW).state).toBe('queued');
    expect(afterAttempt(rowOf({ sends: 2 }), not('unknown'), NOW).state).toBe('queued');
    expect(afterAttempt(rowOf({ sends: 3 }), not('unknown'), NOW)).toMatchObject({ state: 'unknown', reason: 'no' });
  });

  test('was put off before however often: that brought nothing and does not count', () => {
    let sends = 0;
    for (let attempts = 1; attempts <= 20; attempts++)
      ({ sends } = afterAttempt(rowOf({ attempts, sends: sends + 1 }), not('temporary'), NOW));
    expect(sends).toBe(0);
    expect(afterAttempt(rowOf({ attempts: 21, sends: sends + 1 }), not('unknown'), NOW)).toMatchObject({
      state: 'queued',
      sends: 1,
    });
  });
});

describe('between two attempts', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 8],
    [5, 16],
    [6, 32],
    [7, 60],
    [8, 60],
    [90, 60],
  ])('after attempt %i lie %i minutes', (attempts, minutes) => {
    const { runAt } = afterAttempt(rowOf({ attempts }), not('temporary'), NOW);
    expect(runAt).toBe(later(NOW, minutes * MINUTE));
  });

  test('never lies less than a minute nor more than an hour', () => {
    for (let attempt = 0; attempt < 200; attempt++) {
      expect(waitBefore(attempt)).toBeGreaterThanOrEqual(MINUTE);
      expect(waitBefore(attempt)).toBeLessThanOrEqual(HOUR);
    }
  });
});

test('a mail that could not go out for four days is given up, and says why', () => {
  const row = rowOf({ attempts: 99 });
  expect(afterAttempt(row, not('temporary'), later(NOW, 4 * DAY - 1)).state).toBe('queued');
  expect(afterAttempt(row, not('temporary'), later(NOW, 4 * DAY))).toMatchObject({
    state: 'failed',
    reason: 'given up after four days: no',
    runAt: null,
  });
});

describe('recipients who are refused one by one', () => {
  const row = rowOf({ envelope: { to: [ada], cc: [mallory] } });
  const refusing = (...who: string[]): Attempt => ({
    sent: true,
    seenMessageId: null,
    rejected: who.map((address) => ({ address, words: '550 no such user' })),
  });

  test('are named, where whom it is for got it', () => {
    expect(afterAttempt(row, refusing(mallory.address), NOW)).toMatchObject({
      state: 'sent',
      reason: 'mallory@elsewhere.example was refused: 550 no such user',
    });
  });

  test('leave no answer sent that only its Cc got', () => {
    expect(afterAttempt(row, refusing('ADA@kite.example'), NOW)).toMatchObject({
      state: 'failed',
      reason: 'ADA@kite.example was refused: 550 no such user',
      runAt: null,
    });
  });
});

test('the id that a relay wrote over ours is kept', () => {
  const attempt: Attempt = { sent: true, seenMessageId: '<rewritten@relay.example>', rejected: [] };
  expect(afterAttempt(rowOf(), attempt, NOW).seenMessageId).toBe('<rewritten@relay.example>');
});

test('an acknowledgement whose promise is past is suppressed; an answer never is', () => {
  expect(expired(ack({ expiresAt: NOW }), NOW)).toBeNull();
  expect(expired(ack({ expiresAt: NOW }), later(NOW, 1))).toMatchObject({
    state: 'suppressed',
    reason: 'It could not go out before its promise was past.',
  });
  expect(expired(rowOf(), later(NOW, 900 * DAY))).toBeNull();
});
