import { describe, expect, test } from 'vitest';
import { decide } from '../../gateway/desk/decide.ts';
import type { MailFacts } from '../../gateway/desk/facts.ts';
import { DAY, after as later } from '../../gateway/desk/instant.ts';
import type { Letter } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { DEFAULT_PRACTICE, type Practice } from '../../gateway/desk/practice.ts';
import { ada, arrivalOf, factsOf, grace, letterOf, NOW, OURS, ticketOf } from './cast.ts';

const AGENT = { ...grace, address: 'grace@desk.example' };
const practice = (replies: Partial<Practice['replies']> = {}): Practice => ({
  ...DEFAULT_PRACTICE,
  agents: [AGENT],
  replies: { ...DEFAULT_PRACTICE.replies, ...replies },
});
const VERIFIED = { verdict: 'verified' as const, why: '' };
const fromGrace = (changed: Partial<Letter> = {}) =>
  letterOf({
    from: { address: 'Grace@desk.example', name: 'Grace Keeper' },
    returnPath: 'grace@desk.example',
    trust: VERIFIED,
    visible: 'Please restart it.',
    ...changed,
  });
function decided(letter: Letter, facts: Partial<MailFacts> = {}, by = practice()) {
  const decision = decide(letter, factsOf(facts), arrivalOf(), DEFAULT_POLICY, by);
  if (decision === 'later') throw new Error('not now');
  return decision;
}

describe('a mail that an agent forwards', () => {
  test('is a ticket of whoever wrote it, who gets no acknowledgement', () => {
    const { change } = decided(fromGrace({ forwardedFrom: ada }));
    expect(change).toMatchObject({
      open: { requester: ada, acknowledgement: { sent: false, code: 'forwarded' } },
      outbox: [],
      message: { from_address: 'Grace@desk.example', evidence: { forwardedFrom: ada } },
    });
    expect(change?.events[0]).toMatchObject({ kind: 'opened', agentId: grace.id });
  });

  test.each([
    [
      'by somebody who only writes an agent’s name',
      fromGrace({ trust: { verdict: 'unknown', why: '' }, forwardedFrom: ada }),
    ],
    [
      'by somebody who is no agent',
      letterOf({ trust: VERIFIED, forwardedFrom: { address: 'eve@kite.example', name: '' } }),
    ],
    ['of our own', fromGrace({ forwardedFrom: { address: OURS[0] ?? '', name: '' } })],
    ['of an agent', fromGrace({ forwardedFrom: { address: AGENT.address, name: '' } })],
  ])('%s is the sender’s own', (_, letter) => {
    expect(decided(letter).change?.open?.requester).toEqual(letter.from);
  });
});

describe('an agent who answers a notice by mail', () => {
  const notice = (changed = {}): Partial<MailFacts> => ({
    candidates: [{ ticket: ticketOf(changed), evidence: 'reference', by: '<heed.notice.1@desk.example>' }],
    fromCalled: { kind: 'notice', agentId: grace.id, ticketId: 12 },
  });
  const allowed = practice({ agentsAnswerByMail: true });

  test('answers the customer, where the desk allows it', () => {
    const { disposition, ticketId, change, threadIds } = decided(fromGrace(), notice(), allowed);
    expect({ disposition, ticketId, threadIds }).toEqual({
      disposition: 'joined',
      ticketId: 12,
      threadIds: ['<1@kite.example>'],
    });
    expect(change).toMatchObject({
      message: { kind: 'answer', agent_id: grace.id, visible: 'Please restart it.', ledger_id: 99 },
      outbox: [{ kind: 'answer', to: [ada], cc: [] }],
      events: [{ kind: 'answered', agentId: grace.id }, { kind: 'assigned' }],
    });
  });

  test.each([
    ['where the desk does not allow it, as none does by itself', fromGrace(), {}, practice()],
    ['when nobody vouches for the mail', fromGrace({ trust: { verdict: 'unknown', why: '' } }), {}, allowed],
    ['when it is not genuine', fromGrace({ trust: { verdict: 'failed', why: '' } }), {}, allowed],
    ['when a machine wrote it', fromGrace({ kind: 'auto-generated' }), {}, allowed],
    ['who is no agent any more', fromGrace(), {}, { ...allowed, agents: [] }],
    ['without a word', fromGrace({ visible: ' ' }), {}, allowed],
    ['about spam', fromGrace(), { spamAt: NOW }, allowed],
  ])('says nothing to the customer %s', (_, letter, ticket, by) => {
    expect(decided(letter, notice(ticket), by).change?.outbox ?? []).toEqual([]);
  });
});

test.each([
  [7, 6, 'joined'],
  [7, 8, 'ticket'],
  [0, 1, 'ticket'],
  [365, 300, 'joined'],
])('a desk that opens again within %i days makes a reply after %i days a %s', (within, days, disposition) => {
  const closed = ticketOf({ status: 'closed', closedAt: later(NOW, -days * DAY) });
  const facts = { candidates: [{ ticket: closed, evidence: 'reference' as const, by: '<1@desk.example>' }] };
  const decision = decided(letterOf({ trust: VERIFIED }), facts, practice({ reopensWithinDays: within }));
  expect(decision.disposition).toBe(disposition);
  if (disposition === 'ticket') expect(decision.change?.open?.linked_to).toBe(12);
});
