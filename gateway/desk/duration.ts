/** A length of time as people write it: "2 hours", "90 minutes", "1 hour 30 minutes". */

const WRITTEN = /^(?:(\d{1,5}) hours?)?(?: ?(\d{1,5}) minutes?)?$/;

/** Whole minutes; null when it is not written like a duration. */
export function minutesIn(text: string): number | null {
  const [, hours, minutes] = WRITTEN.exec(text.trim()) ?? [];
  if (hours === undefined && minutes === undefined) return null;
  return Number(hours ?? 0) * 60 + Number(minutes ?? 0);
}

/** The other way round: 90 is "1 hour 30 minutes". */
export function durationOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours > 0 ? counted(hours, 'hour') : '', rest > 0 || hours === 0 ? counted(rest, 'minute') : ''];
  return parts.filter(Boolean).join(' ');
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
