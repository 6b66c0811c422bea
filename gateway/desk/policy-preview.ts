import type { Target } from './change.ts';
import { ruleMoments, startClocks } from './clock.ts';
import type { TicketFacts } from './facts.ts';
import { followPolicy } from './follow-policy.ts';
import type { Instant } from './instant.ts';
import type { Policy } from './policy.ts';
import { PRIORITIES, type Priority } from './priority.ts';

export type Move = { ticketId: number; subject: string; target: Target; from: Instant | null; to: Instant | null };

/** Which of these tickets' promises a policy would move, and to when. */
export function movesOf(tickets: readonly TicketFacts[], policy: Policy): Move[] {
  return tickets.flatMap((ticket) =>
    (followPolicy(ticket, policy)?.clocks ?? []).flatMap((other) => {
      const clock = ticket.clocks.find(({ target }) => target === other.target);
      if (!clock || clock.dueAt === other.dueAt) return [];
      return [
        { ticketId: ticket.id, subject: ticket.subject, target: other.target, from: clock.dueAt, to: other.dueAt },
      ];
    }),
  );
}

export type Example = {
  priority: Priority;
  promises: {
    target: Target;
    dueAt: Instant | null;
    rules: { rule: string; at: Instant; steps: readonly string[] }[];
  }[];
};

/** What a mail that arrives at `now` would be promised, and what would happen when nobody looks. */
export function examplesOf(policy: Policy, now: Instant): Example[] {
  return PRIORITIES.map((priority) => ({
    priority,
    promises: startClocks(policy, priority, now).map((clock) => ({
      target: clock.target,
      dueAt: clock.dueAt,
      rules: ruleMoments(policy, clock).map(({ rule, at }) => ({
        rule,
        at,
        steps: policy.escalations.find(({ name }) => name === rule)?.steps ?? [],
      })),
    })),
  }));
}
