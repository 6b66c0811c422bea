import { describe, expect, test } from 'vitest';
import type { Arrival } from '../../gateway/desk/arrival.ts';
import type { Decision } from '../../gateway/desk/change.ts';
import { decide } from '../../gateway/desk/decide.ts';
import type { MailFacts } from '../../gateway/desk/facts.ts';
import { DAY, HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { Letter, LetterKind } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { REOPENS_WITHIN } from '../../gateway/desk/status.ts';
import { ada, arrivalOf, clockOf, factsOf, letterOf, mallory, NOW, OURS, ourMail, ticketOf } from './cast.ts';

function decided(
  letter: Partial<Letter> = {},
  facts: Partial<MailFacts> = {},
  arrival: Partial<Arrival> = {},
): Decision {
  const decision = decide(letterOf(letter), factsOf(facts), arrivalOf(arrival), DEFAULT_POLICY);
  if (decision === 'later') throw new Error('decided later');
  return decision;
}

const tied = (evidence: 'token' | 'reference' | 'subject tag', changed = {}) => ({
  candidates: [{ ticket: ticketOf(changed), evidence, by: '<x>' }],
});

describe('a mail that nothing is known of', () => {
  const { disposition, ticketId, change, threadIds, acknowledged } = decided({
    inReplyTo: ['<0@kite.example>'],
    references: ['<0@kite.example>'],
  });

  test('opens a ticket of its sender, with its promises', () => {
    expect({ disposition, ticketId }).toEqual({ disposition: 'ticket', ticketId: null });
    expect(change?.open).toMatchObject({
      subject: 'The printer makes stripes',
      requester: ada,
      mailbox_id: 1,
      language: 'en',
      linked_to: null,
      opened_at: NOW,
    });
    expect(change?.clocks.map(({ target, startedAt }) => [target, startedAt])).toEqual([
      ['first response', NOW],
      ['resolution', NOW],
    ]);
  });

  test('is its first message, and says why it stands there', () => {
    expect(change?.message).toMatchObject({
      kind: 'mail',
      ledger_id: 99,
      agent_id: null,
      from_name: 'Ada Kite',
      from_address: ada.address,
      evidence: { evidence: 'none', participant: true, trustWhy: 'Nobody vouches for it.' },
    });
  });

  test('leads whoever answers it, or what it answers, to that ticket', () => {
    expect(threadIds).toEqual(['<1@kite.example>', '<0@kite.example>']);
  });

  test('is acknowledged to its sender alone, and that is counted and said', () => {
    expect(change?.outbox).toMatchObject([{ kind: 'acknowledgement', to: [ada], cc: [], run_at: NOW }]);
    expect(change?.open?.acknowledgement).toMatchObject({ sent: true });
    expect(acknowledged).toEqual({
      address: ada.address,
      domain: 'kite.example',
      verified: false,
      mailbox_id: 1,
      at: NOW,
    });
  });

  test('writes two events, of ids and codes', () => {
    expect(change?.events.map(({ kind }) => kind)).toEqual(['opened', 'acknowledgement queued']);
    expect(JSON.stringify(change?.events)).not.toContain('printer');
  });
});

describe('the promise and the acknowledgement', () => {
  const promise = (decision: Decision) => clockOf(decision.change?.clocks ?? [], 'first response').startedAt;

  test('the Date header never counts', () => {
    for (const date of [later(NOW, -3 * DAY), later(NOW, 3 * DAY), null])
      expect(decided({ date })).toEqual(decided({ date: NOW }));
  });

  test('start when the server had the mail', () => {
    expect(promise(decided({}, {}, { internalDate: later(NOW, -2 * HOUR) }))).toBe(later(NOW, -2 * HOUR));
  });

  test('of a mail older than twelve hours, start when it came to us, and nothing is sent', () => {
    const old = decided({}, {}, { internalDate: later(NOW, -12 * HOUR - 1) });
    expect(promise(old)).toBe(NOW);
    expect(old.change?.open?.acknowledgement).toEqual({
      sent: false,
      code: 'old mail',
      why: 'It was more than 12 hours old when it arrived.',
    });
    expect(old.change?.outbox).toEqual([]);
    expect(old.acknowledged).toBeNull();
    expect(decided({}, {}, { internalDate: later(NOW, -12 * HOUR) }).change?.outbox).toHaveLength(1);
  });

  test('of a mail that waited in the ledger, are measured from when it was accepted', () => {
    const waited = decided({}, { now: later(NOW, 2 * DAY) }, { internalDate: NOW, acceptedAt: later(NOW, MINUTE) });
    expect(promise(waited)).toBe(NOW);
    expect(waited.change?.open?.acknowledgement.code).toBe('promise is past');
  });

  test('an acknowledgement that must wait is counted by when it goes out', () => {
    const many = { ...factsOf().acknowledgements, unverifiedToDomain: 40 };
    const { change, acknowledged } = decided({}, { acknowledgements: many });
    expect(change?.outbox[0]?.run_at).toBeGreaterThan(NOW);
    expect(acknowledged?.at).toBe(change?.outbox[0]?.run_at);
    expect(change?.outbox[0]?.expires_at).toBe(clockOf(change?.clocks ?? [], 'first response').dueAt);
  });

  test('a sender who is vouched for and returned elsewhere counts as unknown', () => {
    const trust = { verdict: 'verified' as const, why: '' };
    expect(decided({ trust }).acknowledged?.verified).toBe(true);
    expect(decided({ trust, returnPath: 'bounce@mailer.example' }).acknowledged?.verified).toBe(false);
  });

  test('of history that was brought in, nothing is sent', () => {
    expect(decided({}, {}, { imported: true }).change?.open?.acknowledgement.code).toBe('imported');
  });
});

describe('Cc', () => {
  const cc = [{ address: 'boss@kite.example', name: 'Boss' }, mallory];

  test('of a first mail makes nobody a participant and gets no acknowledgement', () => {
    const { change } = decided({ cc, to: [{ address: OURS[0] ?? '', name: '' }, mallory] });
    expect(change?.participants).toEqual([]);
    expect(change?.outbox[0]).toMatchObject({ to: [ada], cc: [] });
    expect(change?.message?.recipients.cc).toEqual(cc);
  });

  test('of a reply makes nobody a participant', () => {
    expect(decided({ cc }, tied('token')).change?.participants).toEqual([]);
  });

  test('of an earlier mail lets nobody in: they stay strangers', () => {
    expect(decided({ from: mallory }, tied('reference'))).toMatchObject({
      disposition: 'ticket',
      change: { open: { linked_to: 12, requester: mallory } },
    });
  });
});

describe('a copy', () => {
  const copies = [{ messageId: 41, ticketId: 12, contentHash: 'hash of the words' }];

  test('of a mail we have is a duplicate of that ticket and changes nothing', () => {
    expect(decided({}, { copies, ...tied('reference') })).toMatchObject({
      disposition: 'duplicate',
      ticketId: 12,
      change: null,
      acknowledged: null,
    });
  });

  test('is only what has the same words: a Message-ID used again is another mail', () => {
    expect(decided({ contentHash: 'other words' }, { copies })).toMatchObject({
      disposition: 'ticket',
      change: { open: { requester: ada } },
    });
  });

  test('of a mail whose words we never hashed is none', () => {
    expect(decided({}, { copies: [{ messageId: 41, ticketId: 12, contentHash: null }] }).disposition).toBe('ticket');
  });
});

describe('our own mail that comes back', () => {
  const own = { from: { address: OURS[0] ?? '', name: 'Support' }, messageId: '<heed.answer@desk.example>' };

  test('is own, under the id we gave it and under the one a relay wrote over it', () => {
    expect(decided(own, { ours: [ourMail()] }, { ownLoop: true })).toMatchObject({ disposition: 'own', change: null });
    const seen = [ourMail({ seenMessageId: '<rewritten@relay.example>' })];
    expect(
      decided({ ...own, messageId: '<rewritten@relay.example>' }, { ours: seen }, { ownLoop: true }).disposition,
    ).toBe('own');
  });

  test('in the name of somebody else, or under an id we do not know, is a loop and waits for a look', () => {
    for (const letter of [
      { ...own, from: ada },
      { ...own, messageId: '<other@desk.example>' },
    ])
      expect(decided(letter, { ours: [ourMail()] }, { ownLoop: true })).toMatchObject({
        disposition: 'quarantined',
        reason: 'loop: it carries the mark of our own mail',
        change: null,
      });
  });

  test('without the mark that only we can make is a mail like any other', () => {
    expect(decided(own, { ours: [ourMail()] }).disposition).toBe('ticket');
  });
});

describe('a mail that can be no conversation', () => {
  test('names no single sender: it waits for a look', () => {
    expect(decided({ from: null, fromText: 'a@b, c@d' })).toMatchObject({ disposition: 'quarantined', change: null });
    expect(decided({ from: null }, tied('token'))).toMatchObject({ disposition: 'quarantined', change: null });
  });

  test('lies in the junk folder: it waits for a look, unless it is the reply of a participant', () => {
    const junk = { junk: true };
    expect(decided({}, {}, junk)).toMatchObject({ disposition: 'quarantined', change: null, acknowledged: null });
    expect(decided({ from: mallory }, tied('token'), junk).disposition).toBe('quarantined');
    expect(decided({}, tied('subject tag'), junk).disposition).toBe('quarantined');
    expect(decided({}, tied('reference'), junk).disposition).toBe('joined');
  });

  test('answers one that is not decided yet: it waits its turn', () => {
    expect(decide(letterOf(), factsOf({ parentPending: 'accepted before' }), arrivalOf(), DEFAULT_POLICY)).toBe(
      'later',
    );
  });
});

describe('a reply', () => {
  test('to a waiting ticket opens it, and its resolution runs on', () => {
    const waiting = ticketOf({ status: 'waiting', waitingOn: 'customer' });
    const clocks = waiting.clocks.map((clock) =>
      clock.target === 'resolution' ? { ...clock, pausedAt: later(NOW, -20 * MINUTE) } : clock,
    );
    const { change } = decided({}, { candidates: [{ ticket: { ...waiting, clocks }, evidence: 'token', by: '<x>' }] });
    expect(change?.set).toMatchObject({ status: 'open', waiting_on: null, last_customer_at: NOW });
    expect(change?.clocks).toMatchObject([
      { target: 'resolution', pausedAt: null, pauses: [{ from: later(NOW, -20 * MINUTE), until: NOW }] },
    ]);
    expect(change?.events.map(({ kind }) => kind)).toEqual(['joined', 'reopened']);
  });

  test.each(['solved', 'closed'] as const)('to a %s ticket opens it again, with its resolution to do', (status) => {
    const clocks = ticketOf().clocks.map((clock) => ({ ...clock, metAt: later(NOW, -10 * MINUTE) }));
    const { change } = decided({}, tied('reference', { status, clocks, solvedAt: NOW, closedAt: NOW }));
    expect(change?.set).toMatchObject({ status: 'open', solved_at: null, closed_at: null });
    expect(change?.clocks).toMatchObject([{ target: 'resolution', metAt: null, pausedAt: null }]);
  });

  test('to an open ticket leaves status and clocks as they are', () => {
    const { change } = decided({}, tied('token'));
    expect(change?.set).toEqual({ preview: 'It makes stripes.', last_customer_at: NOW });
    expect(change?.clocks).toEqual([]);
  });

  test('is never acknowledged', () => {
    for (const evidence of ['token', 'reference', 'subject tag'] as const)
      expect(decided({}, tied(evidence))).toMatchObject({ change: { outbox: [] }, acknowledged: null });
  });

  test('goes where the strongest evidence leads that lets it in', () => {
    const candidates = [
      { ticket: ticketOf({ id: 20, participants: [] }), evidence: 'reference' as const, by: '<a>' },
      { ticket: ticketOf({ id: 21 }), evidence: 'reference' as const, by: '<b>' },
      { ticket: ticketOf({ id: 22 }), evidence: 'subject tag' as const, by: '#22' },
    ];
    expect(decided({}, { candidates }).ticketId).toBe(21);
  });

  test('of somebody whom no candidate knows is linked to the strongest', () => {
    const candidates = [
      { ticket: ticketOf({ id: 20 }), evidence: 'reference' as const, by: '<a>' },
      { ticket: ticketOf({ id: 21 }), evidence: 'subject tag' as const, by: '#21' },
    ];
    expect(decided({ from: mallory }, { candidates }).change?.open?.linked_to).toBe(20);
  });
});

describe('a ticket closed for more than a month', () => {
  const closedAt = later(NOW, -REOPENS_WITHIN - 1);
  const over = { status: 'closed', closedAt, solvedAt: closedAt };

  test('stays closed: a reply opens a new one that is linked to it', () => {
    expect(decided({}, tied('reference', over))).toMatchObject({
      disposition: 'ticket',
      ticketId: null,
      change: { open: { linked_to: 12, requester: ada } },
    });
    expect(decided({}, tied('token', over)).change?.open?.acknowledgement.code).toBe('answers our mail');
  });

  test('is not closed for so long to the millisecond: a reply opens it', () => {
    const just = later(NOW, -REOPENS_WITHIN);
    expect(decided({}, tied('token', { ...over, closedAt: just })).change?.set.status).toBe('open');
  });

  test('gives way to the newer ticket of the same thread', () => {
    const candidates = [
      { ticket: ticketOf({ ...over, status: 'closed' }), evidence: 'token' as const, by: '<old>' },
      { ticket: ticketOf({ id: 13 }), evidence: 'reference' as const, by: '<new>' },
    ];
    expect(decided({}, { candidates })).toMatchObject({ disposition: 'joined', ticketId: 13 });
  });

  test('still holds a mail whose sender is not genuine', () => {
    expect(decided({ trust: { verdict: 'failed', why: '' } }, tied('token', over))).toMatchObject({
      disposition: 'joined',
      reason: 'held',
    });
  });

  test('takes in what a robot says, and stays closed', () => {
    expect(decided({ kind: 'list' }, tied('token', over))).toMatchObject({ disposition: 'joined', ticketId: 12 });
  });
});

describe('a held mail', () => {
  const failed = { trust: { verdict: 'failed' as const, why: '' }, references: ['<x>', '<bait@elsewhere.example>'] };
  const { change, threadIds, acknowledged } = decided(failed, tied('token', { status: 'solved', solvedAt: NOW }));

  test('changes nothing of the ticket: no status, no clock, no preview, no participant', () => {
    expect(change).toMatchObject({ set: {}, clocks: [], participants: [], outbox: [], messages: [] });
    expect(change?.events.map(({ kind }) => kind)).toEqual(['held']);
    expect(acknowledged).toBeNull();
  });

  test('leads no other mail into the ticket', () => {
    expect(threadIds).toEqual([]);
  });

  test('stands on it since now, out of the conversation', () => {
    expect(change?.message?.held_at).toBe(NOW);
  });
});

describe('a robot', () => {
  const SPEAKS: LetterKind[] = ['auto-generated', 'list'];

  test.each(SPEAKS)('(%s) joins quietly, and opens nothing again', (kind) => {
    for (const status of ['open', 'waiting', 'solved', 'closed'] as const) {
      const { disposition, change } = decided({ kind }, tied('reference', { status }));
      expect(disposition).toBe('joined');
      expect(change?.set).toEqual({ preview: 'It makes stripes.' });
      expect(change?.clocks).toEqual([]);
      expect(change?.message?.robot).toBe(kind);
    }
  });

  test.each(SPEAKS)('(%s) that nothing ties opens a ticket and is not acknowledged', (kind) => {
    expect(decided({ kind })).toMatchObject({ disposition: 'ticket', change: { outbox: [] }, acknowledged: null });
  });

  test('that invites is a person: it opens again', () => {
    expect(decided({ kind: 'invitation' }, tied('token', { status: 'solved' })).change?.set.status).toBe('open');
  });
});
