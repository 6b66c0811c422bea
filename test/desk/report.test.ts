import { describe, expect, test } from 'vitest';
import type { Decision } from '../../gateway/desk/change.ts';
import { meet } from '../../gateway/desk/clock.ts';
import { decide } from '../../gateway/desk/decide.ts';
import type { MailFacts } from '../../gateway/desk/facts.ts';
import { after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { BouncedRecipient, Letter } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { ada, arrivalOf, factsOf, letterOf, mallory, NOW, ourMail, ticketOf } from './cast.ts';

const ANSWER = '<heed.answer@desk.example>';
const daemon = { address: 'mailer-daemon@kite.example', name: '' };

const recipient = (changed: Partial<BouncedRecipient> = {}): BouncedRecipient => ({
  address: ada.address,
  action: 'failed',
  status: '5.1.1',
  diagnostic: 'no such user',
  kind: 'hard',
  ...changed,
});

const bounceOf = (recipients: BouncedRecipient[] = [recipient()], originalMessageId: string | null = ANSWER) => ({
  kind: 'bounce' as const,
  from: daemon,
  returnPath: '',
  bounce: { recipients, originalMessageId },
});

/** Answered ten minutes ago, in time. */
const answered = () => {
  const ticket = ticketOf();
  const clocks = ticket.clocks.map((clock) =>
    clock.target === 'first response' ? meet(clock, later(NOW, -10 * MINUTE)) : clock,
  );
  return { ...ticket, clocks };
};

function decided(letter: Partial<Letter>, facts: Partial<MailFacts> = {}): Decision {
  const known = {
    candidates: [{ ticket: answered(), evidence: 'token' as const, by: ANSWER }],
    ours: [ourMail()],
    ...facts,
  };
  const decision = decide(letterOf(letter), factsOf(known), arrivalOf(), DEFAULT_POLICY);
  if (decision === 'later') throw new Error('decided later');
  return decision;
}

describe('an answer that bounces', () => {
  const { disposition, ticketId, reason, change } = decided(bounceOf());

  test('is an event of its ticket, no message', () => {
    expect({ disposition, ticketId, reason }).toEqual({ disposition: 'event', ticketId: 12, reason: 'bounce' });
    expect(change?.message).toBeNull();
    expect(change?.events).toEqual([
      { kind: 'bounced', agentId: null, data: { ledgerId: 99, outboxId: 31, messageId: 41, status: '5.1.1' } },
    ]);
  });

  test('shows on the message, with the server’s words', () => {
    expect(change?.bounced).toEqual([31]);
    expect(change?.messages).toEqual([
      { id: 41, delivery: 'bounced', delivery_reason: 'ada@kite.example: no such user' },
    ]);
  });

  test('un-meets the first response, and opens nothing', () => {
    expect(change?.clocks).toMatchObject([{ target: 'first response', metAt: null }]);
    expect(change?.set).toEqual({});
  });

  test('un-meets nothing where another answer did go out', () => {
    expect(decided(bounceOf(), { ours: [ourMail({ answeredOtherwise: true })] }).change?.clocks).toEqual([]);
  });

  test('is found by the id that a relay wrote over ours', () => {
    const seen = bounceOf([recipient()], '<rewritten@relay.example>');
    const ours = [ourMail({ outboxId: 30, messageId: 40 }), ourMail({ seenMessageId: '<rewritten@relay.example>' })];
    expect(decided(seen, { ours }).change?.bounced).toEqual([31]);
  });

  test('shows on its own ticket, whatever else the report names', () => {
    const candidates = [
      { ticket: ticketOf({ id: 77 }), evidence: 'token' as const, by: '<other>' },
      { ticket: answered(), evidence: 'reference' as const, by: ANSWER },
    ];
    expect(decided(bounceOf(), { candidates }).ticketId).toBe(12);
  });

  test('of a ticket that is not there changes none', () => {
    const candidates = [{ ticket: ticketOf({ id: 77 }), evidence: 'token' as const, by: '<other>' }];
    expect(decided(bounceOf(), { candidates }).change).toMatchObject({ bounced: [], messages: [], clocks: [] });
  });

  test('says its status where the server gave no words, and that there was no reason where it gave none', () => {
    const why = (one: Partial<BouncedRecipient>) => decided(bounceOf([recipient(one)])).change?.messages[0];
    expect(why({ diagnostic: null })?.delivery_reason).toBe('ada@kite.example: status 5.1.1');
    expect(why({ diagnostic: null, status: null })?.delivery_reason).toBe('ada@kite.example: no reason given');
  });

  test('naming nobody counts as one of whom it was for', () => {
    expect(decided(bounceOf([])).change).toMatchObject({
      messages: [{ delivery: 'bounced', delivery_reason: 'no reason given' }],
      clocks: [{ metAt: null }],
    });
  });
});

describe('a Cc that bounces', () => {
  const cc = recipient({ address: 'Boss@kite.example' });
  const ours = [ourMail({ cc: ['boss@kite.example'] })];

  test('is told on the answer, which stays answered', () => {
    expect(decided(bounceOf([cc]), { ours }).change).toMatchObject({
      messages: [{ id: 41, delivery_reason: 'Boss@kite.example: no such user' }],
      clocks: [],
      events: [{ kind: 'bounced' }],
    });
    expect(decided(bounceOf([cc]), { ours }).change?.messages[0]).not.toHaveProperty('delivery');
  });

  test('weighs less than the requester who bounces with it', () => {
    expect(decided(bounceOf([cc, recipient()]), { ours }).change?.messages[0]).toMatchObject({
      delivery: 'bounced',
      delivery_reason: 'ada@kite.example: no such user',
    });
  });
});

test('an acknowledgement that bounces is an event and touches neither message nor clock', () => {
  const ours = [ourMail({ kind: 'acknowledgement', messageId: null })];
  expect(decided(bounceOf(), { ours }).change).toMatchObject({
    bounced: [31],
    messages: [],
    clocks: [],
    events: [{ kind: 'acknowledgement bounced' }],
  });
});

test.each([
  ['delayed', 'delayed'],
  ['delivered', 'delivered'],
  ['relayed', 'delivered'],
  ['expanded', 'delivered'],
] as const)('a report that mail is %s un-meets nothing: %s', (action, kind) => {
  expect(decided(bounceOf([recipient({ action })])).change).toMatchObject({
    bounced: [],
    messages: [],
    clocks: [],
    events: [{ kind }],
  });
});

test('a read receipt is an event of the mail it is about', () => {
  expect(decided({ kind: 'receipt', from: ada })).toMatchObject({
    disposition: 'event',
    change: { message: null, events: [{ kind: 'receipt', data: { messageId: 41 } }] },
  });
});

describe('an out-of-office note', () => {
  test.each(['open', 'waiting', 'solved', 'closed'] as const)(
    'on a %s ticket stands there and moves nothing',
    (status) => {
      const candidates = [{ ticket: ticketOf({ status }), evidence: 'token' as const, by: ANSWER }];
      const { disposition, change } = decided({ kind: 'auto-reply' }, { candidates });
      expect(disposition).toBe('event');
      expect(change).toMatchObject({
        set: {},
        clocks: [],
        outbox: [],
        message: { robot: 'auto-reply', flagged: false, held_at: null },
        events: [{ kind: 'auto-reply' }],
      });
    },
  );

  test('of somebody who is not part of the ticket stands apart, or waits for a look', () => {
    expect(decided({ kind: 'auto-reply', from: mallory }).change?.message?.flagged).toBe(true);
    const reference = [{ ticket: ticketOf(), evidence: 'reference' as const, by: '<x>' }];
    expect(decided({ kind: 'auto-reply', from: mallory }, { candidates: reference })).toMatchObject({
      disposition: 'quarantined',
      reason: 'auto-reply: its sender is not part of the ticket it names',
    });
  });

  test('whose DMARC failed waits for a look, and that is the reason', () => {
    expect(decided({ kind: 'auto-reply', trust: { verdict: 'failed', why: '' } })).toMatchObject({
      disposition: 'quarantined',
      reason: 'auto-reply: its sender is not genuine (DMARC failed)',
    });
  });
});

describe('without a ticket', () => {
  const nowhere = { candidates: [], ours: [] };

  test.each(['bounce', 'receipt', 'auto-reply'] as const)('a %s waits for a look and opens nothing', (kind) => {
    expect(decided({ ...bounceOf(), kind }, nowhere)).toMatchObject({
      disposition: 'quarantined',
      reason: `${kind}: no ticket of ours is named`,
      change: null,
    });
  });

  test('a number in a subject, which anyone can type, is no ticket', () => {
    const candidates = [{ ticket: ticketOf(), evidence: 'subject tag' as const, by: '#12' }];
    for (const letter of [bounceOf(), { kind: 'auto-reply' as const }])
      expect(decided(letter, { candidates, ours: [] })).toMatchObject({ disposition: 'quarantined', change: null });
  });

  test('a complaint waits for a look, whatever it names', () => {
    expect(decided({ ...bounceOf(), kind: 'complaint' })).toMatchObject({ disposition: 'quarantined', change: null });
  });
});
