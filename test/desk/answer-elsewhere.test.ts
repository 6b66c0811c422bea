import { describe, expect, test } from 'vitest';
import type { Decision } from '../../gateway/desk/change.ts';
import { decide } from '../../gateway/desk/decide.ts';
import type { MailFacts, OurMail } from '../../gateway/desk/facts.ts';
import { after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { Letter } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { DEFAULT_PRACTICE } from '../../gateway/desk/practice.ts';
import { ada, arrivalOf, clocksOf, factsOf, letterOf, mallory, NOW, OURS, ticketOf } from './cast.ts';

const BOB = { id: 9, name: 'Bob', address: 'bob@home.example' };
const PRACTICE = { ...DEFAULT_PRACTICE, agents: [BOB] };
const desk = { address: OURS[0] ?? '', name: 'Support' };

const answer = (changed: Partial<Letter> = {}): Letter =>
  letterOf({ from: desk, to: [ada], messageId: '<answer@desk.example>', visible: 'Clean the drum.', ...changed });

function found(
  letter: Letter,
  {
    ticket = ticketOf(),
    facts = {},
    minutesAgo = 0,
  }: { ticket?: MailFacts['candidates'][number]['ticket']; facts?: Partial<MailFacts>; minutesAgo?: number } = {},
): Decision {
  const candidates = [{ ticket, evidence: 'reference' as const, by: '<1@kite.example>' }];
  const arrival = arrivalOf({ sent: true, internalDate: later(NOW, -minutesAgo * MINUTE) });
  const decision = decide(letter, factsOf({ candidates, ...facts }), arrival, DEFAULT_POLICY, PRACTICE);
  if (decision === 'later') throw new Error('it waits');
  return decision;
}

const met = ({ change }: Decision) => change?.clocks.filter(({ metAt }) => metAt !== null).map(({ target }) => target);

describe('a mail in the folder of sent mail', () => {
  test('is our answer as of when it was sent: it meets the first response and opens, queues and reopens nothing', () => {
    const decision = found(answer(), { minutesAgo: 5 });
    expect(decision).toMatchObject({ disposition: 'joined', ticketId: 12, threadIds: ['<answer@desk.example>'] });
    const { change } = decision;
    expect(change?.message).toMatchObject({
      kind: 'answer',
      delivery: 'sent',
      visible: 'Clean the drum.',
      agent_id: null,
    });
    expect(change?.clocks.find(({ target }) => target === 'first response')?.metAt).toBe(later(NOW, -5 * MINUTE));
    expect(change?.set.last_customer_at).toBeUndefined();
    expect(change?.outbox).toEqual([]);
    expect(change?.open).toBeNull();
  });

  test("of an agent is that agent's answer, from an address of their own", () => {
    const decision = found(answer({ from: { address: 'Bob@Home.example', name: 'Bob' } }));
    expect(decision.change?.message).toMatchObject({ kind: 'answer', agent_id: BOB.id });
  });

  test('makes whoever it was written to a participant, but none of us', () => {
    const { change } = found(answer({ cc: [mallory, desk, BOB] }));
    expect(change?.participants.map(({ address }) => address)).toEqual([ada.address, mallory.address]);
  });

  test('does not meet what the customer asked after it was sent', () => {
    const startedAt = later(NOW, -MINUTE);
    const clocks = clocksOf('medium', startedAt).flatMap((clock) => {
      if (clock.target === 'first response') return [{ ...clock, target: 'next response' as const }];
      return clock.target === 'resolution' ? [clock] : [];
    });
    expect(met(found(answer(), { ticket: ticketOf({ clocks }), minutesAgo: 5 }))).toEqual([]);
    expect(met(found(answer(), { ticket: ticketOf({ clocks }), minutesAgo: 0 }))).toEqual(['next response']);
  });

  test('waits while the mail it answers is not decided', () => {
    const facts = factsOf({ parentPending: 'accepted before' });
    expect(decide(answer(), facts, arrivalOf({ sent: true }), DEFAULT_POLICY, PRACTICE)).toBe('later');
  });

  const ours: OurMail = {
    headerMessageId: '<heed.x@desk.example>',
    outboxId: 1,
    ticketId: 12,
    messageId: 3,
    kind: 'answer',
    seenMessageId: '<rewritten@relay.example>',
    cc: [],
    answeredOtherwise: false,
  };
  test.each([ours.headerMessageId, ours.seenMessageId])(
    'with the id of one of ours (%s) is our own copy',
    (messageId) => {
      expect(found(answer({ messageId }), { facts: { ours: [ours] } })).toMatchObject({
        disposition: 'own',
        ticketId: 12,
        change: null,
      });
    },
  );

  test.each<[string, Partial<Letter>, RegExp]>([
    ['from an address that is not ours', { from: mallory }, /an address that is not ours/],
    ['that a machine wrote', { kind: 'auto-reply' }, /by a machine/],
    ['to nobody on the ticket', { to: [mallory] }, /to nobody on this ticket/],
  ])('%s is left alone, with why', (_, changed, why) => {
    const decision = found(answer(changed));
    expect(decision).toMatchObject({ disposition: 'own', change: null });
    expect(decision.reason).toMatch(why);
  });

  test('that only has a number in its subject, or answers nothing, joins no ticket', () => {
    const tagged = [{ ticket: ticketOf(), evidence: 'subject tag' as const, by: '#12' }];
    for (const candidates of [[], tagged])
      expect(found(answer(), { facts: { candidates } })).toMatchObject({ disposition: 'own', change: null });
  });
});

describe('a mail to a customer with a copy to the desk', () => {
  const verified = { verdict: 'verified', why: 'dmarc=pass' } as const;
  const copied = (changed: Partial<Letter>, ticket = ticketOf()) => {
    const candidates = [{ ticket, evidence: 'reference' as const, by: '<1@kite.example>' }];
    const letter = answer({ from: BOB, to: [ada, desk], trust: verified, ...changed });
    const decision = decide(letter, factsOf({ candidates }), arrivalOf(), DEFAULT_POLICY, PRACTICE);
    return decision === 'later' ? null : decision.change?.message?.kind;
  };

  test("is an agent's answer where their domain vouches for it, and nobody's who only writes their name", () => {
    expect(copied({})).toBe('answer');
    expect(copied({ from: desk })).toBe('answer');
    expect(copied({ trust: { verdict: 'unknown', why: '' } })).toBe('mail');
    expect(copied({ trust: { verdict: 'failed', why: '' } })).toBe('mail');
    expect(copied({ from: mallory })).toBe('mail');
  });

  test('of an agent who is a customer on that ticket is what they say as one', () => {
    expect(copied({}, ticketOf({ participants: [ada.address, BOB.address] }))).toBe('mail');
    expect(copied({ to: [desk] })).toBe('mail');
  });
});

test('a copy of an answer written elsewhere that comes by the inbox is a duplicate', () => {
  const copies = [{ messageId: 5, ticketId: 12, contentHash: 'hash of the words', answer: true }];
  expect(decide(answer(), factsOf({ copies }), arrivalOf(), DEFAULT_POLICY, PRACTICE)).toMatchObject({
    disposition: 'duplicate',
    ticketId: 12,
  });
});
