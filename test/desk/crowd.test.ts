import { expect, test } from 'vitest';
import { CROWD, gathering } from '../../gateway/desk/crowd.ts';
import { decide } from '../../gateway/desk/decide.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { ada, arrivalOf, factsOf, letterOf, ticketOf } from './cast.ts';

const newest = ticketOf({ id: 12 });

test('a sender below the cap opens a ticket for each mail', () => {
  expect(gathering(letterOf(), { opened: CROWD - 1, newest }, arrivalOf())).toBeNull();
});

test('beyond it, a mail is gathered in the newest, with its reason', () => {
  const decision = decide(
    letterOf({ from: ada }),
    factsOf({ crowd: { opened: CROWD, newest } }),
    arrivalOf(),
    DEFAULT_POLICY,
  );
  if (decision === 'later') throw new Error('later');
  expect(decision).toMatchObject({ disposition: 'joined', ticketId: 12 });
  expect(decision.change?.message?.evidence.evidence).toBe('crowd');
  expect(decision.change?.outbox).toEqual([]);
});

test('it waits for a ticket that is just being written', () => {
  expect(gathering(letterOf(), { opened: CROWD, newest: null }, arrivalOf())).toBe('later');
});

test('history that is brought in, and what an agent wants, opens its own', () => {
  expect(gathering(letterOf(), { opened: CROWD, newest }, arrivalOf({ imported: true }))).toBeNull();
  expect(gathering(letterOf(), { opened: CROWD, newest }, arrivalOf({ wanted: true }))).toBeNull();
});

test('a mail that belongs to a ticket joins that one', () => {
  const own = ticketOf({ id: 7 });
  const facts = factsOf({
    crowd: { opened: CROWD, newest },
    candidates: [{ ticket: own, evidence: 'token', by: 'x' }],
  });
  expect(decide(letterOf({ from: ada }), facts, arrivalOf(), DEFAULT_POLICY)).toMatchObject({ ticketId: 7 });
});
