import { describe, expect, test } from 'vitest';
import { type Gap, gapsAhead, newGaps, unfilledAhead } from '../../gateway/desk/call-gaps.ts';
import { asInstant, DAY, HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { Rota } from '../../gateway/desk/on-call.ts';

const at = (text: string) => asInstant(Date.parse(text));
const NOW = at('2026-03-05T08:20:00Z');
const away = (from: string, until: string) => ({ from: at(from), until: at(until), person: null });
const rota = (changed: Partial<Rota> = {}): Rota => ({
  name: 'First line',
  levels: ['L1', 'L2'],
  zone: 'UTC',
  handOver: { weekday: 'mon', minutes: 9 * 60 },
  from: '2026-03-02',
  hours: null,
  people: ['ada'],
  overrides: [],
  ...changed,
});
const on = (...rotas: Rota[]) => ({ rotas, pageAgainAfter: 10 });
const HERE = new Set(['ada']);
const THURSDAY = away('2026-03-12T09:00:00Z', '2026-03-12T17:00:00Z');
const gap = (changed: Partial<Gap> = {}): Gap => ({
  levels: ['L1'],
  from: THURSDAY.from,
  until: THURSDAY.until,
  ...changed,
});

test('a gap of next Thursday is seen a week ahead, with its end, and of several levels once', () => {
  const onCall = on(rota({ overrides: [THURSDAY] }));
  expect(gapsAhead(onCall, HERE, NOW)).toEqual([]);
  for (const now of [later(NOW, HOUR), later(NOW, 3 * DAY + 7 * MINUTE)])
    expect(gapsAhead(onCall, HERE, now)).toEqual([gap({ levels: ['L1', 'L2'] })]);
});

test('who has left leaves a gap without an end', () => {
  expect(gapsAhead(on(rota({ levels: ['L1'] })), new Set(), NOW)).toEqual([
    gap({ from: at('2026-03-05T08:00:00Z'), until: null }),
  ]);
});

test('hours that all rotas leave out are seen by whoever looks, and are none to tell of', () => {
  const office = rota({ levels: ['L1'], hours: { open: 8 * 60, close: 20 * 60 }, overrides: [THURSDAY] });
  const now = later(NOW, DAY);
  expect(gapsAhead(on(office), HERE, now)).toHaveLength(8);
  expect(unfilledAhead(on(office), HERE, now)).toEqual([gap()]);
  const until = at('2026-03-13T12:00:00Z');
  const long = rota({ ...office, overrides: [{ ...THURSDAY, until }] });
  expect(unfilledAhead(on(long), HERE, now)).toEqual([
    gap({ until: at('2026-03-12T20:00:00Z') }),
    gap({ from: at('2026-03-13T08:00:00Z'), until }),
  ]);
});

describe('a gap', () => {
  test.each<[string, Gap[], Gap[], boolean]>([
    ['that nobody was told of is news', [gap()], [], true],
    ['is no news twice', [gap()], [gap()], false],
    ['is the same when time has begun to eat it', [gap({ from: later(THURSDAY.from, HOUR) })], [gap()], false],
    ['is the same when it was filled in part', [gap({ until: later(THURSDAY.from, HOUR) })], [gap()], false],
    ['is the same when it goes on for longer', [gap({ until: null })], [gap()], false],
    ['of another level is another', [gap({ levels: ['L4'] })], [gap()], true],
    ['of more levels is the same', [gap({ levels: ['L1', 'L4'] })], [gap()], false],
    ['on another day is another', [gap({ from: later(THURSDAY.from, DAY), until: null })], [gap()], true],
  ])('%s', (_, found, told, news) => {
    expect(newGaps(found, told)).toEqual(news ? found : []);
  });
});
