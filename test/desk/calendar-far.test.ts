import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Calendar, countedIn, dueAt, elapsed, isOpen, nextOpening } from '../../gateway/desk/calendar.ts';
import { asInstant, DAY, HOUR, MINUTE } from '../../gateway/desk/instant.ts';

const at = (text: string) => asInstant(Date.parse(text));

/** Nights from ten to six, with a break, and a Saturday morning. */
const nights: Calendar = {
  timeZone: 'Europe/Berlin',
  week: {
    mon: [['22:00', '24:00']],
    tue: [
      ['00:00', '02:00'],
      ['02:30', '06:00'],
    ],
    sat: [['08:00', '12:00']],
  },
  holidays: ['2026-12-26', '2027-01-02'],
};

const closed = (from: string, until: string) => ({ from: at(from), until: at(until) });

test('what falls due does not depend on the instant the calendar was first asked about', () => {
  const starts = ['2031-06-01T00:00:00Z', '1969-03-01T00:00:00Z', '2026-03-28T00:00:00Z', '2024-01-01T00:00:00Z'].map(
    at,
  );
  const asked = (calendar: Calendar) => starts.map((start) => dueAt(calendar, start, 5000));
  const backwards = [...starts].reverse().map((start) => dueAt({ ...nights }, start, 5000));
  expect(asked({ ...nights })).toEqual(backwards.reverse());
});

test('sixteen years away is where sixteen years of open minutes end', () => {
  const start = at('2026-01-05T00:00:00Z');
  const due = dueAt(nights, start, 600_000);
  expect(elapsed(nights, start, due)).toBe(600_000);
  expect(elapsed(nights, start, asInstant(due - 1))).toBe(599_999);
  expect(due - start).toBeGreaterThan(16 * 365 * DAY);
});

test('a closure out of turn counts for nothing, wherever it begins', () => {
  const calendar = { ...nights, closures: [closed('2026-03-10T00:00:00Z', '2026-03-10T01:00:00Z')] };
  const start = at('2026-03-09T21:00:00Z');
  expect(dueAt(calendar, start, 240)).toBe(dueAt(nights, start, 300));
  expect(isOpen(calendar, at('2026-03-10T00:30:00Z'))).toBe(false);
  expect(nextOpening(calendar, at('2026-03-10T00:30:00Z'))).toBe(at('2026-03-10T01:30:00Z'));
  expect([...countedIn(calendar, start, at('2026-03-10T02:00:00Z'))]).toEqual([
    closed('2026-03-09T21:00:00Z', '2026-03-09T23:00:00Z'),
    closed('2026-03-09T23:00:00Z', '2026-03-10T00:00:00Z'),
    closed('2026-03-10T01:30:00Z', '2026-03-10T02:00:00Z'),
  ]);
});

const span = fc
  .tuple(fc.integer({ min: 0, max: 40 * 24 * 60 }), fc.integer({ min: 1, max: 9 * 24 * 60 }))
  .map(([begin, long]) => {
    const from = at('2026-03-15T00:00:00Z') + begin * MINUTE;
    return { from: asInstant(from), until: asInstant(from + long * MINUTE) };
  });

test('the intervals that count add up to the minutes that elapsed, whatever overlaps', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 5 }), fc.array(span, { maxLength: 4 }), span, (pauses, closures, asked) => {
      const calendar = { ...nights, closures };
      const counted = [...countedIn(calendar, asked.from, asked.until, pauses)];
      const sum = counted.reduce((total, { from, until }) => total + until - from, 0);
      expect(elapsed(calendar, asked.from, asked.until, pauses)).toBe(sum / MINUTE);
      const outside = [...pauses, ...closures].some((gap) =>
        counted.some(({ from, until }) => from < gap.until && gap.from < until),
      );
      expect(outside).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('a due instant is the earliest at which the minutes have passed, over pauses and closures', () => {
  fc.assert(
    fc.property(
      fc.array(span, { maxLength: 4 }),
      fc.array(span, { maxLength: 3 }),
      fc.integer({ min: 1, max: 4000 }),
      (pauses, closures, minutes) => {
        const calendar = { ...nights, closures };
        const start = at('2026-03-20T00:00:00Z');
        const due = dueAt(calendar, start, minutes, pauses);
        expect(elapsed(calendar, start, due, pauses)).toBe(minutes);
        expect(elapsed(calendar, start, asInstant(due - 1), pauses)).toBe(minutes - 1);
      },
    ),
    { numRuns: 300 },
  );
});

test('a pause without an end is no matter to what falls due before it', () => {
  const start = at('2026-03-09T21:00:00Z');
  const pause = [{ from: asInstant(start + 2 * HOUR), until: null }];
  expect(dueAt(nights, start, 120, pause)).toBe(start + 2 * HOUR);
  expect(() => dueAt(nights, start, 121, pause)).toThrow('paused without an end');
});
