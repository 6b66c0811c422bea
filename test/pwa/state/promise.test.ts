import { expect, test } from 'vitest';
import type { TicketRow } from '../../../gateway/api/shapes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../gateway/desk/instant.ts';
import { countdown, runningClock, sectionOf, standingOf } from '../../../pwa/state/promise.ts';

test.each([
  [80 * MINUTE, 'in 1 h 20 min', 'calm'],
  [2 * HOUR, 'in 2 h', 'calm'],
  [3 * DAY + 4 * HOUR + 59 * MINUTE, 'in 3 d 4 h', 'calm'],
  [60 * MINUTE, 'in 1 h', 'soon'],
  [12 * MINUTE + 59 * SECOND, 'in 12 min', 'soon'],
  [30 * SECOND, 'in under 1 min', 'soon'],
  [0, 'in under 1 min', 'soon'],
  [-1, 'overdue under 1 min', 'late'],
  [-12 * MINUTE, 'overdue 12 min', 'late'],
  [-26 * HOUR, 'overdue 1 d 2 h', 'late'],
])('%i ms before it is due a promise reads "%s"', (left, words, tone) => {
  expect(countdown(1_000_000_000 + left, 1_000_000_000)).toEqual({ words, tone });
});

type Clock = TicketRow['clocks'][number];
const clock = (part: Partial<Clock>): Clock => ({
  target: 'first response',
  priority: 'high',
  dueAt: 100,
  startedAt: 0,
  metAt: null,
  breachedAt: null,
  pausedAt: null,
  release: null,
  ...part,
});
const first = clock({});
const resolution = clock({ target: 'resolution', dueAt: 200 });

test.each<[string, TicketRow['status'], Clock[], Clock | null]>([
  ['the first answer counts until it is given', 'open', [resolution, first], first],
  ['then the resolution counts', 'open', [{ ...first, metAt: 50 }, resolution], resolution],
  [
    'a paused promise does not run',
    'waiting',
    [
      { ...first, metAt: 50 },
      { ...resolution, pausedAt: 60 },
    ],
    null,
  ],
  ['"with the next release" has no instant to count to', 'open', [{ ...resolution, dueAt: null }], null],
  ['a solved ticket counts nothing', 'solved', [first, resolution], null],
])('%s', (_, status, clocks, running) => {
  expect(runningClock({ status, clocks } as TicketRow)).toBe(running);
});

// A Wednesday at noon, where the test runs.
const NOON = new Date(2026, 10, 25, 12).getTime();
const due = (dueAt: number | null) => [clock({ dueAt })];

test.each<[string, Partial<TicketRow>, string]>([
  ['past its promise', { clocks: due(NOON - 1) }, 'Overdue'],
  ['in its last hour', { clocks: due(NOON + HOUR) }, 'Within the hour'],
  ['due before midnight', { clocks: due(NOON + 11 * HOUR) }, 'Today'],
  ['due after midnight', { clocks: due(NOON + 13 * HOUR) }, 'Later'],
  ['due with the next release', { clocks: due(null) }, 'No deadline'],
  ['waiting on others', { status: 'waiting', clocks: [clock({ pausedAt: NOON })] }, 'Waiting'],
])('a ticket %s stands in its section', (_, ticket, section) => {
  expect(sectionOf({ status: 'open', clocks: [], ...ticket } as TicketRow, NOON)).toBe(section);
});

test.each<[string, Partial<TicketRow>, ReturnType<typeof standingOf>]>([
  ['the running promise', { clocks: [first] }, { what: 'First answer', dueAt: 100, why: '' }],
  [
    'a promise without an instant',
    { clocks: [{ ...first, metAt: 50 }, clock({ target: 'resolution', dueAt: null })] },
    { what: 'Resolution', dueAt: null, why: 'with the next release' },
  ],
  [
    'on whom it waits',
    { status: 'waiting', waitingOn: 'third party', clocks: [] },
    { what: 'Waiting on third party', dueAt: null, why: 'the clock is paused' },
  ],
  [
    'that nothing is open',
    { clocks: [{ ...first, metAt: 50 }] },
    { what: 'Every promise is kept', dueAt: null, why: '' },
  ],
])('the head of a ticket says %s', (_, ticket, standing) => {
  expect(standingOf({ status: 'open', waitingOn: null, ...ticket } as TicketRow)).toEqual(standing);
});
