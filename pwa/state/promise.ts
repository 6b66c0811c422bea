import type { TicketRow } from '../../gateway/api/shapes.ts';
import { DAY, HOUR, MINUTE } from '../../gateway/desk/instant.ts';

type Clock = TicketRow['clocks'][number];
export type Tone = 'calm' | 'soon' | 'late' | 'none';
export type Countdown = { words: string; tone: Tone };

// The last hour of a promise is when an agent should drop other things.
const SOON = HOUR;

/** The promise that counts now: the first answer until it was given, then the resolution. null when none runs. */
export function runningClock(ticket: TicketRow): Clock | null {
  if (ticket.status === 'solved' || ticket.status === 'closed') return null;
  const open = ticket.clocks.filter((clock) => clock.metAt === null && clock.dueAt !== null && clock.pausedAt === null);
  return open.find((clock) => clock.target === 'first response') ?? open[0] ?? null;
}

/** A promise in as few words as a row has room for: "in 1 h 20 min", "overdue 12 min". */
export function countdown(dueAt: number, at: number): Countdown {
  const left = dueAt - at;
  if (left < 0) return { words: `overdue ${span(-left)}`, tone: 'late' };
  return { words: `in ${span(left)}`, tone: left <= SOON ? 'soon' : 'calm' };
}

/** A length of time with at most two units. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) return 'under 1 min';
  if (minutes < HOUR / MINUTE) return `${minutes} min`;
  if (milliseconds < DAY) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.floor(milliseconds / HOUR);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

const two = (big: number, unit: string, small: number, smaller: string): string =>
  small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${smaller}`;
