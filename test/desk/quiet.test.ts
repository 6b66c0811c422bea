import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Weekday } from '../../gateway/desk/calendar.ts';
import { asInstant, DAY, HOUR, MINUTE } from '../../gateway/desk/instant.ts';
import {
  checkQuietHours,
  gathered,
  type HeldMail,
  held,
  type QuietHours,
  quietUntil,
} from '../../gateway/desk/quiet.ts';
import type { Claimed } from '../../gateway/desk/sending.ts';

const at = (text: string) => asInstant(Date.parse(text));
const night = ['22:00-07:00'];
const NIGHTS: QuietHours = {
  zone: 'Europe/Berlin',
  week: {
    mon: night,
    tue: night,
    wed: night,
    thu: night,
    fri: ['22:00-24:00'],
    sat: ['00:00-24:00'],
    sun: ['00:00-24:00'],
  },
};

describe('quiet time', () => {
  test.each([
    ['before it begins', '2026-03-03T21:59:00+01:00', null],
    ['from its first instant', '2026-03-03T22:00:00+01:00', '2026-03-04T07:00:00+01:00'],
    ['past midnight', '2026-03-04T03:00:00+01:00', '2026-03-04T07:00:00+01:00'],
    ['at its end', '2026-03-04T07:00:00+01:00', null],
    // Monday's early hours are no night of Sunday's: they are written with it.
    ['a weekend whole', '2026-03-06T23:00:00+01:00', '2026-03-09T00:00:00+01:00'],
    ['the night the clocks go forward', '2026-03-28T23:00:00+01:00', '2026-03-30T00:00:00+02:00'],
    ['the night the clocks go back', '2026-10-24T23:00:00+02:00', '2026-10-26T00:00:00+01:00'],
    ['a new year', '2026-12-31T23:30:00+01:00', '2027-01-01T07:00:00+01:00'],
  ])('%s', (_, now, until) => {
    expect(quietUntil(NIGHTS, at(now))).toBe(until === null ? null : at(until));
  });

  test('an hour that the clocks repeat is quiet both times', () => {
    const hours: QuietHours = { zone: 'Europe/Berlin', week: { sun: ['02:00-03:00'] } };
    expect(quietUntil(hours, at('2026-10-25T02:00:00+02:00'))).toBe(at('2026-10-25T03:00:00+01:00'));
  });

  const DAYS: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  const Time = fc.integer({ min: 0, max: 47 }).map((half) => `${two(Math.floor(half / 2))}:${half % 2 ? '30' : '00'}`);
  const Interval = fc.oneof(
    fc.constant('00:00-24:00'),
    fc
      .tuple(Time, Time)
      .filter(([open, close]) => open !== close)
      .map(([open, close]) => `${open}-${close}`),
  );
  const Hours = fc.record({
    zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'),
    week: fc.dictionary(fc.constantFrom(...DAYS), fc.array(Interval, { maxLength: 2 })),
  });
  // Around the changes of clocks. Whatever begins or ends does so on a quarter hour: Kathmandu is 45 minutes off.
  const Half = fc
    .tuple(
      fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-12-31'),
      fc.integer({ min: -96, max: 96 }),
    )
    .map(([day, halves]) => asInstant(Date.parse(`${day}T00:00:00Z`) + halves * 30 * MINUTE));

  test('is over at the first instant that a walk over local times finds outside of it', () => {
    fc.assert(
      fc.property(Hours, Half, (hours, now) => {
        let until: number = now;
        while (until - now < 8 * DAY && isQuiet(hours, until)) until += 15 * MINUTE;
        expect(quietUntil(hours, now)).toBe(until === now ? null : Math.min(until, now + 8 * DAY));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  test('that never ends, a zone or an interval that is none, are refused in words', () => {
    const whole = ['00:00-24:00'];
    const always = Object.fromEntries(DAYS.map((day) => [day, whole]));
    expect(() => checkQuietHours({ zone: 'UTC', week: always })).toThrow('must end at some time of the week');
    expect(() => checkQuietHours({ zone: 'UTC', week: { ...always, sun: ['00:00-23:00'] } })).not.toThrow();
    expect(() => checkQuietHours({ zone: 'Europe/Nowhere', week: {} })).toThrow('no time zone');
    expect(() => checkQuietHours({ zone: 'UTC', week: { mon: ['late'] } })).toThrow('no interval');
  });

  /** What the wall clock says, by Intl, and the hours as they are written: nothing of the code under test. */
  function isQuiet({ zone, week }: QuietHours, instant: number): boolean {
    const parts = Object.fromEntries(
      formatOf(zone)
        .formatToParts(instant)
        .map(({ type, value }) => [type, value]),
    );
    const today = DAYS.indexOf(parts.weekday?.toLowerCase() as Weekday);
    const time = `${parts.hour}:${parts.minute}`;
    const of = (day: Weekday | undefined) => (day ? (week[day] ?? []) : []).map((text) => text.split('-'));
    const todays = of(DAYS[today]).some(([open = '', close = '']) =>
      open < close ? open <= time && time < close : open <= time,
    );
    const yesterdays = of(DAYS[(today + 6) % 7]).some(([open = '', close = '']) => close < open && time < close);
    return todays || yesterdays;
  }
});

const two = (number: number) => String(number).padStart(2, '0');
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-US', options);
  formats.set(timeZone, made);
  return made;
}

const row = (kind: Claimed['kind'], address = 'Grace@desk.example'): Claimed => ({
  id: 1,
  fence: 2,
  kind,
  ticketId: 1,
  messageId: null,
  mailboxId: 1,
  webhookId: null,
  envelope: { to: [{ name: 'Grace', address }], cc: [] },
  content: {},
  headerMessageId: null,
  mimeSha256: null,
  attempts: 1,
  sends: 0,
  queuedAt: asInstant(0),
  expiresAt: null,
});

describe('what waits', () => {
  const quiet = new Map([['grace@desk.example', NIGHTS]]);
  const now = at('2026-03-03T23:00:00+01:00');

  test.each(['notice', 'alert'] as const)('%s to an agent in quiet hours', (kind) => {
    expect(held(row(kind), quiet, now)).toMatchObject({ state: 'held', runAt: at('2026-03-04T07:00:00+01:00') });
    expect(held(row(kind), quiet, asInstant(now - 2 * HOUR))).toBeNull();
    expect(held(row(kind, 'alan@desk.example'), quiet, now)).toBeNull();
  });

  test.each(['page', 'answer', 'acknowledgement', 'webhook'] as const)('never %s', (kind) => {
    expect(held(row(kind), quiet, now)).toBeNull();
  });
});

test('what was held comes as one mail of each kind to each, and loses nothing', () => {
  const mail = (id: number, address: string, changed: Partial<HeldMail> = {}): HeldMail => ({
    id,
    kind: 'notice',
    address,
    content: { items: [id] },
    fresh: true,
    ...changed,
  });
  const { carrying, carried } = gathered([
    mail(1, 'grace@desk.example'),
    mail(2, 'alan@desk.example'),
    mail(3, 'Grace@desk.example'),
    mail(4, 'grace@desk.example', { kind: 'alert', content: { findings: ['a'] } }),
    mail(5, 'grace@desk.example', { fresh: false }),
    mail(6, 'grace@desk.example'),
  ]);
  expect(carrying.map(({ id, content }) => [id, content])).toEqual([
    [1, { items: [1, 3, 6] }],
    [2, { items: [2] }],
    [4, { findings: ['a'] }],
    [5, { items: [5] }],
  ]);
  expect(carried).toEqual([3, 6]);
});
