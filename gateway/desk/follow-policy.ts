import { type Change, type ClockState, noChange } from './change.ts';
import { replanned } from './clock.ts';
import type { TicketFacts } from './facts.ts';
import { movedBy } from './moved.ts';
import { type Policy, policyOf } from './policy.ts';

/** The promises of a ticket as its policy is by now; null where nothing moves. Says so on the ticket where an instant does. */
export function followPolicy(ticket: TicketFacts, policy: Policy): Change | null {
  const clocks = clocksUnder(ticket, policy);
  if (clocks.length === 0) return null;
  return {
    ...noChange(),
    clocks,
    events: movedBy(ticket.clocks, clocks).map((moved) => ({ kind: 'promise moved', agentId: null, data: moved })),
  };
}

/** The promises that are not met and that the policy which fits the ticket now counts otherwise: same start and pauses. */
export function clocksUnder(ticket: TicketFacts, policy: Policy): ClockState[] {
  const own = policyOf(policy, ticket);
  return ticket.clocks
    .filter(({ metAt }) => metAt === null)
    .flatMap((clock) => {
      const other = replanned(own, clock, clock.priority);
      const same =
        other.dueAt === clock.dueAt &&
        other.minutes === clock.minutes &&
        other.nextAt === clock.nextAt &&
        other.releaseId === clock.releaseId;
      return same ? [] : [other];
    });
}
