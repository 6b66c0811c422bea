import { asInstant, DAY, type Instant } from './instant.ts';

/** A local date, "2026-03-10". Days are compared as text. */
export type Day = string;

/** A format takes a hundred times as long to make as to use; a desk has one zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date in a zone at an instant. @throws RangeError for a zone nobody knows */
export function dayOf(zone: string, at: Instant): Day {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, format);
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** A date of the calendar, written in ten characters. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  return Number.isFinite(at) && dayIn(at) === text;
}

/** How many days from one to the other; negative when it is before. */
export const daysBetween = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

export const daysAfter = (day: Day, days: number): Day => dayIn(Date.parse(day) + days * DAY);

/** The same day of a later month, or that month's last where it has no such day. */
export function monthsAfter(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return dayIn(Date.UTC(year, month - 1 + months, Math.min(date, last)));
}

/** Noon, in no zone: for wording a day, which must not slip into its neighbour. */
export const noonOf = (day: Day): Instant => asInstant(Date.parse(day) + DAY / 2);

const dayIn = (at: number): Day => new Date(at).toISOString().slice(0, 10);
