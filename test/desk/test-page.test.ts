import { describe, expect, test } from 'vitest';
import { asInstant, HOUR } from '../../gateway/desk/instant.ts';
import type { OnCall, Rota } from '../../gateway/desk/on-call.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { compilePolicy } from '../../gateway/desk/policy-compile.ts';
import { testsDue } from '../../gateway/desk/test-page.ts';

const at = (text: string) => asInstant(Date.parse(text));
const rota = (changed: Partial<Rota> = {}): Rota => ({
  name: 'First line',
  levels: ['L1'],
  zone: 'Europe/Berlin',
  handOver: { weekday: 'mon', minutes: 9 * 60 },
  from: '2026-03-02',
  hours: null,
  people: ['ada', 'bob'],
  overrides: [],
  ...changed,
});
const on = (testPage: string, ...rotas: Rota[]): OnCall => ({
  ...compilePolicy({ ...DEFAULT_BOOK, onCall: { rotas: [], pageAgainAfter: '10 minutes', testPage } }, []).onCall,
  rotas,
});

describe('a rota is tested', () => {
  test.each([
    ['not before its moment', '2026-03-09T09:59:59+01:00', null],
    ['at its moment, by its own clock', '2026-03-09T10:00:00+01:00', '2026-03-09T10:00:00+01:00'],
    ['a little late', '2026-03-09T10:29:00+01:00', '2026-03-09T10:00:00+01:00'],
    ['not half an hour late', '2026-03-09T10:30:00+01:00', null],
    ['not on another day', '2026-03-10T10:00:00+01:00', null],
    ['at ten in summer too', '2026-03-30T10:00:00+02:00', '2026-03-30T10:00:00+02:00'],
  ])('%s', (_, now, due) => {
    const found = testsDue(on('mon 10:00', rota()), at(now));
    expect(found.map(({ dueAt }) => dueAt)).toEqual(due === null ? [] : [at(due)]);
  });

  test('also when midnight lies between its moment and now', () => {
    const found = testsDue(on('sun 23:50', rota()), at('2026-03-09T00:05:00+01:00'));
    expect(found).toMatchObject([{ dueAt: at('2026-03-08T23:50:00+01:00') }]);
  });

  test('at the moment that the clocks skip, once they have', () => {
    const found = testsDue(on('sun 02:30', rota()), at('2026-03-29T03:35:00+02:00'));
    expect(found).toMatchObject([{ dueAt: at('2026-03-29T03:30:00+02:00') }]);
  });

  test('with whoever is on call then, or nobody; one that does not answer at that hour has no test', () => {
    const now = at('2026-03-09T10:00:00+01:00');
    const away = { from: asInstant(now - HOUR), until: asInstant(now + HOUR), person: null };
    const rotas = [
      rota(),
      rota({ name: 'Away', overrides: [away] }),
      rota({ name: 'Night', hours: { open: 20 * 60, close: 8 * 60 } }),
      rota({ name: 'Elsewhere', zone: 'America/New_York' }),
    ];
    expect(testsDue(on('mon 10:00', ...rotas), now)).toEqual([
      { rota: 'First line', dueAt: now, person: 'bob' },
      { rota: 'Away', dueAt: now, person: null },
    ]);
  });
});

test('without a moment nobody is tested, and what is none is refused in words', () => {
  expect(testsDue({ rotas: [rota()], pageAgainAfter: 10 }, at('2026-03-09T09:00:00Z'))).toEqual([]);
  expect(() => on('mondays', rota())).toThrow('"mondays" is no moment of a week for the test page; write "mon 10:00".');
});
