import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, daysAfter, daysBetween, isDay, monthsAfter, noonOf } from '../../gateway/desk/days.ts';
import { asInstant } from '../../gateway/desk/instant.ts';

const day = fc
  .integer({ min: Date.parse('1990-01-01'), max: Date.parse('2090-01-01') })
  .map((at) => new Date(at).toISOString().slice(0, 10));

describe('a day', () => {
  test('ends at midnight of the zone, also where clocks change that night', () => {
    const at = (text: string) => asInstant(Date.parse(text));
    expect(dayOf('America/New_York', at('2026-03-10T03:59:59Z'))).toBe('2026-03-09');
    expect(dayOf('America/New_York', at('2026-03-10T04:00:00Z'))).toBe('2026-03-10');
    expect(dayOf('America/New_York', at('2026-03-08T04:59:59Z'))).toBe('2026-03-07');
    expect(dayOf('Pacific/Kiritimati', at('2026-03-09T10:00:00Z'))).toBe('2026-03-10');
    expect(() => dayOf('Mars/Base', at('2026-03-09T10:00:00Z'))).toThrow(RangeError);
  });

  test('that is no date is none', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '10.3.2026', '', '2026-03-10T12:00'])
      expect(isDay(text), text).toBe(false);
    expect(isDay('2028-02-29')).toBe(true);
  });

  test('so many days later is that many days away, whatever lies between', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -5000, max: 5000 }), (from, days) => {
        expect(daysBetween(from, daysAfter(from, days))).toBe(days);
        expect(isDay(daysAfter(from, days))).toBe(true);
      }),
    );
  });

  test('months later has the same number, or is the last of a month that has no such day', () => {
    expect(monthsAfter('2026-01-31', 1)).toBe('2026-02-28');
    expect(monthsAfter('2028-02-29', 12)).toBe('2029-02-28');
    expect(monthsAfter('2026-11-30', 3)).toBe('2027-02-28');
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 240 }), (from, months) => {
        const to = monthsAfter(from, months);
        expect(isDay(to)).toBe(true);
        const number = (text: string) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
        expect(number(to) - number(from)).toBe(months);
        const [was, is] = [Number(from.slice(8)), Number(to.slice(8))];
        expect(is === was || (is < was && daysAfter(to, 1).endsWith('-01'))).toBe(true);
      }),
    );
  });

  test('is worded by its noon, which is that day in every zone but the farthest', () => {
    fc.assert(
      fc.property(day, (one) => {
        for (const zone of ['America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'Pacific/Honolulu', 'UTC'])
          expect(dayOf(zone, noonOf(one))).toBe(one);
      }),
    );
  });
});
