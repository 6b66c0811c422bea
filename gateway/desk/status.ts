import type { Status } from './change.ts';
import { DAY } from './instant.ts';

/** Who moves a ticket. A robot's mail moves nothing. */
export type Mover = 'agent' | 'customer' | 'robot' | 'time';

/** The one table of who may move what to where. */
const MOVES: Record<Mover, Record<Status, readonly Status[]>> = {
  agent: {
    open: ['waiting', 'solved', 'closed'],
    waiting: ['open', 'solved', 'closed'],
    solved: ['open', 'closed'],
    closed: ['open'],
  },
  customer: { open: [], waiting: ['open'], solved: ['open'], closed: ['open'] },
  robot: { open: [], waiting: [], solved: [], closed: [] },
  time: { open: [], waiting: [], solved: ['closed'], closed: [] },
};

export const mayMove = (mover: Mover, from: Status, to: Status): boolean => MOVES[mover][from].includes(to);

/** A ticket closed for longer stays closed: whoever answers it has a new request, which is linked to it. In milliseconds. */
export const REOPENS_WITHIN = 30 * DAY;

/** A solved ticket nobody answers is closed after this, in milliseconds. */
export const CLOSES_AFTER = 7 * DAY;
