import { describe, expect, test } from 'vitest';
import { type Answer, accept, answer, assign, moveTo, note, prioritise } from '../../gateway/desk/act.ts';
import type { Status } from '../../gateway/desk/change.ts';
import { meet, pause } from '../../gateway/desk/clock.ts';
import { UNRECORDED } from '../../gateway/desk/cover.ts';
import { HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import { openForRequester, split } from '../../gateway/desk/open.ts';
import { DEFAULT_POLICY as POLICY } from '../../gateway/desk/policy.ts';
import { type Mover, mayMove } from '../../gateway/desk/status.ts';
import { ada, clockOf, clocksOf, grace, mallory, NOW, ticketOf } from './cast.ts';

const STATUSES: Status[] = ['open', 'waiting', 'solved', 'closed'];
const MOVERS: Mover[] = ['agent', 'customer', 'robot', 'time'];

/** From each status, where to. */
const MOVES: Record<Mover, Record<Status, Status[]>> = {
  agent: {
    open: ['waiting', 'solved', 'closed'],
    waiting: ['open', 'solved', 'closed'],
    solved: ['open', 'closed'],
    closed: ['open'],
  },
  customer: { open: [], waiting: ['open'], solved: ['open'], closed: ['open'] },
  robot: { open: [], waiting: [], solved: [], closed: [] },
  time: { open: [], waiting: [], solved: ['closed'], closed: [] },
};
const PAIRS = STATUSES.flatMap((from) => STATUSES.map((to) => ({ from, to })));

test.each(MOVERS.flatMap((mover) => PAIRS.map((pair) => ({ mover, ...pair }))))(
  '$mover: $from to $to',
  ({ mover, from, to }) => {
    expect(mayMove(mover, from, to)).toBe(MOVES[mover][from].includes(to));
  },
);

/** Ada's ticket in a status, its clocks as that status leaves them. */
const inStatus = (status: Status) =>
  ticketOf({
    status,
    waitingOn: status === 'waiting' ? 'customer' : null,
    solvedAt: status === 'solved' || status === 'closed' ? later(NOW, -10 * MINUTE) : null,
    closedAt: status === 'closed' ? later(NOW, -5 * MINUTE) : null,
    clocks: ticketOf().clocks.map((clock) => {
      if (clock.target === 'first response' || status === 'open') return clock;
      return status === 'waiting' ? pause(clock, later(NOW, -10 * MINUTE)) : meet(clock, later(NOW, -10 * MINUTE));
    }),
  });
const moved = (from: Status, to: Status) => moveTo(inStatus(from), grace, to, null, POLICY, NOW);

describe('an agent who moves a ticket', () => {
  const allowed = PAIRS.filter(({ from, to }) => MOVES.agent[from].includes(to));
  const refused = PAIRS.filter(({ from, to }) => from !== to && !MOVES.agent[from].includes(to));

  test.each(refused)('from $from to $to is refused in words', ({ from, to }) => {
    expect(() => moved(from, to)).toThrow(`A ${from} ticket cannot become ${to}.`);
  });

  test.each(STATUSES)('to %s, where it is, changes nothing', (status) => {
    expect(moved(status, status)).toMatchObject({ set: {}, clocks: [], events: [] });
  });

  test.each(allowed)('from $from to $to writes one event with their name and where it was', ({ from, to }) => {
    expect(moved(from, to).events).toMatchObject([
      { kind: to === 'open' ? 'reopened' : to, agentId: grace.id, data: { from } },
    ]);
  });

  test.each(allowed)('from $from to $to leaves who and when in step with the status', ({ from, to }) => {
    const { set } = moved(from, to);
    expect(set).toMatchObject({
      status: to,
      waiting_on: to === 'waiting' ? 'customer' : null,
      closed_at: to === 'closed' ? NOW : null,
    });
    const solved = to === 'solved' || to === 'closed';
    expect(set.solved_at).toBe(solved ? (inStatus(from).solvedAt ?? NOW) : null);
  });

  test.each(allowed)('from $from to $to touches the resolution alone: no status answers anybody', ({ from, to }) => {
    expect(moved(from, to).clocks.filter(({ target }) => target !== 'resolution')).toEqual([]);
  });

  test('to waiting stops the resolution, back to open lets it run on', () => {
    const paused = moved('open', 'waiting').clocks;
    expect(paused).toMatchObject([{ pausedAt: NOW }]);
    expect(moved('waiting', 'open').clocks).toMatchObject([
      { pausedAt: null, pauses: [{ from: later(NOW, -10 * MINUTE), until: NOW }] },
    ]);
  });

  test.each(['solved', 'closed'] as const)('to %s meets the resolution', (status) => {
    expect(moved('open', status).clocks).toMatchObject([{ target: 'resolution', metAt: NOW }]);
  });

  test('from waiting to solved forgets nothing of the time it waited', () => {
    const ticket = inStatus('waiting');
    const [solved] = moveTo(ticket, grace, 'solved', null, POLICY, NOW).clocks;
    expect(solved).toMatchObject({
      metAt: NOW,
      pausedAt: null,
      pauses: [{ from: later(NOW, -10 * MINUTE), until: NOW }],
    });
    const again = { ...ticket, status: 'solved' as const, waitingOn: null, clocks: solved ? [solved] : [] };
    const [open] = moveTo(again, grace, 'open', null, POLICY, later(NOW, 20 * MINUTE)).clocks;
    const due = clockOf(ticket.clocks, 'resolution').dueAt ?? NOW;
    expect(open?.dueAt).toBe(later(due, 30 * MINUTE));
  });

  test('from solved to closed leaves when it was met', () => {
    expect(moved('solved', 'closed').clocks).toEqual([]);
  });

  test('to waiting on somebody else is a move, with the same pause', () => {
    const other = moveTo(inStatus('waiting'), grace, 'waiting', 'third party', POLICY, NOW);
    expect(other.set.waiting_on).toBe('third party');
    expect(other.clocks).toMatchObject([{ pausedAt: later(NOW, -10 * MINUTE) }]);
    expect(other.events).toMatchObject([{ kind: 'waiting', data: { waitingOn: 'third party' } }]);
  });

  test('says whom only of waiting: beside another status it means nothing', () => {
    expect(moveTo(inStatus('open'), grace, 'open', 'customer', POLICY, NOW).events).toEqual([]);
    expect(moveTo(inStatus('open'), grace, 'solved', 'customer', POLICY, NOW).set.waiting_on).toBeNull();
  });
});

const SAID: Answer = { text: 'Clean the drum.', cc: [], attachments: [], quote: true };
const answered = (ticket = ticketOf(), said: Partial<Answer> = {}) =>
  answer(ticket, grace, { ...SAID, ...said }, POLICY, NOW);

describe('an answer', () => {
  test('goes to the requester alone, whoever else is a participant', () => {
    const { outbox, message } = answered(ticketOf({ participants: [ada.address, mallory.address] }));
    expect(outbox).toMatchObject([{ kind: 'answer', to: [ada], cc: [], mailbox_id: 1, run_at: NOW, expires_at: null }]);
    expect(message).toMatchObject({
      kind: 'answer',
      agent_id: grace.id,
      visible: 'Clean the drum.',
      recipients: { to: [ada], cc: [] },
      delivery: 'queued',
    });
  });

  test('makes those whom the agent puts into Cc participants', () => {
    const { outbox, participants } = answered(ticketOf(), { cc: [mallory] });
    expect(outbox[0]?.cc).toEqual([mallory]);
    expect(participants).toEqual([mallory]);
    expect(answered().participants).toEqual([]);
  });

  test('meets no promise before it is sent', () => {
    expect(answered().clocks).toEqual([]);
  });

  test('makes a ticket that is nobody’s the agent’s, and leaves a colleague theirs', () => {
    expect(answered().set.assignee_id).toBe(grace.id);
    expect(answered().events.map(({ kind }) => kind)).toEqual(['answered', 'assigned']);
    expect(answered(ticketOf({ assigneeId: 8 })).set).not.toHaveProperty('assignee_id');
  });

  test.each(['solved', 'closed'] as const)('opens a %s ticket again, in the agent’s name', (status) => {
    const { set, clocks, events } = answered(inStatus(status));
    expect(set).toMatchObject({ status: 'open', solved_at: null, closed_at: null });
    expect(clocks).toMatchObject([{ target: 'resolution', metAt: null }]);
    expect(events.at(-1)).toMatchObject({
      kind: 'reopened',
      agentId: grace.id,
      data: { from: status, moved: [{ target: 'resolution', to: clocks[0]?.dueAt }] },
    });
  });

  test.each(['open', 'waiting'] as const)('leaves a ticket that is %s so', (status) => {
    expect(answered(inStatus(status)).set).not.toHaveProperty('status');
    expect(answered(inStatus(status)).clocks).toEqual([]);
  });

  test('needs words', () => {
    expect(() => answered(ticketOf(), { text: ' \n\t' })).toThrow('An answer needs words.');
  });
});

describe('a note', () => {
  test('stands on the ticket for colleagues: nothing goes out, no promise is met, nothing moves', () => {
    expect(note(inStatus('solved'), grace, 'She called twice.', NOW)).toMatchObject({
      set: {},
      clocks: [],
      outbox: [],
      participants: [],
      message: { kind: 'note', agent_id: grace.id, visible: 'She called twice.', delivery: null },
      events: [{ kind: 'noted', agentId: grace.id }],
    });
  });

  test('needs words', () => {
    expect(() => note(ticketOf(), grace, '  ', NOW)).toThrow('A note needs words.');
  });
});

test('assigning names who by and whom to; to whom it is already changes nothing', () => {
  expect(assign(ticketOf(), grace, 8).events).toEqual([{ kind: 'assigned', agentId: 7, data: { to: 8 } }]);
  expect(assign(ticketOf({ assigneeId: 8 }), grace, null)).toMatchObject({
    set: { assignee_id: null },
    events: [{ kind: 'released', agentId: 7, data: { to: null } }],
  });
  expect(assign(ticketOf({ assigneeId: 8 }), grace, 8).events).toEqual([]);
});

describe('another priority', () => {
  test('plans the promises that are not met anew, from their own start', () => {
    const [response, resolution] = clocksOf('medium');
    const ticket = ticketOf({ clocks: response && resolution ? [meet(response, NOW), resolution] : [] });
    const { set, clocks, events } = prioritise(ticket, grace, 'critical', POLICY);
    expect(set).toMatchObject({ priority: 'critical', priority_reason: { setByAgentId: grace.id } });
    expect(clocks).toEqual([clockOf(clocksOf('critical'), 'resolution')]);
    const moved = [
      {
        target: 'resolution',
        from: clockOf(clocksOf('medium'), 'resolution').dueAt,
        to: clockOf(clocksOf('critical'), 'resolution').dueAt,
      },
    ];
    expect(events).toEqual([{ kind: 'prioritised', agentId: 7, data: { from: 'medium', to: 'critical', moved } }]);
  });

  test('that is the same is a confirmation the first time, and nothing the second', () => {
    expect(prioritise(ticketOf(), grace, 'medium', POLICY)).toMatchObject({
      set: { priority_reason: { setByAgentId: grace.id } },
      clocks: ticketOf().clocks,
    });
    const confirmed = ticketOf({ priorityReason: { cues: [], why: '', setByAgentId: 8 } });
    expect(prioritise(confirmed, grace, 'medium', POLICY).events).toEqual([]);
  });

  test('of a waiting ticket leaves it paused', () => {
    const { clocks } = prioritise(inStatus('waiting'), grace, 'high', POLICY);
    expect(clockOf(clocks, 'resolution')).toMatchObject({ priority: 'high', pausedAt: later(NOW, -10 * MINUTE) });
  });
});

describe('a mail that stands apart', () => {
  const visible = 'Our site is down for everybody.';
  const aside = [{ id: 41, from: mallory, subject: 'Re: stripes', visible, standing: UNRECORDED }];

  test('is accepted: its sender becomes a participant, and what they say is the customer’s word', () => {
    expect(accept(ticketOf({ aside }), grace, 41, POLICY, NOW)).toMatchObject({
      set: { last_customer_at: NOW },
      messages: [{ id: 41, held_at: null, flagged: false, evidence: { evidence: 'accepted', participant: true } }],
      participants: [mallory],
      events: [{ kind: 'accepted', agentId: grace.id, data: { messageId: 41 } }],
    });
  });

  test.each(['waiting', 'solved', 'closed'] as const)('opens a %s ticket when it is accepted', (status) => {
    const { set, events } = accept({ ...inStatus(status), aside }, grace, 41, POLICY, NOW);
    expect(set.status).toBe('open');
    expect(events.map(({ kind, agentId }) => [kind, agentId])).toEqual([
      ['accepted', grace.id],
      ['reopened', grace.id],
    ]);
  });

  test('becomes a ticket of its own when it is split off: its sender the requester, its promises from now', () => {
    const { opened, left } = split(ticketOf({ aside }), grace, 41, POLICY, NOW);
    expect(opened.open).toMatchObject({ requester: mallory, subject: 'Re: stripes', mailbox_id: 1, opened_at: NOW });
    expect(opened.clocks.every(({ startedAt }) => startedAt === NOW)).toBe(true);
    expect(opened.outbox).toEqual([]);
    expect(opened.events).toEqual([{ kind: 'opened', agentId: 7, data: { messageId: 41, splitFrom: 12 } }]);
    expect(left).toMatchObject({ set: {}, events: [{ kind: 'split', agentId: 7, data: { messageId: 41 } }] });
  });

  test('that is none, or of another ticket, is not there', () => {
    for (const act of [accept, split])
      expect(() => act(ticketOf({ aside }), grace, 42, POLICY, NOW)).toThrow(
        expect.objectContaining({ code: 'not_found' }),
      );
  });
});

describe('a ticket that an agent opens', () => {
  const text = 'Our site is down for all our customers.';
  const said = { requester: ada, subject: 'Call', text, mailboxId: 1, standing: UNRECORDED };

  test('has the priority that the words have, unless the agent gives one', () => {
    const byWords = openForRequester(grace, said, POLICY, NOW);
    expect(byWords.open).toMatchObject({ priority: 'critical', priority_reason: { setByAgentId: null } });
    expect(byWords.clocks).toEqual(clocksOf('critical', NOW));
    const given = openForRequester(grace, { ...said, priority: 'low' }, POLICY, NOW);
    expect(given.open).toMatchObject({ priority: 'low', priority_reason: { setByAgentId: grace.id } });
    expect(given.clocks).toEqual(clocksOf('low', NOW));
  });

  test('is nobody’s yet, holds the words as the requester’s, and sends nothing', () => {
    const { open, message, outbox, set } = openForRequester(grace, said, POLICY, NOW);
    expect(open).toMatchObject({ requester: ada, acknowledgement: { sent: false, code: 'opened by an agent' } });
    expect(set).toEqual({ preview: said.text, last_customer_at: NOW });
    expect(message).toMatchObject({ kind: 'mail', agent_id: grace.id, from_address: ada.address, trust: 'unknown' });
    expect(outbox).toEqual([]);
  });

  test('has the language of its words', () => {
    const german = {
      ...said,
      text: 'Unser Drucker macht seit heute Streifen und wir wissen nicht, was wir tun sollen.',
    };
    expect(openForRequester(grace, german, POLICY, NOW).open?.language).toBe('de');
    expect(openForRequester(grace, { ...said, text: '???' }, POLICY, NOW).open?.language).toBe('en');
  });

  test('needs words', () => {
    expect(() => openForRequester(grace, { ...said, text: ' ' }, POLICY, NOW)).toThrow('A ticket needs words.');
  });

  test('promises from when it is opened', () => {
    const later4 = later(NOW, 4 * HOUR);
    expect(openForRequester(grace, said, POLICY, later4).clocks[0]?.startedAt).toBe(later4);
  });
});
