import type { Actor } from './act.ts';
import { type Change, noChange } from './change.ts';
import { pause } from './clock.ts';
import { DeskError } from './error.ts';
import type { MessageAside, TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Policy } from './policy.ts';
import { reopened } from './reopen.ts';

/** What two tickets say of it when something goes from one to the other. */
export type Pair = { from: Change; to: Change };

/** A mail goes to another ticket, where its sender becomes a participant: the way back from every join. */
export function moveMail(
  from: TicketFacts,
  to: TicketFacts,
  by: Actor,
  mail: MessageAside,
  policy: Policy,
  now: Instant,
): Pair {
  refuseMerged(to);
  const again = to.status === 'open' ? null : reopened(to, by, policy, now);
  return {
    from: { ...noChange(), events: [{ kind: 'mail moved', agentId: by.id, data: { messageId: mail.id, to: to.id } }] },
    to: {
      ...noChange(),
      set: { ...again?.set, last_customer_at: now },
      clocks: again?.clocks ?? [],
      participants: [mail.from],
      events: [
        { kind: 'mail moved here', agentId: by.id, data: { messageId: mail.id, from: from.id } },
        ...(again?.events ?? []),
      ],
    },
  };
}

/**
 * A ticket becomes part of another: its people may speak there, its clocks stand still, and mail to it lands there.
 * @throws DeskError invalid, for one that is merged already or is itself
 */
export function merge(from: TicketFacts, to: TicketFacts, by: Actor, policy: Policy, now: Instant): Pair {
  refuseMerged(from);
  refuseMerged(to);
  const { status, waitingOn, solvedAt, closedAt } = from;
  const atWork = status === 'open' || status === 'waiting';
  const again = atWork && to.status !== 'open' ? reopened(to, by, policy, now) : null;
  return {
    from: {
      ...noChange(),
      set: {
        status: 'closed',
        waiting_on: null,
        closed_at: now,
        merged_into: to.id,
        merged_at: now,
        merged_by: by.id,
        merged_was: { status, waitingOn, solvedAt, closedAt },
      },
      clocks: from.clocks
        .filter(({ metAt, pausedAt }) => metAt === null && pausedAt === null)
        .map((clock) => pause(clock, now)),
      page: from.page === null ? null : { is: 'closed', by: by.id, at: now },
      events: [{ kind: 'merged', agentId: by.id, data: { into: to.id } }],
    },
    to: {
      ...noChange(),
      set: again?.set ?? {},
      clocks: again?.clocks ?? [],
      participants: [
        from.requester,
        ...from.participants
          .filter((address) => address !== from.requester.address.toLowerCase())
          .map((address) => ({ address, name: '' })),
      ],
      events: [{ kind: 'merged here', agentId: by.id, data: { from: from.id } }, ...(again?.events ?? [])],
    },
  };
}

/** Both tickets are as they were; what came meanwhile stays where it came. */
export function unmerge(from: TicketFacts, to: TicketFacts, by: Actor): Pair {
  const { merged } = from;
  if (merged === null) throw new DeskError('invalid', `Ticket #${from.id} is not merged.`);
  const { status, waitingOn, solvedAt, closedAt } = merged.was;
  return {
    from: {
      ...noChange(),
      set: {
        status,
        waiting_on: waitingOn,
        solved_at: solvedAt,
        closed_at: closedAt,
        merged_into: null,
        merged_at: null,
        merged_by: null,
        merged_was: null,
      },
      clocks: from.clocks
        .filter(({ pausedAt }) => pausedAt === merged.at)
        .map((clock) => ({ ...clock, pausedAt: null })),
      events: [{ kind: 'merge undone', agentId: by.id, data: { from: to.id } }],
    },
    to: { ...noChange(), events: [{ kind: 'merge undone', agentId: by.id, data: { of: from.id } }] },
  };
}

/** Whoever has a mail of this ticket and no business with it answers a new ticket from now on. */
export function endTokens(ticket: TicketFacts, by: Actor): Change {
  return {
    ...noChange(),
    set: { token_series: ticket.tokenSeries + 1 },
    events: [{ kind: 'tokens ended', agentId: by.id, data: {} }],
  };
}

/** @throws DeskError invalid */
export function refuseMerged({ id, merged }: TicketFacts): void {
  if (merged !== null)
    throw new DeskError('invalid', `Ticket #${id} was merged into #${merged.into}.`, { ticketId: merged.into });
}
