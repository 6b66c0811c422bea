import type { Actor } from './act.ts';
import { type Change, noChange } from './change.ts';
import { isAboutWork, reopen } from './clock.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import { movedBy } from './moved.ts';
import { type Policy, policyOf } from './policy.ts';

/** Open again, by a customer's reply (null) or an agent: the resolution promise runs on. */
export function reopened(ticket: TicketFacts, by: Actor | null, policy: Policy, now: Instant): Change {
  const own = policyOf(policy, ticket);
  const clocks = ticket.clocks
    .filter(({ target }) => isAboutWork(target))
    .map((clock) => reopen(own, clock, ticket.priority, now));
  return {
    ...noChange(),
    set: { status: 'open', waiting_on: null, solved_at: null, closed_at: null },
    clocks,
    events: [
      {
        kind: 'reopened',
        agentId: by?.id ?? null,
        data: { from: ticket.status, moved: movedBy(ticket.clocks, clocks) },
      },
    ],
  };
}
