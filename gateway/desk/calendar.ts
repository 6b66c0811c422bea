import { type Stretch, stretchesOf } from './calendar-zone.ts';
import { asInstant, DAY, type Instant, MINUTE } from './instant.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** When a desk is open: wall times of an IANA zone, several a day, past midnight as two ("24:00" ends a day). */
export type Calendar = {
  timeZone: string;
  week: Partial<Record<(typeof WEEKDAYS)[number], [open: string, close: string][]>>;
  /** Local dates as 2026-12-25. */
  holidays: string[];
};

/** Time that does not count; an open end is null. */
export type Pause = { from: Instant; until: Instant | null };

export class CalendarError extends Error {}

/** Nobody closes a desk for longer; a calendar that does has no next opening. */
const LONGEST_CLOSURE = 3 * 366 * DAY;

/**
 * The earliest instant at which `minutes` open minutes have passed since `start`, pauses not counted; 0 is `start`.
 * @throws CalendarError when the calendar never opens
 */
export function dueAt(calendar: Calendar, start: Instant, minutes: number, pauses: readonly Pause[] = []): Instant {
  let left = minutes * MINUTE;
  if (left <= 0) return start;
  let reached: number = start;
  for (const { from, until } of openingsFrom(calendar, start)) {
    // A pause without an end has no due instant behind it; the clock that asks is paused and asks again.
    for (const [open, close] of withoutPauses(from, until, pauses)) {
      if (close - open >= left) return asInstant(open + left);
      left -= close - open;
      reached = close;
    }
    if (pauses.some((pause) => pause.until === null && pause.from <= reached)) break;
  }
  throw new CalendarError('This promise is paused without an end and is not due at any instant.');
}

/** Whole open minutes in [start, until), pauses not counted. */
export function elapsed(calendar: Calendar, start: Instant, until: Instant, pauses: readonly Pause[] = []): number {
  let open = 0;
  for (const opening of openings(calendar, start, until))
    for (const [from, close] of withoutPauses(opening.from, opening.until, pauses)) open += close - from;
  return Math.floor(open / MINUTE);
}

export function isOpen(calendar: Calendar, at: Instant): boolean {
  return !openings(calendar, at, asInstant(at + 1)).next().done;
}

/** `at` itself when it is open. @throws CalendarError when the calendar never opens */
export function nextOpening(calendar: Calendar, at: Instant): Instant {
  const { value } = openingsFrom(calendar, at).next();
  return value.from;
}

type Opening = { from: Instant; until: Instant };

/** Openings from `start` on, without end. */
function* openingsFrom(calendar: Calendar, start: Instant): Generator<Opening, never> {
  let from = start;
  for (;;) {
    let found = false;
    for (const opening of openings(calendar, from, asInstant(from + LONGEST_CLOSURE))) {
      found = true;
      yield opening;
    }
    if (!found) throw new CalendarError('This calendar does not open within three years.');
    from = asInstant(from + LONGEST_CLOSURE);
  }
}

/** Openings within [start, end), clipped to it, in order; walked day by day in whole numbers. */
function* openings(calendar: Calendar, start: Instant, end: Instant): Generator<Opening> {
  const { days, holidays } = compiled(calendar);
  for (const { from, until, offset } of stretchesBetween(calendar.timeZone, start, end)) {
    const last = Math.floor((until - 1 + offset) / DAY);
    for (let day = Math.floor((from + offset) / DAY); day <= last; day++) {
      if (holidays.has(day)) continue;
      // 1970-01-01 was a Thursday.
      for (const [open, close] of days[(((day + 4) % 7) + 7) % 7] ?? []) {
        const opens = Math.max(day * DAY + open - offset, from);
        const closes = Math.min(day * DAY + close - offset, until);
        if (opens < closes) yield { from: asInstant(opens), until: asInstant(closes) };
      }
    }
  }
}

function* stretchesBetween(timeZone: string, start: Instant, end: Instant): Generator<Stretch> {
  const lastYear = new Date(end).getUTCFullYear();
  for (let year = new Date(start).getUTCFullYear(); year <= lastYear; year++)
    for (const stretch of stretchesOf(timeZone, year)) {
      const from = Math.max(stretch.from, start);
      const until = Math.min(stretch.until, end);
      if (from < until) yield { from: asInstant(from), until: asInstant(until), offset: stretch.offset };
    }
}

function withoutPauses(from: number, until: number, pauses: readonly Pause[]): [number, number][] {
  let pieces: [number, number][] = [[from, until]];
  for (const pause of pauses) {
    const end = pause.until ?? Number.POSITIVE_INFINITY;
    pieces = pieces.flatMap(([a, b]): [number, number][] => {
      const rest: [number, number][] = [
        [a, Math.min(b, pause.from)],
        [Math.max(a, end), b],
      ];
      return rest.filter(([x, y]) => x < y);
    });
  }
  return pieces;
}

/** Per weekday the merged intervals in milliseconds of the day; holidays as day numbers. */
type Compiled = { days: [number, number][][]; holidays: Set<number> };

const compilations = new WeakMap<Calendar, Compiled>();

function compiled(calendar: Calendar): Compiled {
  const known = compilations.get(calendar);
  if (known) return known;
  const made: Compiled = {
    days: WEEKDAYS.map((weekday) =>
      merged((calendar.week[weekday] ?? []).map(([open, close]) => [timeOf(open), timeOf(close)])),
    ),
    holidays: new Set(calendar.holidays.map((date) => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY))),
  };
  compilations.set(calendar, made);
  return made;
}

function merged(intervals: [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [open, close] of intervals.filter(([a, b]) => a < b).sort((x, y) => x[0] - y[0])) {
    const last = result.at(-1);
    if (last && open <= last[1]) last[1] = Math.max(last[1], close);
    else result.push([open, close]);
  }
  return result;
}

/** "09:30" to milliseconds of the day. @throws CalendarError */
function timeOf(text: string): number {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  if (!(time <= 24 * 60) || Number(minutes) > 59)
    throw new CalendarError(`"${text}" is no time of day; write 09:30, or 24:00 for midnight.`);
  return time * MINUTE;
}
