import type { Arrival } from './arrival.ts';
import type { TicketFacts } from './facts.ts';
import { MINUTE } from './instant.ts';
import type { Letter } from './letter.ts';

/**
 * One sender's tickets of the last CROWD_WITHIN. Six a minute is no person and no busy form: a program runs away, or
 * somebody means harm. What more it sends is gathered in its newest ticket, where an agent may split any of it off.
 */
export const CROWD = 60;
/** Milliseconds. */
export const CROWD_WITHIN = 10 * MINUTE;

export type Crowd = {
  /** Tickets the sender has lately opened, those decided a moment ago among them; CROWD stands for any more. */
  opened: number;
  /** The newest of them; null while nobody can join it: it is just being written. */
  newest: TicketFacts | null;
};

/** Where a mail that would open one ticket too many goes; null when it opens its own. */
export function gathering(letter: Letter, crowd: Crowd, { imported, wanted }: Arrival): TicketFacts | 'later' | null {
  // Old mail comes in at once, and an agent who asks for a ticket gets one.
  if (crowd.opened < CROWD || imported || wanted || letter.from === null) return null;
  return crowd.newest ?? 'later';
}
