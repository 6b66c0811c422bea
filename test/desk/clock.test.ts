import { describe, expect, test } from 'vitest';
import type { ClockState } from '../../gateway/desk/change.ts';
import {
  breach,
  meet,
  pause,
  promiseStart,
  reopen,
  replan,
  resume,
  startClocks,
  unmeet,
} from '../../gateway/desk/clock.ts';
import { asInstant, DAY, HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import { DEFAULT_POLICY as POLICY } from '../../gateway/desk/policy.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { clockOf, clocksOf, NOW } from './cast.ts';

/** New York is at UTC-4 in this week of March. */
const at = (day: number, hour: number, minute = 0) => asInstant(Date.UTC(2026, 2, day, hour + 4, minute));

describe('a promise starts', () => {
  test.each([
    ['when the server had the mail', -HOUR, -HOUR],
    ['when the server had it twelve hours ago, just so', -12 * HOUR, -12 * HOUR],
    ['when we took it in, if that is later than twelve hours', -12 * HOUR - 1, 0],
    ['when we took it in, for history of years ago', -900 * DAY, 0],
    ['when we took it in, if the server names an instant to come', 5 * HOUR, 0],
  ])('%s', (_when, came, starts) => {
    expect(promiseStart(later(NOW, came), NOW)).toBe(later(NOW, starts));
  });

  test('when we took it in, where no server tells', () => {
    expect(promiseStart(null, NOW)).toBe(NOW);
  });
});

/** The support promise: open hours by priority. */
const HOURS = { critical: [2, 4], high: [4, 8], medium: [8, 16], low: [16, null] } as const;

test.each(PRIORITIES)('%s: first response and resolution fall due after the hours that were promised', (priority) => {
  const clocks = startClocks(POLICY, priority, at(10, 9));
  const [response, resolution] = HOURS[priority];
  expect(clocks.map(({ target, minutes }) => [target, minutes])).toEqual([
    ['first response', response * 60],
    ['resolution', resolution && resolution * 60],
  ]);
  // Eight open hours a day from Tuesday, nine o'clock.
  const due = (hours: number) => at(10 + Math.ceil(hours / 8) - 1, 9 + (hours % 8 || 8));
  expect(clocks.map(({ dueAt }) => dueAt)).toEqual([due(response), resolution && due(resolution)]);
  expect(clocks.every(({ metAt, breachedAt, pausedAt }) => !metAt && !breachedAt && !pausedAt)).toBe(true);
});

describe('a resolution of two days', () => {
  const resolution = clockOf(clocksOf('medium', at(10, 9)), 'resolution');

  test('falls due later by the open time it was paused, and not by the closed', () => {
    const paused = pause(resolution, at(10, 11));
    expect(resume(POLICY, paused, at(10, 12)).dueAt).toBe(at(12, 10));
    expect(resume(POLICY, paused, at(11, 9)).dueAt).toBe(at(12, 15));
    expect(resume(POLICY, pause(resolution, at(10, 17)), at(11, 9)).dueAt).toBe(resolution.dueAt);
  });

  test('paused again while it is paused, is paused since the first time', () => {
    expect(pause(pause(resolution, at(10, 11)), at(10, 15)).pausedAt).toBe(at(10, 11));
  });

  test('not paused, is not changed by going on', () => {
    expect(resume(POLICY, resolution, at(10, 12))).toBe(resolution);
  });

  test('keeps all its pauses', () => {
    const twice = [
      [at(10, 10), at(10, 11)],
      [at(10, 14), at(10, 16)],
    ].reduce<ClockState>((clock, [from = NOW, until = NOW]) => resume(POLICY, pause(clock, from), until), resolution);
    expect(twice.pauses).toHaveLength(2);
    expect(twice.dueAt).toBe(at(12, 12));
  });

  test('solved and opened again, does not count the time it was solved', () => {
    const again = reopen(POLICY, meet(resolution, at(10, 13)), 'medium', at(12, 13));
    expect(again).toMatchObject({ metAt: null, pausedAt: null, dueAt: at(13, 17) });
  });

  test('opened again while it waited, goes on', () => {
    expect(reopen(POLICY, pause(resolution, at(10, 11)), 'medium', at(10, 12)).dueAt).toBe(at(12, 10));
  });

  test('opened again after its priority changed, is planned by the priority it has now', () => {
    const solved = meet(resolution, at(10, 11));
    expect(reopen(POLICY, solved, 'critical', at(11, 11))).toMatchObject({
      priority: 'critical',
      minutes: 240,
      dueAt: at(11, 13),
    });
    expect(reopen(POLICY, solved, 'low', at(11, 11)).dueAt).toBeNull();
  });
});

describe('another priority', () => {
  const response = clockOf(clocksOf('medium', at(10, 9)), 'first response');

  test('keeps start and pauses', () => {
    const paused = resume(POLICY, pause(response, at(10, 10)), at(10, 11));
    expect(replan(POLICY, paused, 'critical')).toMatchObject({
      priority: 'critical',
      startedAt: at(10, 9),
      dueAt: at(10, 12),
      pauses: paused.pauses,
    });
  });

  test('that is none changes nothing', () => {
    const late = { ...response, breachedAt: at(10, 17) };
    expect(replan(POLICY, late, 'medium')).toBe(late);
  });

  test('that promises more time takes a breach back; one that was past by then as well lets it stand', () => {
    const critical = { ...replan(POLICY, response, 'critical'), breachedAt: at(10, 11) };
    expect(replan(POLICY, critical, 'high').breachedAt).toBeNull();
    const medium = { ...response, breachedAt: at(10, 17) };
    expect(replan(POLICY, medium, 'high').breachedAt).toBe(at(10, 17));
    expect(breach(replan(POLICY, medium, 'high'), at(10, 18))).toBeNull();
  });

  test('with the next release has no instant to breach', () => {
    const resolution = { ...clockOf(clocksOf('high', at(10, 9)), 'resolution'), breachedAt: at(10, 17) };
    expect(replan(POLICY, resolution, 'low')).toMatchObject({ minutes: null, dueAt: null, breachedAt: null });
  });
});

test('what met a promise and came back leaves it running, and as late as it is', () => {
  const response = clockOf(clocksOf('critical', at(10, 9)), 'first response');
  const back = unmeet(POLICY, meet(response, at(10, 10)), 'critical');
  expect(back).toEqual(response);
  expect(breach(back, at(10, 15))?.breachedAt).toBe(at(10, 15));
  expect(unmeet(POLICY, meet(response, at(10, 10)), 'high').dueAt).toBe(at(10, 13));
});

describe('a clock breaches', () => {
  const response = clockOf(clocksOf('critical', at(10, 9)), 'first response');
  const due = response.dueAt ?? NOW;

  test('at its instant and not before, once', () => {
    expect(breach(response, later(due, -1))).toBeNull();
    const broken = breach(response, due);
    expect(broken?.breachedAt).toBe(due);
    expect(broken && breach(broken, later(due, DAY))).toBeNull();
  });

  test.each<[string, Partial<ClockState>]>([
    ['met', { metAt: at(10, 10) }],
    ['paused', { pausedAt: at(10, 10) }],
    ['without an instant', { dueAt: null }],
  ])('never while it is %s', (_how, state) => {
    expect(breach({ ...response, ...state }, later(due, 900 * DAY))).toBeNull();
  });

  test('however long nobody looked', () => {
    expect(breach(response, later(due, 40 * DAY + MINUTE))?.breachedAt).toBe(later(due, 40 * DAY + MINUTE));
  });
});
