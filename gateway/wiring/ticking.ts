import { type Change, noChange } from '../desk/change.ts';
import { dayOf } from '../desk/days.ts';
import { gatherNotices, type People, timePasses } from '../desk/escalate.ts';
import type { TicketFacts } from '../desk/facts.ts';
import { followPolicy } from '../desk/follow-policy.ts';
import { after, type Instant, MINUTE } from '../desk/instant.ts';
import { pageOn } from '../desk/page.ts';
import { gathered } from '../desk/quiet.ts';
import { CLOSES_AFTER } from '../desk/status.ts';
import { missedTest, testsDue } from '../desk/test-page.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import { agents } from '../store/agents.ts';
import { changeTickets } from '../store/change.ts';
import { remindOfCover } from '../store/cover-reminders.ts';
import { forgetOld, ticketsDue, ticketsPaged, ticketsSolvedBefore } from '../store/due.ts';
import { readNow } from '../store/now.ts';
import { nextToReplan } from '../store/policy.ts';
import { letGo } from '../store/quiet.ts';
import { missTestPages, sendTestPages } from '../store/test-pages.ts';
import type { Write } from '../store/write.ts';
import type { Ticking } from '../tick.ts';

/** What one tick takes on at most, so that a night's backlog does not hold up the rest; the next tick takes more. */
export const AT_MOST = 200;

/** The story of time on this gateway's edges. */
export function ticking(heed: Pick<Edges, 'db' | 'policy' | 'desk'>, reached: Reached = unwatched): Ticking {
  const { db } = heed;
  return {
    now: () => readNow(db),
    async passTime(now) {
      const ids = await ticketsDue(db, now, AT_MOST);
      if (ids.length === 0) return 0;
      const [policy, people] = [await heed.policy(), await peopleOf(heed)];
      await changeTickets(db, ids, (tickets, at) => {
        const writes = writesOf(tickets, at, (ticket) => timePasses(ticket, policy, people, at));
        gatherNotices(writes.flatMap(({ change }) => change ?? []));
        return writes;
      });
      return ids.length;
    },
    async pageOn(now) {
      const ids = await ticketsPaged(db, now, AT_MOST);
      if (ids.length === 0) return 0;
      const [policy, people] = [await heed.policy(), await peopleOf(heed)];
      await changeTickets(db, ids, (tickets, at) =>
        writesOf(tickets, at, (ticket) => pageOn(ticket, policy, people, at)),
      );
      return ids.length;
    },
    async testPages(now) {
      const [{ onCall }, { contacts }] = [await heed.policy(), await heed.desk()];
      await sendTestPages(db, testsDue(onCall, now), now, onCall.pageAgainAfter * MINUTE);
      await missTestPages(db, now, { name: contacts.managerName, address: contacts.managerAddress }, missedTest);
    },
    letGo: (now) => letGo(db, now, gathered),
    async replan(now) {
      const next = await nextToReplan(db, now, AT_MOST);
      if (!next) return 0;
      const policy = await heed.policy();
      await changeTickets(db, next.ids, (tickets, at) =>
        writesOf(tickets, at, (ticket) => followPolicy(ticket, policy)),
      );
      await next.done();
      return next.ids.length;
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
    async remind(now) {
      const { zone } = await heed.desk();
      await remindOfCover(db, dayOf(zone, now), zone, now);
    },
    forget: (now) => forgetOld(db, now),
    reached,
  };
}

const writesOf = (
  tickets: readonly TicketFacts[],
  now: Instant,
  decide: (ticket: TicketFacts) => Change | null,
): Write[] =>
  tickets.flatMap((ticket) => {
    const change = decide(ticket);
    return change ? [{ ticketId: ticket.id, now, change }] : [];
  });

/** Whom an escalation can reach now. */
async function peopleOf(heed: Pick<Edges, 'db' | 'desk'>): Promise<People> {
  const { contacts } = await heed.desk();
  return { contacts, agents: (await agents(heed.db)).filter(({ active }) => active) };
}
