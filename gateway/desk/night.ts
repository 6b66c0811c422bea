import { HOUR, type Instant } from './instant.ts';

/** Nights begin about half past two: after the latest mail of an evening, before the first of a morning. */
const AFTER_MIDNIGHT = 2.5 * HOUR;

/**
 * The night an instant belongs to, as the local date ("2026-03-09") on which it began. Every local date has one night,
 * also where clocks change: those nights begin up to an hour early or late.
 * @throws RangeError for a zone nobody knows
 */
export function nightOf(zone: string, at: Instant): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const parts = new Map(format.formatToParts(at - AFTER_MIDNIGHT).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}
