import type { TicketRow } from '../../gateway/api/shapes.ts';
import { DAY } from '../../gateway/desk/instant.ts';
import { now } from '../state/now.ts';
import { countdown, nameOf, runningClock, standingOf } from '../state/promise.ts';

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' });
const date = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });
const dateOfYear = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

const dayOfYear = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', month: 'long', day: 'numeric' });
const dayOfAnyYear = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', dateStyle: 'long' });

/** A day of the calendar, "2026-03-10", which no zone moves. */
export const dayWords = (day: string): string =>
  (day.startsWith(`${new Date(now.value).getFullYear()}`) ? dayOfYear : dayOfAnyYear).format(Date.parse(day));

/** An instant in full, in the reader's zone. */
export const fully = (at: number): string => whole.format(at);

/** An instant as short as it can be and still be clear today. */
export function shortly(at: number, today: number): string {
  const day = (instant: number) => new Date(instant).toDateString();
  if (day(at) === day(today)) return time.format(at);
  if (Math.abs(today - at) < 6 * DAY) return weekday.format(at);
  return new Date(at).getFullYear() === new Date(today).getFullYear() ? date.format(at) : dateOfYear.format(at);
}

export function When({ at }: { at: number }) {
  return (
    <time class="when" dateTime={new Date(at).toISOString()} title={fully(at)}>
      {shortly(at, now.value)}
    </time>
  );
}

/** The running promise of a ticket; when none runs, how it stands instead. */
export function PromiseBadge({ ticket }: { ticket: TicketRow }) {
  const clock = runningClock(ticket);
  if (clock?.dueAt) {
    const { words, tone } = countdown(clock.dueAt, now.value);
    const what = nameOf(clock);
    return (
      <span class={`promise ${tone}`} title={`${what} due ${fully(clock.dueAt)}`}>
        <span class="unseen">{what} </span>
        {words}
      </span>
    );
  }
  return <span class="promise none">{standing(ticket)}</span>;
}

const standing = (ticket: TicketRow): string =>
  ticket.status === 'waiting'
    ? `on ${ticket.waitingOn ?? 'customer'}`
    : ticket.status === 'open'
      ? standingOf(ticket).why
      : ticket.status;
