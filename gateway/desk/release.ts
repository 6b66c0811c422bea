import { type Calendar, countedIn } from './calendar.ts';
import { localInstant } from './calendar-zone.ts';
import { type Day, dayOf, daysAfter } from './days.ts';
import { asInstant, type Instant } from './instant.ts';

/** What ships. `day` is local to the calendar of whoever counts; null while nobody knows. */
export type Release = { id: number; name: string; day: Day | null; releasedAt: Instant | null };

/**
 * What the next release was, or will be, for something promised at `since`: the first that was released after that, else
 * the first of those to come, by their days; one without a day comes last. Null when none is planned.
 */
export function releaseFor(releases: readonly Release[], since: Instant): Release | null {
  const [first = null] = releases
    .filter(({ releasedAt }) => releasedAt === null || releasedAt > since)
    .sort((one, other) => later(one.releasedAt, other.releasedAt) || later(one.day, other.day) || one.id - other.id);
  return first;
}

/** What is not known comes after what is. */
function later(one: string | number | null, other: string | number | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : Number(one > other);
}

/**
 * Until when that is in time: the last opening of its day ends, or the day itself where the calendar does not open. One
 * that was released without a day had that of its release. Null while it has none, and for a day that was over before
 * the promise was made: that release is late, and says nothing until it has another day.
 */
export function releaseDue(calendar: Calendar, { day, releasedAt }: Release, since: Instant): Instant | null {
  const known = day ?? (releasedAt === null ? null : dayOf(calendar.timeZone, releasedAt));
  if (known === null) return null;
  const [begin, end] = [known, daysAfter(known, 1)].map((one) => localInstant(calendar.timeZone, `${one}T00:00`));
  if (!begin || !end) return null;
  let close: number = end;
  for (const { until } of countedIn(calendar, begin, end)) close = until;
  return close > since ? asInstant(close) : null;
}
