import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asInstant, DAY, HOUR } from '../../gateway/desk/instant.ts';
import { nightOf } from '../../gateway/desk/night.ts';

test.each([
  { when: 'before half past two', zone: 'America/New_York', at: '2026-03-10T06:29:59Z', night: '2026-03-09' },
  { when: 'at half past two', zone: 'America/New_York', at: '2026-03-10T06:30:00Z', night: '2026-03-10' },
  { when: 'in the evening', zone: 'America/New_York', at: '2026-03-11T03:00:00Z', night: '2026-03-10' },
  {
    when: 'where the day is another already',
    zone: 'Pacific/Auckland',
    at: '2026-03-09T15:00:00Z',
    night: '2026-03-10',
  },
  {
    when: 'as the clock leaps over half past two',
    zone: 'America/New_York',
    at: '2026-03-08T07:30:00Z',
    night: '2026-03-08',
  },
  { when: 'in the new year', zone: 'UTC', at: '2026-01-01T02:00:00Z', night: '2025-12-31' },
])('$when it is the night of $night', ({ zone, at, night }) => {
  expect(nightOf(zone, asInstant(Date.parse(at)))).toBe(night);
});

test('every local date has exactly one night, and nights follow one another', () => {
  const zones = fc.constantFrom(
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Santiago',
  );
  fc.assert(
    fc.property(zones, fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }), (zone, start) => {
      const nights = Array.from({ length: 24 * 4 }, (_, hour) => nightOf(zone, asInstant(start + hour * HOUR)));
      expect(nights).toEqual([...nights].sort());
      for (const night of new Set(nights.slice(26, -26)))
        expect(Date.parse(night) - Date.parse(nights[nights.indexOf(night) - 1] ?? '')).toBe(DAY);
    }),
  );
});
