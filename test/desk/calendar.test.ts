import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueCases } from '../../gateway/cli/due.ts';
import { type Calendar, CalendarError, dueAt, elapsed, isOpen, nextOpening } from '../../gateway/desk/calendar.ts';
import { asInstant, type Instant, MINUTE } from '../../gateway/desk/instant.ts';

const vectors = readFileSync('../shared/vectors/business-time.jsonl', 'utf8');
const at = (text: string) => asInstant(Date.parse(text));

test('all cases of an independent minute-by-minute walk agree', () => {
  const expected = vectors
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((line) => 'id' in line)
    .map(({ id, due, elapsed: open }) => ({ id, due, elapsed: open }));
  expect(expected.length).toBeGreaterThanOrEqual(300);
  expect([...dueCases(vectors)]).toEqual(expected);
});

const nineToFive: Calendar = {
  timeZone: 'America/New_York',
  week: {
    mon: [['09:00', '17:00']],
    tue: [['09:00', '17:00']],
    wed: [['09:00', '17:00']],
    thu: [['09:00', '17:00']],
    fri: [['09:00', '17:00']],
  },
  holidays: ['2026-03-09'],
};

test.each([
  [
    'a mail on Friday afternoon runs on after the weekend and the holiday',
    '2026-03-06T21:00:00Z',
    120,
    '2026-03-10T14:00:00Z',
  ],
  ['zero minutes is the start itself, open or not', '2026-03-07T21:00:00Z', 0, '2026-03-07T21:00:00Z'],
  ['minutes that end with the day are due at its close', '2026-03-06T20:00:00Z', 120, '2026-03-06T22:00:00Z'],
])('%s', (_, start, minutes, due) => {
  expect(new Date(dueAt(nineToFive, at(start), minutes)).toISOString()).toBe(due.replace('Z', '.000Z'));
});

test('a calendar that never opens is an error, not a loop', () => {
  expect(() => dueAt({ timeZone: 'UTC', week: {}, holidays: [] }, at('2026-01-01T00:00:00Z'), 1)).toThrow(
    CalendarError,
  );
});

test('the next opening of a closed desk is the morning after the holiday', () => {
  expect(nextOpening(nineToFive, at('2026-03-07T12:00:00Z'))).toBe(at('2026-03-10T13:00:00Z'));
});

/** The definition, minute by minute: open iff the local wall time is in an interval of that weekday and no holiday. */
function walked(calendar: Calendar, from: Instant, until: Instant): number {
  const wall = new Intl.DateTimeFormat('en-CA', {
    timeZone: calendar.timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let open = 0;
  for (let t: number = from; t < until; t += MINUTE) {
    const part = Object.fromEntries(wall.formatToParts(t).map(({ type, value }) => [type, value]));
    if (calendar.holidays.includes(`${part.year}-${part.month}-${part.day}`)) continue;
    const weekday = part.weekday?.toLowerCase() as keyof Calendar['week'];
    const time = `${part.hour}:${part.minute}`;
    if ((calendar.week[weekday] ?? []).some(([opens, closes]) => opens <= time && time < closes)) open++;
  }
  return open;
}

const clockTime = fc
  .integer({ min: 0, max: 95 })
  .map(
    (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`,
  );
const interval = fc
  .tuple(clockTime, fc.oneof(clockTime, fc.constant('24:00')))
  .filter(([a, b]) => a < b) as fc.Arbitrary<[string, string]>;
const calendars = fc.record({
  timeZone: fc.constantFrom(
    'America/New_York',
    'Europe/London',
    'Australia/Lord_Howe',
    'America/Santiago',
    'Asia/Kolkata',
    'Pacific/Apia',
  ),
  week: fc.record({
    sun: fc.array(interval, { maxLength: 3 }),
    mon: fc.array(interval, { maxLength: 2 }),
    sat: fc.array(interval, { maxLength: 2 }),
    wed: fc.array(interval, { minLength: 1, maxLength: 3 }),
  }),
  holidays: fc.subarray(['2026-03-08', '2026-04-05', '2026-10-25', '2026-11-01']),
});
// Around the nights on which these zones change their clocks.
const starts = fc
  .tuple(
    fc.constantFrom(
      '2026-03-07T00:00:00Z',
      '2026-04-03T12:00:00Z',
      '2026-09-05T00:00:00Z',
      '2026-10-24T00:00:00Z',
      '2026-10-31T00:00:00Z',
    ),
    fc.integer({ min: 0, max: 2880 }),
  )
  .map(([day, minutes]) => asInstant(Date.parse(day) + minutes * MINUTE));

test('elapsed minutes are what a walk over every minute counts, over every change of clocks', () => {
  fc.assert(
    fc.property(calendars, starts, fc.integer({ min: 1, max: 3000 }), (calendar, start, minutes) => {
      const until = asInstant(start + minutes * MINUTE);
      expect(elapsed(calendar, start, until)).toBe(walked(calendar, start, until));
    }),
    { numRuns: 60 },
  );
});

test('a due instant is the earliest at which the minutes have passed, and one minute before they have not', () => {
  fc.assert(
    fc.property(calendars, starts, fc.integer({ min: 1, max: 900 }), (calendar, start, minutes) => {
      const due = dueAt(calendar, start, minutes);
      expect(elapsed(calendar, start, due)).toBe(minutes);
      expect(isOpen(calendar, asInstant(due - 1))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
