import { expect, test } from 'vitest';
import { asInstant, DAY, HOUR, after as later } from '../../gateway/desk/instant.ts';
import { gaps, onCallAt, pagedInTurn, type Rota } from '../../gateway/desk/on-call.ts';

const at = (text: string) => asInstant(Date.parse(text));

const rota: Rota = {
  name: 'First line',
  levels: ['L1', 'L2'],
  zone: 'Europe/Berlin',
  handOver: { weekday: 'mon', minutes: 9 * 60 },
  from: '2026-03-02',
  hours: null,
  people: ['ada', 'bob', 'cay'],
  overrides: [],
};

test.each([
  ['2026-03-02T08:00:00Z', 'ada'],
  ['2026-03-09T07:59:59Z', 'ada'],
  ['2026-03-09T08:00:00Z', 'bob'],
  // The clocks have changed on the 29th: nine in the morning is an hour earlier.
  ['2026-03-30T06:59:59Z', 'ada'],
  ['2026-03-30T07:00:00Z', 'bob'],
  ['2026-02-25T12:00:00Z', 'cay'],
])('at %s it is the turn of %s: hand-over is by the wall clock, over its changes', (instant, person) => {
  expect(onCallAt(rota, at(instant))).toBe(person);
});

test('the newest override stands in, for its time; one with nobody leaves nobody', () => {
  const away = { from: at('2026-03-03T00:00:00Z'), until: at('2026-03-04T00:00:00Z') };
  const overrides = [
    { ...away, person: 'bob' },
    { ...away, person: null },
  ];
  expect(onCallAt({ ...rota, overrides: overrides.slice(0, 1) }, away.from)).toBe('bob');
  expect(onCallAt({ ...rota, overrides }, away.from)).toBeNull();
  expect(onCallAt({ ...rota, overrides }, away.until)).toBe('ada');
});

test('rotas follow the sun, each in its hours, also past midnight', () => {
  const berlin: Rota = { ...rota, people: ['ada'], hours: { open: 8 * 60, close: 20 * 60 } };
  const night: Rota = { ...rota, name: 'Night', people: ['nat'], hours: { open: 20 * 60, close: 8 * 60 } };
  const onCall = { rotas: [berlin, night], pageAgainAfter: 10 };
  expect(pagedInTurn(onCall, 'L1', at('2026-03-03T12:00:00Z'))[0]).toBe('ada');
  expect(pagedInTurn(onCall, 'L1', at('2026-03-03T22:00:00Z'))[0]).toBe('nat');
  expect(pagedInTurn(onCall, 'L1', at('2026-03-03T06:00:00Z'))[0]).toBe('nat');
});

test('after whoever is on call come the others of the rota, then who is on call for the levels above', () => {
  const second: Rota = { ...rota, name: 'Senior', levels: ['L4'], people: ['zoe', 'bob'] };
  const onCall = { rotas: [rota, second], pageAgainAfter: 10 };
  expect(pagedInTurn(onCall, 'L1', at('2026-03-09T12:00:00Z'))).toEqual(['bob', 'ada', 'cay']);
  expect(pagedInTurn(onCall, 'L2', at('2026-03-02T12:00:00Z'))).toEqual(['ada', 'bob', 'cay', 'zoe']);
  expect(pagedInTurn(onCall, 'L3', at('2026-03-02T12:00:00Z'))).toEqual(['zoe']);
});

test('a week ahead it is known when nobody will be on call, also because somebody has left', () => {
  const onCall = { rotas: [rota], pageAgainAfter: 10 };
  const now = at('2026-03-05T08:00:00Z');
  expect(gaps(onCall, new Set(['ada', 'bob', 'cay']), now, later(now, 7 * DAY))).toEqual([]);
  const gap = { from: at('2026-03-09T08:00:00Z'), until: at('2026-03-12T08:00:00Z') };
  expect(gaps(onCall, new Set(['ada', 'cay']), now, later(now, 7 * DAY))).toEqual([
    { level: 'L1', ...gap },
    { level: 'L2', ...gap },
  ]);
  const away = { from: later(now, DAY), until: later(now, DAY + 3 * HOUR), person: null };
  const other = { rotas: [{ ...rota, overrides: [away] }], pageAgainAfter: 10 };
  expect(gaps(other, new Set(rota.people), now, later(now, 7 * DAY))[0]).toMatchObject({
    from: away.from,
    until: away.until,
  });
});
