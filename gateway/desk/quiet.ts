import { type Calendar, countedIn, type Weekday } from './calendar.ts';
import { isZone } from './calendar-zone.ts';
import type { OutboxKind } from './change.ts';
import { DeskError } from './error.ts';
import { weekOf } from './hours.ts';
import { after, asInstant, DAY, type Instant } from './instant.ts';
import type { Claimed, Outcome } from './sending.ts';

/** When an agent hears of nothing but pages: hours of a week in a zone. "22:00-07:00" goes on into the next day. */
export type QuietHours = { zone: string; week: Partial<Record<Weekday, string[]>> };

/** A week and a day: quiet for as long, it is quiet for ever. */
const FURTHEST = 8 * DAY;

/** When the quiet time that `at` lies in is over; null when it lies in none. Hours that touch are one quiet time. */
export function quietUntil(hours: QuietHours, at: Instant): Instant | null {
  let until: number = at;
  for (const stretch of countedIn(calendarOf(hours), at, after(at, FURTHEST))) {
    if (stretch.from > until) break;
    until = stretch.until;
  }
  return until === at ? null : asInstant(until);
}

const calendars = new WeakMap<QuietHours, Calendar>();

/** A calendar that is open while it is quiet. */
function calendarOf(hours: QuietHours): Calendar {
  const known = calendars.get(hours);
  if (known) return known;
  const made: Calendar = { timeZone: hours.zone, week: weekOf(WHOSE, hours.week), holidays: [] };
  calendars.set(hours, made);
  return made;
}

const WHOSE = 'Quiet hours';

/** @throws DeskError invalid: no zone, no interval, or no end to it */
export function checkQuietHours(hours: QuietHours): void {
  if (!isZone(hours.zone))
    throw new DeskError('invalid', `"${hours.zone}" is no time zone; write one such as "Europe/Berlin".`);
  const monday = asInstant(Date.UTC(2026, 0, 5));
  if (quietUntil(hours, monday) === after(monday, FURTHEST))
    throw new DeskError('invalid', 'Quiet hours must end at some time of the week: leave out an hour of some day.');
}

/** Pages go through at any time, and so does what is for customers and machines. */
const GOES_THROUGH: readonly OutboxKind[] = ['page', 'answer', 'acknowledgement', 'webhook', 'progress'];

/** By the address of an agent, lower-cased. */
export type QuietAgents = ReadonlyMap<string, QuietHours>;

export const mayWait = ({ kind }: Pick<Claimed, 'kind'>): boolean => !GOES_THROUGH.includes(kind);

/** A mail to an agent whose quiet time it is waits until that is over; null lets it go. */
export function held(row: Claimed, quiet: QuietAgents, now: Instant): Outcome | null {
  const hours = mayWait(row) ? quiet.get(row.envelope.to[0]?.address.toLowerCase() ?? '') : undefined;
  const until = hours ? quietUntil(hours, now) : null;
  if (until === null) return null;
  return {
    id: row.id,
    fence: row.fence,
    state: 'held',
    reason: 'These are quiet hours of whom it is for.',
    runAt: until,
    seenMessageId: null,
    sends: row.sends,
  };
}

/** A mail that was held and may go now; `fresh`: none of its bytes can have reached a server. */
export type HeldMail = {
  id: number;
  kind: OutboxKind;
  address: string;
  content: Record<string, unknown>;
  fresh: boolean;
};

/**
 * What was held for somebody comes together: of each kind the first mail tells what the others would have told, and
 * those do not go out. A mail that may have gone out before stays what it was.
 */
export function gathered(mails: readonly HeldMail[]): { carrying: HeldMail[]; carried: number[] } {
  const first = new Map<string, HeldMail>();
  const carrying: HeldMail[] = [];
  const carried: number[] = [];
  for (const mail of mails) {
    const key = `${mail.kind} ${mail.address.toLowerCase()}`;
    const one = mail.fresh ? first.get(key) : undefined;
    if (one) {
      one.content = joined(one.content, mail.content);
      carried.push(mail.id);
      continue;
    }
    const copy = { ...mail };
    if (mail.fresh) first.set(key, copy);
    carrying.push(copy);
  }
  return { carrying, carried };
}

/** Lists one after the other; what is no list is of the first. */
function joined(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const lists = Object.entries(other).flatMap(([name, list]) => {
    const before = one[name];
    return Array.isArray(list) && Array.isArray(before) ? [[name, [...before, ...list]]] : [];
  });
  return { ...one, ...Object.fromEntries(lists) };
}
