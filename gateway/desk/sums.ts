import { countedIn, elapsed } from './calendar.ts';
import { localMinute } from './calendar-zone.ts';
import type { ClockState, Target } from './change.ts';
import { ruleMoments } from './clock.ts';
import type { Day } from './days.ts';
import { DAY, type Instant, MINUTE } from './instant.ts';
import type { Moved } from './moved.ts';
import { calendarOf, type Policy } from './policy.ts';

/** How a promise came to its instant: what was counted, what was not, and what its rules did or will do. */
export type Sums = {
  target: Target;
  policy: string;
  timeZone: string;
  /** Promised minutes; null with the next release. */
  minutes: number | null;
  /** That release, where it is known. */
  release: { name: string; day: Day | null } | null;
  startedAt: Instant;
  dueAt: Instant | null;
  /** Minutes counted until it was met, or until now. */
  elapsed: number;
  counted: { from: Instant; until: Instant }[];
  /** Only the newest intervals are shown. */
  more: boolean;
  pauses: { from: Instant; until: Instant | null }[];
  /** Local dates between start and end on which the calendar was closed all day. */
  holidays: string[];
  closures: { from: Instant; until: Instant }[];
  rules: { rule: string; at: Instant; firedAt: Instant | null }[];
  /** What moved it, by the event that did, oldest first. */
  moves: { at: Instant; by: string; from: Instant | null; to: Instant | null }[];
};

/** A promise that moved, as an event of its ticket tells. */
export type Move = Moved & { at: Instant; by: string };

// Half a year of mornings and afternoons; nobody adds up more by hand.
const MOST_INTERVALS = 250;

export function sumsOf(policy: Policy, clock: ClockState, now: Instant, moves: readonly Move[]): Sums {
  const calendar = calendarOf(policy, clock.priority);
  const pauses = clock.pausedAt === null ? clock.pauses : [...clock.pauses, { from: clock.pausedAt, until: null }];
  const stop = clock.metAt ?? now;
  const end = clock.metAt === null && clock.dueAt !== null && clock.pausedAt === null ? later(clock.dueAt, stop) : stop;
  const counted = [...countedIn(calendar, clock.startedAt, end, pauses)];
  const [first, last] = [dateOf(calendar.timeZone, clock.startedAt), dateOf(calendar.timeZone, end)];
  return {
    target: clock.target,
    policy: policy.name,
    timeZone: calendar.timeZone,
    minutes: clock.minutes,
    release: policy.releases.find(({ id }) => id === clock.releaseId) ?? null,
    startedAt: clock.startedAt,
    dueAt: clock.dueAt,
    elapsed: elapsed(calendar, clock.startedAt, stop, pauses),
    counted: counted.slice(-MOST_INTERVALS),
    more: counted.length > MOST_INTERVALS,
    pauses,
    holidays: calendar.holidays.filter((date) => first <= date && date <= last).sort(),
    closures: (calendar.closures ?? []).filter(({ from, until }) => until > clock.startedAt && from < end),
    rules: [
      ...clock.fired.map(({ rule, at }) => ({ rule, at, firedAt: at })),
      ...(clock.metAt === null ? ruleMoments(policy, clock) : []).map((one) => ({ ...one, firedAt: null })),
    ],
    // One of before it began anew is none of this one's.
    moves: moves
      .filter(({ target, at }) => target === clock.target && at >= clock.startedAt)
      .map(({ at, by, from, to }) => ({ at, by, from, to })),
  };
}

const later = (one: Instant, other: Instant): Instant => (one > other ? one : other);

const dateOf = (timeZone: string, at: Instant): string =>
  new Date(Math.floor((localMinute(timeZone, at) * MINUTE) / DAY) * DAY).toISOString().slice(0, 10);
