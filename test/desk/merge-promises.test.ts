import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, ClockState } from '../../gateway/desk/change.ts';
import { heard, meet, pause, replanned } from '../../gateway/desk/clock.ts';
import type { TicketFacts } from '../../gateway/desk/facts.ts';
import { HOUR, type Instant, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import { DEFAULT_POLICY as POLICY } from '../../gateway/desk/policy.ts';
import { PRIORITIES, type Priority } from '../../gateway/desk/priority.ts';
import { merge, unmerge } from '../../gateway/desk/regroup.ts';
import { clockOf, clocksOf, grace, mallory, NOW, ticketOf } from './cast.ts';

/** Two tickets of which the second becomes part of the first. */
const ada = (changed: Partial<TicketFacts> = {}) => ticketOf({ id: 12, ...changed });
const bob = (changed: Partial<TicketFacts> = {}) => ticketOf({ id: 13, requester: mallory, ...changed });
const ago = (milliseconds: number) => later(NOW, -milliseconds);

/** A ticket as a change leaves it. */
const over = (ticket: TicketFacts, { set, clocks }: Change): TicketFacts => ({
  ...ticket,
  status: set.status ?? ticket.status,
  priority: set.priority ?? ticket.priority,
  priorityReason: set.priority_reason ?? ticket.priorityReason,
  merged:
    set.merged_into && set.merged_at && set.merged_was
      ? { into: set.merged_into, at: set.merged_at, was: set.merged_was }
      : null,
  clocks: [
    ...ticket.clocks.map((clock) => clocks.find(({ target }) => target === clock.target) ?? clock),
    ...clocks.filter(({ target }) => !ticket.clocks.some((clock) => clock.target === target)),
  ],
});
const merged = (from: TicketFacts, to: TicketFacts) => {
  const change = merge(from, to, grace, POLICY, NOW);
  return { from: over(from, change.from), to: over(to, change.to), change };
};
const meeting = (ticket: TicketFacts, at: Instant) => ({
  ...ticket,
  clocks: ticket.clocks.map((clock) => (clock.target === 'first response' ? meet(clock, at) : clock)),
});

describe('of two tickets that become one', () => {
  test('whoever wrote first keeps the start of what they were promised, whichever ticket goes into which', () => {
    const [old, young] = [clocksOf('medium', ago(3 * HOUR)), clocksOf('medium', ago(HOUR))];
    for (const [from, to] of [
      [bob({ clocks: old }), ada({ clocks: young })],
      [bob({ clocks: young }), ada({ clocks: old })],
    ] as const)
      expect(merged(from, to).to.clocks).toEqual(old);
  });

  test('the higher priority counts, with its reason, and the ticket says what moved', () => {
    const reason = { cues: [], why: 'Its words say so.', setByAgentId: null, wakes: true };
    const from = bob({ priority: 'critical', priorityReason: reason, clocks: clocksOf('critical', ago(HOUR)) });
    const to = ada({ clocks: clocksOf('medium', ago(2 * HOUR)) });
    const { change } = merged(from, to);
    expect(change.to.set).toMatchObject({ priority: 'critical', priority_reason: reason });
    expect(clockOf(change.to.clocks, 'first response')).toMatchObject({
      startedAt: ago(2 * HOUR),
      minutes: 120,
      priority: 'critical',
    });
    const moved = clockOf(change.to.clocks, 'first response').dueAt;
    expect(change.to.events).toMatchObject([
      {
        kind: 'merged here',
        data: { from: 13, moved: [{ target: 'first response', to: moved }, { target: 'resolution' }] },
      },
      { kind: 'prioritised', data: { from: 'medium', to: 'critical' } },
    ]);
  });

  test('a customer who still waits for the first answer waits on, though the other has theirs', () => {
    const from = bob({ clocks: clocksOf('medium', ago(2 * HOUR)) });
    const to = meeting(ada({ clocks: clocksOf('medium', ago(5 * HOUR)) }), ago(4 * HOUR));
    expect(clockOf(merged(from, to).to.clocks, 'first response')).toEqual(clockOf(from.clocks, 'first response'));
    expect(clockOf(merged(to, from).to.clocks, 'first response')).toEqual(clockOf(from.clocks, 'first response'));
  });

  test('one answer meets what both were promised', () => {
    const { to } = merged(bob({ clocks: clocksOf('medium', ago(2 * HOUR)) }), ada());
    const met = heard(to, POLICY, NOW).filter(({ target }) => target === 'first response');
    expect(met).toEqual([{ ...clockOf(to.clocks, 'first response'), metAt: NOW }]);
  });

  test('what is done brings nothing along, and spam brings no promise', () => {
    const done = (clock: ClockState) => meet(clock, ago(MINUTE));
    const old = clocksOf('critical', ago(3 * HOUR));
    const solved = bob({ status: 'solved', priority: 'critical', clocks: old.map(done) });
    const spam = bob({ spamAt: ago(HOUR), priority: 'critical', clocks: old.map((clock) => pause(clock, ago(HOUR))) });
    for (const from of [solved, spam])
      expect(merged(from, ada()).change.to).toMatchObject({ set: {}, clocks: [], events: [{ kind: 'merged here' }] });
  });

  test('the time one waited does not count, and the joint promise runs', () => {
    const waited = clocksOf('medium', ago(5 * HOUR)).map((clock) =>
      clock.target === 'resolution' ? pause(clock, ago(4 * HOUR)) : clock,
    );
    const { to } = merged(bob({ status: 'waiting', waitingOn: 'customer', clocks: waited }), ada());
    const resolution = clockOf(to.clocks, 'resolution');
    expect(resolution).toMatchObject({ pausedAt: null });
    // Of the five hours three were open and counted neither way; half an hour of the other ticket is less than the hour here.
    expect(resolution.dueAt).toBeLessThanOrEqual(clockOf(ada().clocks, 'resolution').dueAt ?? 0);
  });

  test('a solved one is opened again by one that is not, and both count', () => {
    const to = ada({
      status: 'solved',
      solvedAt: ago(HOUR),
      clocks: clocksOf('medium', ago(2 * HOUR)).map((clock) => meet(clock, ago(HOUR))),
    });
    const { change } = merged(bob(), to);
    expect(change.to.set.status).toBe('open');
    const resolution = clockOf(change.to.clocks, 'resolution');
    expect(resolution).toMatchObject({
      startedAt: ago(2 * HOUR),
      metAt: null,
      pauses: [{ from: ago(HOUR), until: NOW }],
    });
  });

  test('a breach that was said stands only where the joint promise was past by then', () => {
    const late = clocksOf('medium', ago(100 * HOUR)).map((clock) => ({
      ...clock,
      breachedAt: ago(HOUR),
      nextAt: null,
    }));
    expect(clockOf(merged(bob({ clocks: late }), ada()).to.clocks, 'first response').breachedAt).toBe(ago(HOUR));
  });
});

describe('of any two tickets', () => {
  const priority = fc.constantFrom(...PRIORITIES);
  const age = fc.integer({ min: 0, max: 400 }).map((minutes) => minutes * MINUTE);
  const rules = fc.subarray(['Warn whoever has it', 'An answer is late', 'A solution is late']);
  const ticket = fc.record({ priority, age, met: fc.boolean(), fired: rules });
  type Drawn = { priority: Priority; age: number; met: boolean; fired: string[] };
  const made = (id: number, { priority, age, met, fired }: Drawn): TicketFacts => {
    const clocks = clocksOf(priority, ago(age)).map((clock) =>
      replanned(POLICY, { ...clock, fired: fired.map((rule) => ({ rule, at: ago(age) })) }, priority),
    );
    const one = ticketOf({ id, priority, clocks });
    return met ? meeting(one, ago(age / 2)) : one;
  };

  test('no open promise is lost or falls due later', () => {
    fc.assert(
      fc.property(ticket, ticket, (one, other) => {
        const [from, to] = [made(13, one), made(12, other)];
        const { to: joint } = merged(from, to);
        for (const clock of [...from.clocks, ...to.clocks].filter(({ metAt }) => metAt === null)) {
          const now = clockOf(joint.clocks, clock.target);
          expect(now.metAt).toBeNull();
          if (clock.dueAt !== null) expect(now.dueAt ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(clock.dueAt);
        }
      }),
    );
  });

  test('it does not matter which goes into which', () => {
    fc.assert(
      fc.property(ticket, ticket, (one, other) => {
        const open = (ticket: TicketFacts) =>
          ticket.clocks.filter(({ metAt }) => metAt === null).map(({ target, dueAt }) => ({ target, dueAt }));
        const [first, second] = [made(13, one), made(12, other)];
        expect(open(merged(first, second).to)).toEqual(open(merged(second, first).to));
      }),
    );
  });

  test('no rule that fired on either fires again on the one', () => {
    fc.assert(
      fc.property(ticket, ticket, (one, other) => {
        const [from, to] = [made(13, one), made(12, other)];
        for (const clock of merged(from, to).change.to.clocks) {
          const said = clock.fired.map(({ rule }) => rule);
          expect(new Set(said).size).toBe(said.length);
          for (const { target, metAt, fired } of [...from.clocks, ...to.clocks])
            if (target === clock.target && metAt === null)
              expect(said).toEqual(expect.arrayContaining(fired.map(({ rule }) => rule)));
        }
      }),
    );
  });

  test('parting them again leaves both as they were', () => {
    fc.assert(
      fc.property(ticket, ticket, (one, other) => {
        const [from, to] = [made(13, one), made(12, other)];
        const both = merged(from, to);
        const change = unmerge(both.from, both.to, grace, POLICY, NOW);
        expect(over(both.from, change.from).clocks).toEqual(from.clocks);
        const back = over(both.to, change.to);
        expect(back.clocks).toEqual(to.clocks);
        expect(back.priority).toBe(to.priority);
      }),
    );
  });

  test('an answer that went out meanwhile has met the promise of the ticket it stood on', () => {
    fc.assert(
      fc.property(ticket, ticket, (one, other) => {
        const [from, to] = [made(13, one), made(12, other)];
        const both = merged(from, to);
        const answered = over(both.to, {
          ...merge(bob(), ada(), grace, POLICY, NOW).from,
          set: {},
          clocks: heard(both.to, POLICY, NOW),
        });
        const back = over(answered, unmerge(both.from, answered, grace, POLICY, later(NOW, MINUTE)).to);
        expect(clockOf(back.clocks, 'first response').metAt).not.toBeNull();
      }),
    );
  });
});

test('a priority that somebody gave since is not taken back with the merging', () => {
  const from = bob({ priority: 'critical', clocks: clocksOf('critical') });
  const both = merged(from, ada());
  const change = unmerge(both.from, { ...both.to, priority: 'high' }, grace, POLICY, NOW);
  expect(change.to.set).toEqual({});
  expect(change.to.events.map(({ kind }) => kind)).toEqual(['merge undone']);
});
