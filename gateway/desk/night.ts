import { type Day, dayOf } from './days.ts';
import { after, HOUR, type Instant } from './instant.ts';

/** Nights begin about half past two: after the latest mail of an evening, before the first of a morning. */
const AFTER_MIDNIGHT = 2.5 * HOUR;

/**
 * The night an instant belongs to, as the local date ("2026-03-09") on which it began. Every local date has one night,
 * also where clocks change: those nights begin up to an hour early or late.
 * @throws RangeError for a zone nobody knows
 */
export function nightOf(zone: string, at: Instant): Day {
  return dayOf(zone, after(at, -AFTER_MIDNIGHT));
}
