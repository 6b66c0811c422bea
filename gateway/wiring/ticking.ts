import { noChange } from '../desk/change.ts';
import { breach } from '../desk/clock.ts';
import { after } from '../desk/instant.ts';
import { CLOSES_AFTER } from '../desk/status.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import { changeTickets } from '../store/change.ts';
import { forgetOld, ticketsBreached, ticketsSolvedBefore } from '../store/due.ts';
import { readNow } from '../store/now.ts';
import type { Ticking } from '../tick.ts';

/** What one tick takes on at most, so that a night's backlog does not hold up the rest; the next tick takes more. */
export const AT_MOST = 200;

/** The story of time on this gateway's edges. */
export function ticking(heed: Pick<Edges, 'db'>, reached: Reached = unwatched): Ticking {
  const { db } = heed;
  return {
    now: () => readNow(db),
    async breach(now) {
      const ids = await ticketsBreached(db, now, AT_MOST);
      await changeTickets(db, ids, (tickets, at) =>
        tickets.map((ticket) => {
          const clocks = ticket.clocks.flatMap((clock) => breach(clock, at) ?? []);
          return {
            ticketId: ticket.id,
            now: at,
            change: {
              ...noChange(),
              clocks,
              events: clocks.map(({ target }) => ({ kind: 'breached', agentId: null, data: { target } })),
            },
          };
        }),
      );
      return ids.length;
    },
    async closeSolved(now) {
      const ids = await ticketsSolvedBefore(db, after(now, -CLOSES_AFTER), AT_MOST);
      await changeTickets(db, ids, (tickets, at) =>
        tickets
          .filter((ticket) => ticket.status === 'solved')
          .map((ticket) => ({
            ticketId: ticket.id,
            now: at,
            change: {
              ...noChange(),
              set: { status: 'closed' as const, closed_at: at },
              events: [{ kind: 'closed', agentId: null, data: { from: 'solved' } }],
            },
          })),
      );
      return ids.length;
    },
    forget: (now) => forgetOld(db, now),
    reached,
  };
}
