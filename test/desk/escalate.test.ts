import { describe, expect, test } from 'vitest';
import type { Change, ClockState } from '../../gateway/desk/change.ts';
import { meet, pass, pause, resume, startClocks } from '../../gateway/desk/clock.ts';
import { UNRECORDED } from '../../gateway/desk/cover.ts';
import { decide } from '../../gateway/desk/decide.ts';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import { gatherNotices, handOver, itemsOf, type People, timePasses } from '../../gateway/desk/escalate.ts';
import type { TicketFacts } from '../../gateway/desk/facts.ts';
import { followPolicy } from '../../gateway/desk/follow-policy.ts';
import { asInstant, DAY, HOUR, type Instant, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { Letter } from '../../gateway/desk/letter.ts';
import { acknowledgePage, pageOn } from '../../gateway/desk/page.ts';
import { DEFAULT_POLICY, type Policy, policyOf } from '../../gateway/desk/policy.ts';
import { type Book, DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { compilePolicy } from '../../gateway/desk/policy-compile.ts';
import { ada, arrivalOf, clockOf, factsOf, grace, letterOf, NOW, ticketOf } from './cast.ts';

/** New York is at UTC-4 in this week of March; March 10 is a Tuesday. */
const at = (day: number, hour: number, minute = 0) => asInstant(Date.UTC(2026, 2, day, hour + 4, minute));

const people: People = {
  contacts: {
    ...DEFAULT_DESK.contacts,
    managerAddress: 'manager@desk.example',
    directorAddress: 'director@desk.example',
  },
  agents: [
    { id: 7, name: 'Grace Keeper', address: 'Grace@desk.example' },
    { id: 8, name: 'Alan', address: 'alan@desk.example' },
    { id: 9, name: 'Edsger', address: 'edsger@desk.example' },
  ],
};

const rota = {
  name: 'First line',
  levels: ['L1' as const, 'L2' as const],
  zone: 'America/New_York',
  handOver: 'mon 09:00',
  from: '2026-03-02',
  people: ['alan@desk.example', 'grace@desk.example'],
  overrides: [],
};
const bookWith = (changed: Partial<Book>): Book => ({ ...DEFAULT_BOOK, ...changed });
const onCall: Policy = compilePolicy(bookWith({ onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }), []);

const changed = (ticket: TicketFacts, change: Change | null): TicketFacts => ({
  ...ticket,
  priority: change?.set.priority ?? ticket.priority,
  level: change?.set.level ?? ticket.level,
  assigneeId: change?.set.assignee_id === undefined ? ticket.assigneeId : change.set.assignee_id,
  clocks: ticket.clocks.map((clock) => change?.clocks.find(({ target }) => target === clock.target) ?? clock),
  page: change?.page ? (change.page.is === 'out' ? change.page : null) : ticket.page,
});

/** The events of a ticket as time looks at it every so often, with when they came. */
function life(ticket: TicketFacts, policy: Policy, from: Instant, until: Instant, every: number) {
  const told: [kind: string, what: unknown, at: Instant][] = [];
  let now = ticket;
  for (let time = from; time <= until; time = later(time, every)) {
    const change = timePasses(now, policy, people, time);
    now = changed(now, change);
    for (const { kind, data } of change?.events ?? []) told.push([kind, data.rule ?? data.target ?? data.to, time]);
  }
  return { told, ticket: now };
}

const medium = ticketOf({ assigneeId: 8, clocks: startClocks(DEFAULT_POLICY, 'medium', at(10, 9)) });

describe('as time passes over a ticket', () => {
  test('each rule fires once, at its moment in open hours, and the breach is said once', () => {
    const { told } = life(medium, DEFAULT_POLICY, at(10, 9), at(12, 17), MINUTE);
    expect(told).toEqual([
      ['escalated', 'Warn whoever has it', at(10, 15)],
      ['breached', 'first response', at(10, 17)],
      ['escalated', 'An answer is late', at(10, 17)],
      ['escalated', 'Warn whoever has it', at(11, 13)],
      ['breached', 'resolution', at(11, 17)],
      ['escalated', 'A solution is late', at(11, 17)],
      ['handed over', 'L2', at(11, 17)],
    ]);
  });

  test('what would have come in a night nobody looked comes once, and moves up one level', () => {
    const { told, ticket } = life(medium, DEFAULT_POLICY, at(14, 3), at(20, 3), HOUR);
    expect(told.filter(([kind]) => kind === 'escalated')).toHaveLength(4);
    expect(new Set(told.map(([, , when]) => when))).toEqual(new Set([at(14, 3)]));
    expect(ticket.level).toBe('L2');
  });

  test('a clock that is set back fires nothing again, and nothing early', () => {
    const { ticket } = life(medium, DEFAULT_POLICY, at(10, 15), at(10, 15), MINUTE);
    expect(timePasses(ticket, DEFAULT_POLICY, people, at(10, 14))).toBeNull();
    expect(timePasses(ticket, DEFAULT_POLICY, people, at(10, 15))).toBeNull();
  });

  test('a promise that is met or waits is left alone, and one that runs again warns at its new moment', () => {
    const resolution = clockOf(medium.clocks, 'resolution');
    expect(pass(DEFAULT_POLICY, meet(resolution, at(10, 10)), at(20, 9))).toBeNull();
    const paused = pause(resolution, at(10, 11));
    expect(pass(DEFAULT_POLICY, paused, at(20, 9))).toBeNull();
    // Two open hours later, so is its warning: three quarters of sixteen hours after Tuesday at nine.
    expect(resume(DEFAULT_POLICY, paused, at(10, 13)).nextAt).toBe(at(11, 15));
  });

  test('the assignee and the manager are told by mail, each once', () => {
    const change = timePasses(medium, DEFAULT_POLICY, people, at(10, 17));
    expect(change?.outbox.map(({ kind, to }) => [kind, to[0]?.address])).toEqual([
      ['notice', 'alan@desk.example'],
      ['notice', 'manager@desk.example'],
    ]);
  });

  test('nobody is told who is not there', () => {
    const nobody = { agents: [], contacts: DEFAULT_DESK.contacts };
    expect(timePasses(medium, DEFAULT_POLICY, nobody, at(10, 17))?.outbox).toEqual([]);
  });

  test('a night of many tickets is one mail for each who is told', () => {
    const changes = [1, 2, 3].flatMap((id) => timePasses({ ...medium, id }, DEFAULT_POLICY, people, at(11, 3)) ?? []);
    gatherNotices(changes);
    const rows = changes.flatMap(({ outbox }) => outbox);
    expect(rows.map(({ to }) => to[0]?.address)).toEqual(['alan@desk.example', 'manager@desk.example']);
    expect(rows.map((row) => new Set(itemsOf(row).map(({ ticketId }) => ticketId)).size)).toEqual([3, 3]);
  });
});

describe('steps', () => {
  const withSteps = (...steps: string[]) =>
    compilePolicy(
      bookWith({
        escalations: [
          { name: 'Do', when: '50 %', targets: ['resolution'], priorities: ['medium', 'high'], steps },
          { name: 'Do more', when: '60 %', targets: ['resolution'], priorities: ['high', 'critical'], steps: ['page'] },
        ],
      }),
      [],
    );
  const half = at(10, 17);
  const first = { ...medium, clocks: startClocks(withSteps(), 'medium', at(10, 9)) };
  const take = (...steps: string[]) => {
    const policy = withSteps(...steps);
    const ticket = { ...first, clocks: startClocks(policy, 'medium', at(10, 9)) };
    return { ticket, policy, change: timePasses(ticket, policy, people, half) };
  };

  test('a raised priority plans the promises anew, and what the higher one promises is kept to from then on', () => {
    const { change, ticket } = take('raise priority');
    expect(change?.set.priority).toBe('high');
    const resolution = clockOf(change?.clocks ?? [], 'resolution');
    expect([resolution.priority, resolution.dueAt, resolution.breachedAt]).toEqual(['high', at(10, 17), null]);
    expect(resolution.nextAt).toBeLessThanOrEqual(half);
    expect(changed(ticket, change).priority).toBe('high');
  });

  test('a ticket is assigned, and moved to a level but never down', () => {
    expect(take('assign to grace@desk.example', 'move to L3').change?.set).toEqual({ assignee_id: 7, level: 'L3' });
    const { policy, ticket } = take('move to L2');
    expect(timePasses({ ...ticket, level: 'L4' }, policy, people, half)?.set).toEqual({});
  });

  test.each(['notify everybody', 'page the boss', 'move to L5', ''])('"%s" is refused in words', (step) => {
    expect(() => withSteps(step)).toThrow('is no step; write');
  });
});

describe('a page', () => {
  // A Sunday: nobody is at the desk.
  const sunday = at(15, 3);
  const opened = (changed: Partial<Letter> = {}) => {
    const words = { subject: 'Everything is down', visible: 'The whole system is down for everyone.' };
    const letter = letterOf({ ...words, ...changed });
    const decision = decide(
      letter,
      factsOf({ now: sunday }),
      arrivalOf({ acceptedAt: sunday, internalDate: sunday }),
      onCall,
    );
    if (decision === 'later' || !decision.change?.open) throw new Error('no ticket');
    const { priority, priority_reason: priorityReason } = decision.change.open;
    return ticketOf({ priority, priorityReason, clocks: decision.change.clocks, assigneeId: null });
  };

  test('goes out at once for what is critical after hours, to whoever is on call', () => {
    const change = timePasses(opened(), onCall, people, sunday);
    expect(change?.outbox.map(({ kind, to }) => [kind, to[0]?.address])).toEqual([['page', 'Grace@desk.example']]);
    expect(change?.page).toEqual({ is: 'out', agentId: 7, tries: 1, nextAt: later(sunday, 10 * MINUTE) });
  });

  test('does not go out for phishing that tells of a break-in; the ticket asks whether it is critical', () => {
    const ticket = opened({
      subject: 'Security breach',
      visible: 'Your account was hacked and all data was stolen. Log in here at once.',
    });
    expect(ticket).toMatchObject({ priority: 'critical', priorityReason: { unsure: true } });
    expect(timePasses(ticket, onCall, people, sunday)?.outbox ?? []).toEqual([]);
  });

  test('does not go out at once in opening hours, nor for what is less', () => {
    const day = { ...ticketOf({ priority: 'critical' }), clocks: startClocks(onCall, 'critical', at(10, 10)) };
    expect(timePasses(day, onCall, people, at(10, 10, 59))).toBeNull();
    expect(timePasses(day, onCall, people, at(10, 11))?.page).not.toBeNull();
    const high = { ...ticketOf({ priority: 'high' }), clocks: startClocks(onCall, 'high', sunday) };
    expect(timePasses(high, onCall, people, sunday)).toBeNull();
  });

  test('goes on to the next and round again, until somebody says they have it', () => {
    let ticket = opened();
    ticket = changed(ticket, timePasses(ticket, onCall, people, sunday));
    expect(pageOn(ticket, onCall, people, later(sunday, 9 * MINUTE))).toBeNull();
    const called: (number | undefined)[] = [];
    for (let minute = 10; minute <= 40; minute += 10) {
      const change = pageOn(ticket, onCall, people, later(sunday, minute * MINUTE));
      called.push(change?.page?.is === 'out' ? change.page.agentId : undefined);
      ticket = changed(ticket, change);
    }
    expect(called).toEqual([8, 7, 8, 7]);
    const change = acknowledgePage(ticket, grace, later(sunday, 41 * MINUTE));
    expect(change.set).toEqual({ assignee_id: grace.id });
    expect(change.events.map(({ kind }) => kind)).toEqual(['page acknowledged', 'assigned']);
    expect(pageOn(changed(ticket, change), onCall, people, later(sunday, DAY))).toBeNull();
  });

  test('ends with the ticket', () => {
    const ticket = { ...changed(opened(), timePasses(opened(), onCall, people, sunday)), status: 'solved' as const };
    expect(pageOn(ticket, onCall, people, later(sunday, HOUR))?.page).toMatchObject({ is: 'closed', by: null });
  });

  test('with nobody on call is said on the ticket, and out to nobody', () => {
    const change = timePasses(opened(), DEFAULT_POLICY, people, sunday);
    expect(change?.page).toBeNull();
    expect(change?.events.map(({ kind }) => kind)).toContain('nobody on call');
  });

  test('is acknowledged by a reply of whoever was called, of nobody whose mail is forged', () => {
    const ticket = changed(opened(), timePasses(opened(), onCall, people, sunday));
    const facts = factsOf({
      now: sunday,
      candidates: [{ ticket, evidence: 'reference', by: '<heed.page.1@desk.example>' }],
      fromCalled: { kind: 'page', agentId: 8, ticketId: ticket.id },
    });
    const letter = letterOf({ from: { name: 'Alan', address: 'alan@desk.example' }, visible: 'on it' });
    const decision = decide(letter, facts, arrivalOf(), onCall);
    expect(decision).toMatchObject({ disposition: 'event', ticketId: 12, change: { page: { is: 'closed', by: 8 } } });
    const forged = { ...letter, trust: { verdict: 'failed' as const, why: 'DMARC failed.' } };
    expect(decide(forged, facts, arrivalOf(), onCall)).not.toMatchObject({ disposition: 'event' });
  });
});

describe('levels', () => {
  test('security incidents and lost data are senior engineering’s from the first minute, others the first line’s', () => {
    const levelOf = (visible: string) => {
      const decision = decide(letterOf({ visible }), factsOf(), arrivalOf(), DEFAULT_POLICY);
      return decision === 'later' ? null : (decision.change?.set.level ?? 'L1');
    };
    expect(levelOf('We lost all our data, please restore the database.')).toBe('L4');
    expect(levelOf('Somebody hacked our account and stole customer data.')).toBe('L4');
    expect(levelOf('The whole system is down for everyone.')).toBe('L1');
    expect(levelOf('How do I change my password?')).toBe('L1');
  });

  test('an agent hands over with a reason, and has it no more', () => {
    expect(handOver(medium, grace, 'L3', 'It is in the code.', NOW)).toMatchObject({
      message: { kind: 'note', visible: 'It is in the code.' },
      set: { level: 'L3', assignee_id: null },
      events: [{ kind: 'noted' }, { kind: 'handed over', agentId: 7, data: { from: 'L1', to: 'L3' } }],
    });
    expect(() => handOver(medium, grace, 'L3', ' ', NOW)).toThrow('Say why');
    expect(() => handOver(medium, grace, 'L1', 'why not', NOW)).toThrow('at L1 already');
  });
});

describe('policies', () => {
  const [standard] = DEFAULT_BOOK.policies;
  if (!standard) throw new Error('the default book has no policy');
  const fast = {
    ...standard,
    name: 'Fast',
    fits: { organisations: ['kite.example'] },
    calendar: 'always',
    priorities: {
      ...standard.priorities,
      medium: { firstResponse: '30 minutes', resolution: '2 hours', nextResponse: '45 minutes', update: '1 hour' },
    },
  };
  const book = bookWith({ policies: [fast, standard] });
  const policy = compilePolicy(book, [{ id: 1, address: 'support@desk.example' }]);
  const of = (address: string, mailboxId: number | null = null) =>
    policyOf(policy, { mailboxId, requester: { address }, tags: [], standing: UNRECORDED });

  test('the first that fits is the ticket’s, by domain and its sub-domains, not by what only looks like it', () => {
    expect(of('ADA@Kite.example').name).toBe('Fast');
    expect(of('ada@mail.kite.example').name).toBe('Fast');
    expect(of('ada@blackkite.example').name).toBe('Standard');
    const byMailbox = compilePolicy(
      bookWith({ policies: [{ ...fast, fits: { mailboxes: ['Support@desk.example'] } }, standard] }),
      [{ id: 1, address: 'support@desk.example' }],
    );
    expect(policyOf(byMailbox, { mailboxId: 1, requester: ada, tags: [], standing: UNRECORDED }).name).toBe('Fast');
    expect(policyOf(byMailbox, { mailboxId: 2, requester: ada, tags: [], standing: UNRECORDED }).name).toBe('Standard');
  });

  test('minutes by the clock count at night', () => {
    const clocks = startClocks(of('ada@kite.example'), 'medium', at(14, 23));
    expect(clocks.map(({ target, dueAt }) => [target, dueAt])).toEqual([
      ['first response', at(14, 23, 30)],
      ['resolution', at(15, 1)],
      ['periodic update', at(15, 0)],
    ]);
  });

  test('a customer who was answered and asks again is owed a response from then, once', () => {
    const clocks = startClocks(of('ada@kite.example'), 'medium', at(10, 9)).map((clock) =>
      clock.target === 'first response' ? meet(clock, at(10, 10)) : clock,
    );
    const asks = (ticket: TicketFacts, now: Instant): ClockState[] => {
      const facts = factsOf({ now, candidates: [{ ticket, evidence: 'token', by: 'x' }] });
      const decision = decide(letterOf(), facts, arrivalOf({ acceptedAt: now, internalDate: now }), policy);
      return decision === 'later' ? [] : (decision.change?.clocks ?? []);
    };
    const [next] = asks(ticketOf({ clocks }), at(10, 11));
    expect(next).toMatchObject({ target: 'next response', startedAt: at(10, 11), dueAt: at(10, 11, 45) });
    expect(asks(ticketOf({ clocks: [...clocks, ...(next ? [next] : [])] }), at(10, 12))).toEqual([]);
  });

  test('open promises follow a changed policy, and the ticket says which moved', () => {
    const change = followPolicy(medium, policy);
    expect(change?.events).toEqual([
      { kind: 'promise moved', agentId: null, data: { target: 'first response', from: at(10, 17), to: at(10, 9, 30) } },
      { kind: 'promise moved', agentId: null, data: { target: 'resolution', from: at(11, 17), to: at(10, 11) } },
    ]);
    expect(followPolicy(changed(medium, change), policy)).toBeNull();
    expect(followPolicy(medium, DEFAULT_POLICY)).toBeNull();
  });

  test.each<[string, Partial<Book>, string]>([
    ['no policy', { policies: [] }, 'There must be a policy'],
    ['a last policy that is not for everybody', { policies: [fast] }, 'must fit everybody'],
    ['a calendar that is not there', { policies: [{ ...standard, calendar: 'Night' }] }, 'which is not there'],
    ['two of one name', { policies: [{ ...fast, name: 'Standard' }, standard] }, 'a name of its own'],
    [
      'a calendar that never opens',
      { calendars: [{ name: 'Office hours', zone: 'UTC', week: {}, holidays: [], closures: [] }] },
      'never opens',
    ],
    [
      'an interval of nothing',
      { calendars: [{ name: 'Office hours', zone: 'UTC', week: { mon: ['9-5'] }, holidays: [], closures: [] }] },
      'write "09:00-17:00"',
    ],
    [
      'an unknown zone',
      {
        calendars: [
          { name: 'Office hours', zone: 'Kite/Town', week: { mon: ['09:00-17:00'] }, holidays: [], closures: [] },
        ],
      },
      'is no time zone',
    ],
    [
      'a hand-over never',
      { onCall: { rotas: [{ ...rota, handOver: 'someday' }], pageAgainAfter: '5 minutes' } },
      'write "mon 09:00"',
    ],
  ])('%s is refused in words', (_, part, words) => {
    expect(() => compilePolicy(bookWith(part), [])).toThrow(words);
  });

  test('a night shift is two intervals, the second on the next day', () => {
    const nights = compilePolicy(
      bookWith({
        calendars: [
          {
            name: 'Office hours',
            zone: 'UTC',
            week: { sat: ['22:00-06:00'] },
            holidays: [],
            closures: [{ from: '2026-03-14T23:00', until: '2026-03-15T01:00', why: 'a move' }],
          },
        ],
      }),
      [],
    );
    expect(nights.calendar.week).toEqual({ sat: [['22:00', '24:00']], sun: [['00:00', '06:00']] });
    const [response] = startClocks(nights, 'critical', asInstant(Date.UTC(2026, 2, 14, 12)));
    expect(response?.dueAt).toBe(Date.UTC(2026, 2, 15, 2));
  });
});
