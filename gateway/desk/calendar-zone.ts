import { Temporal } from 'temporal-polyfill';
import { asInstant, type Instant, MINUTE } from './instant.ts';

/** A stretch of time in which a zone keeps one offset to UTC; `until` is not part of it. Milliseconds. */
export type Stretch = { from: Instant; until: Instant; offset: number };

/** Known stretches by zone and UTC year: time zones change only with the software. */
const known = new Map<string, Stretch[]>();

/** The stretches of a UTC year, in order. @throws RangeError for a zone nobody knows */
export function stretchesOf(timeZone: string, year: number): Stretch[] {
  const key = `${timeZone} ${year}`;
  const found = known.get(key) ?? readStretches(timeZone, year);
  known.set(key, found);
  return found;
}

function readStretches(timeZone: string, year: number): Stretch[] {
  const end = Date.UTC(year + 1, 0);
  const stretches: Stretch[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0)).toZonedDateTimeISO(timeZone);
  while (at.epochMilliseconds < end) {
    const next = at.getTimeZoneTransition('next');
    const until = Math.min(next?.epochMilliseconds ?? end, end);
    stretches.push({
      from: asInstant(at.epochMilliseconds),
      until: asInstant(until),
      offset: at.offsetNanoseconds / 1e6,
    });
    if (!next) break;
    at = next;
  }
  return stretches;
}

/** Whether this runtime knows a zone by that name. */
export function isZone(timeZone: string): boolean {
  try {
    stretchesOf(timeZone, 2026);
    return true;
  } catch {
    return false;
  }
}

/** Whole minutes since 1970 as the wall clock of a zone counts them. */
export function localMinute(timeZone: string, at: Instant): number {
  const stretches = stretchesOf(timeZone, new Date(at).getUTCFullYear());
  const { offset } = stretches.findLast(({ from }) => from <= at) ?? { offset: 0 };
  return Math.floor((at + offset) / MINUTE);
}

/** The instant of a local date and time, "2026-03-10T12:00"; one that the clocks skip is moved on. Null for no date. */
export function localInstant(timeZone: string, text: string): Instant | null {
  try {
    return asInstant(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return null;
  }
}
