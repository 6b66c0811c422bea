import type { Actor } from './act.ts';
import { type Change, noChange } from './change.ts';
import { pause } from './clock.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';

/** An agent calls a ticket spam: it leaves the views and its clocks stand still. Nothing is deleted. */
export function markSpam(ticket: TicketFacts, by: Actor, now: Instant): Change {
  if (ticket.spamAt !== null) return noChange();
  return {
    ...noChange(),
    set: { spam_at: now, spam_by: by.id },
    clocks: ticket.clocks
      .filter(({ metAt, pausedAt }) => metAt === null && pausedAt === null)
      .map((clock) => pause(clock, now)),
    page: ticket.page === null ? null : { is: 'closed', by: by.id, at: now },
    events: [{ kind: 'spam', agentId: by.id, data: {} }],
  };
}

/** It was none: status and clocks are what they were. The customer waited meanwhile, so no time is taken off. */
export function unmarkSpam(ticket: TicketFacts, by: Actor): Change {
  const said = { kind: 'not spam', agentId: by.id, data: {} };
  if (ticket.spamAt === null)
    return ticket.suspected ? { ...noChange(), set: { suspected: false }, events: [said] } : noChange();
  return {
    ...noChange(),
    set: { spam_at: null, spam_by: null, suspected: false },
    clocks: ticket.clocks
      .filter(({ pausedAt }) => pausedAt === ticket.spamAt)
      .map((clock) => ({ ...clock, pausedAt: null })),
    events: [said],
  };
}
