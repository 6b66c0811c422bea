import { Timeline } from './calendar-years.ts';
import { asInstant, DAY, type Instant, MINUTE } from './instant.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a desk is open: wall times of an IANA zone, several a day, past midnight as two ("24:00" ends a day). */
export type Calendar = {
  timeZone: string;
  week: Partial<Record<Weekday, [open: string, close: string][]>>;
  /** Local dates as 2026-12-25. */
  holidays: string[];
  /** Closed once, out of turn. */
  closures?: { from: Instant; until: Instant }[];
};

/** Time that does not count; an open end is null. */
export type Pause = { from: Instant; until: Instant | null };

export class CalendarError extends Error {}

/**
 * The earliest instant at which `minutes` open minutes have passed since `start`, pauses not counted; 0 is `start`.
 * A few comparisons, however far away that is.
 * @throws CalendarError when the calendar never opens
 */
export function dueAt(calendar: Calendar, start: Instant, minutes: number, pauses: readonly Pause[] = []): Instant {
  const left = minutes * MINUTE;
  return left <= 0 ? start : reached(calendar, start, left, pauses);
}

function reached(calendar: Calendar, start: Instant, left: number, pauses: readonly Pause[]): Instant {
  const timeline = timelineOf(calendar, start);
  let total = timeline.openUntil(start) + left;
  for (const { from, until } of notCounted(calendar, pauses, start)) {
    // What is reached before the pause begins does not see it.
    if (timeline.openUntil(from) >= total) break;
    if (until === null) throw new CalendarError('This promise is paused without an end and is not due at any instant.');
    total += timeline.openUntil(until) - timeline.openUntil(from);
  }
  const due = timeline.reaches(total);
  if (due === null) throw new CalendarError('This calendar does not open within three years.');
  return due;
}

/** Whole open minutes in [start, until), pauses not counted. */
export function elapsed(calendar: Calendar, start: Instant, until: Instant, pauses: readonly Pause[] = []): number {
  if (until <= start) return 0;
  const timeline = timelineOf(calendar, start);
  let open = timeline.openUntil(until) - timeline.openUntil(start);
  for (const pause of notCounted(calendar, pauses, start)) {
    if (pause.from >= until) break;
    open -= timeline.openUntil(Math.min(pause.until ?? until, until)) - timeline.openUntil(pause.from);
  }
  return Math.floor(open / MINUTE);
}

export function isOpen(calendar: Calendar, at: Instant): boolean {
  return !countedIn(calendar, at, asInstant(at + 1)).next().done;
}

/** `at` itself when it is open. @throws CalendarError when the calendar never opens */
export function nextOpening(calendar: Calendar, at: Instant): Instant {
  return asInstant(reached(calendar, at, 1, []) - 1);
}

/** The intervals of [start, until) that count, in order: open, and neither closed out of turn nor paused. */
export function* countedIn(
  calendar: Calendar,
  start: Instant,
  until: Instant,
  pauses: readonly Pause[] = [],
): Generator<{ from: Instant; until: Instant }> {
  const gaps = notCounted(calendar, pauses, start);
  for (const opening of timelineOf(calendar, start).openings(start, until)) {
    let from: number = opening.from;
    for (const gap of gaps) {
      if (gap.from >= opening.until || (gap.until ?? Number.POSITIVE_INFINITY) <= from) continue;
      if (gap.from > from) yield { from: asInstant(from), until: gap.from };
      from = Math.min(gap.until ?? opening.until, opening.until);
    }
    if (from < opening.until) yield { from: asInstant(from), until: opening.until };
  }
}

/** Pauses and closures after `start`, in order, those that overlap made one. */
function notCounted({ closures }: Calendar, pauses: readonly Pause[], start: Instant): Pause[] {
  if (pauses.length === 0 && (closures === undefined || closures.length === 0)) return [];
  const joined: Pause[] = [];
  for (const pause of [...pauses, ...(closures ?? [])].sort((a, b) => a.from - b.from)) {
    if (pause.until !== null && pause.until <= Math.max(start, pause.from)) continue;
    const from = asInstant(Math.max(pause.from, start));
    const last = joined.at(-1);
    if (last && (last.until === null || from <= last.until))
      last.until = last.until === null || pause.until === null ? null : asInstant(Math.max(last.until, pause.until));
    else joined.push({ from, until: pause.until });
  }
  return joined;
}

const timelines = new WeakMap<Calendar, Timeline>();

function timelineOf(calendar: Calendar, start: Instant): Timeline {
  const known = timelines.get(calendar);
  if (known) return known;
  const { days, holidays } = compiled(calendar);
  const made = new Timeline({ timeZone: calendar.timeZone, days, holidays }, start);
  timelines.set(calendar, made);
  return made;
}

/** Per weekday the merged intervals in milliseconds of the day; holidays as day numbers. */
type Compiled = { days: [number, number][][]; holidays: Set<number> };

function compiled(calendar: Calendar): Compiled {
  return {
    days: WEEKDAYS.map((weekday) =>
      merged((calendar.week[weekday] ?? []).map(([open, close]) => [timeOf(open), timeOf(close)])),
    ),
    holidays: new Set(calendar.holidays.map((date) => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY))),
  };
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
