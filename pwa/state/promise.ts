import type { TicketRow } from '../../gateway/api/shapes.ts';
import { DAY, HOUR, MINUTE } from '../../gateway/desk/instant.ts';

type Clock = TicketRow['clocks'][number];
export type Tone = 'calm' | 'soon' | 'late' | 'none';
export type Countdown = { words: string; tone: Tone };

// The last hour of a promise is when an agent should drop other things.
const SOON = HOUR;

/** The promise that counts now: the answer that is owed, else the resolution. null when none runs. */
export function runningClock(ticket: TicketRow): Clock | null {
  if (ticket.status === 'solved' || ticket.status === 'closed') return null;
  const open = ticket.clocks.filter((clock) => clock.metAt === null && clock.dueAt !== null && clock.pausedAt === null);
  const answer = open.find(({ target }) => target === 'first response' || target === 'next response');
  return answer ?? open[0] ?? null;
}

/** Where a ticket stands in the list: what is late first, what waits on others last. */
export const SECTIONS = ['Overdue', 'Within the hour', 'Today', 'Later', 'No deadline', 'Waiting'] as const;
export type Section = (typeof SECTIONS)[number];

export function sectionOf(ticket: TicketRow, at: number): Section {
  const dueAt = runningClock(ticket)?.dueAt ?? null;
  if (dueAt === null) return ticket.status === 'waiting' ? 'Waiting' : 'No deadline';
  if (dueAt < at) return 'Overdue';
  if (dueAt - at <= SOON) return 'Within the hour';
  return new Date(dueAt).toDateString() === new Date(at).toDateString() ? 'Today' : 'Later';
}

/** What a ticket promises now, for its head: which promise, when, and how much is left. */
export type Standing = { what: string; dueAt: number | null; why: string };

export function standingOf(ticket: TicketRow): Standing {
  const { status, clocks } = ticket;
  if (status === 'solved') return { what: 'Solved', dueAt: null, why: 'closes by itself after 7 days' };
  if (status === 'closed') return { what: 'Closed', dueAt: null, why: 'a reply opens it again' };
  const clock = runningClock(ticket);
  if (clock) return { what: nameOf(clock), dueAt: clock.dueAt, why: '' };
  if (status === 'waiting')
    return { what: `Waiting on ${ticket.waitingOn ?? 'customer'}`, dueAt: null, why: 'the clock is paused' };
  const [open] = clocks.filter(({ metAt }) => metAt === null);
  return open
    ? { what: nameOf(open), dueAt: null, why: whenOf(open) }
    : { what: 'Every promise is kept', dueAt: null, why: '' };
}

/** With what a promise comes that has no instant yet. */
export const whenOf = ({ target, release }: Pick<Clock, 'target' | 'release'>): string =>
  target === 'resolution'
    ? `with ${release ? `release ${release.name}` : 'the next release'}`
    : 'not promised any more';

export const nameOf = ({ target }: Pick<Clock, 'target'>): string =>
  ({
    'first response': 'First answer',
    'next response': 'Next answer',
    resolution: 'Resolution',
    'periodic update': 'Update',
  })[target];

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
