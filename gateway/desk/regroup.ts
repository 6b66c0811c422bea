import type { Actor } from './act.ts';
import { type Change, type ClockState, noChange, type Target } from './change.ts';
import { pause } from './clock.ts';
import { DeskError } from './error.ts';
import type { MessageAside, TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import { jointPriority, jointPromises, partedPromises } from './merge-promises.ts';
import { movedBy } from './moved.ts';
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
 * A ticket becomes part of another: its people may speak there, its clocks stand still, what it promised is promised
 * there (merge-promises.ts), and mail to it lands there.
 * @throws DeskError invalid, for one that is merged already or is itself
 */
export function merge(from: TicketFacts, to: TicketFacts, by: Actor, policy: Policy, now: Instant): Pair {
  refuseMerged(from);
  refuseMerged(to);
  const { status, waitingOn, solvedAt, closedAt } = from;
  const atWork = (status === 'open' || status === 'waiting') && from.spamAt === null;
  const again = atWork && to.status !== 'open' ? reopened(to, by, policy, now) : null;
  const open = { ...to, clocks: over(to.clocks, again?.clocks ?? []) };
  const joint = atWork ? jointPromises(from, open, policy, now) : [];
  const priority = atWork ? jointPriority(from.priority, to.priority) : to.priority;
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
        merged_was: {
          status,
          waitingOn,
          solvedAt,
          closedAt,
          into: priority === to.priority ? null : { priority: to.priority, reason: to.priorityReason },
          joint: joint.map(({ target }) => ({ target, before: find(open.clocks, target) })),
        },
      },
      clocks: from.clocks
        .filter(({ metAt, pausedAt }) => metAt === null && pausedAt === null)
        .map((clock) => pause(clock, now)),
      page: from.page === null ? null : { is: 'closed', by: by.id, at: now },
      events: [{ kind: 'merged', agentId: by.id, data: { into: to.id } }],
    },
    to: {
      ...noChange(),
      set: {
        ...again?.set,
        ...(priority === to.priority ? {} : { priority, priority_reason: from.priorityReason }),
      },
      clocks: over(again?.clocks ?? [], joint),
      participants: [
        from.requester,
        ...from.participants
          .filter((address) => address !== from.requester.address.toLowerCase())
          .map((address) => ({ address, name: '' })),
      ],
      events: [
        { kind: 'merged here', agentId: by.id, data: { from: from.id, moved: movedBy(open.clocks, joint) } },
        ...(again?.events ?? []),
        ...(priority === to.priority
          ? []
          : [{ kind: 'prioritised', agentId: by.id, data: { from: to.priority, to: priority } }]),
      ],
    },
  };
}

/** Both tickets are as they were; what came meanwhile stays where it came. */
export function unmerge(from: TicketFacts, to: TicketFacts, by: Actor, policy: Policy, now: Instant): Pair {
  const { merged } = from;
  if (merged === null) throw new DeskError('invalid', `Ticket #${from.id} is not merged.`);
  const { status, waitingOn, solvedAt, closedAt, into } = merged.was;
  // Whoever gave it another priority since meant the ticket as it is.
  const back = into && to.priority === jointPriority(from.priority, into.priority) ? into : null;
  const parted = partedPromises({ ...to, priority: back?.priority ?? to.priority }, merged.was, merged.at, policy, now);
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
    to: {
      ...noChange(),
      set: back ? { priority: back.priority, priority_reason: back.reason } : {},
      clocks: parted,
      events: [
        { kind: 'merge undone', agentId: by.id, data: { of: from.id, moved: movedBy(to.clocks, parted) } },
        ...(back ? [{ kind: 'prioritised', agentId: by.id, data: { from: to.priority, to: back.priority } }] : []),
      ],
    },
  };
}

const find = (clocks: readonly ClockState[], target: Target): ClockState | null =>
  clocks.find((clock) => clock.target === target) ?? null;

/** Those of `changed` in place of their kind, and such as were not there. */
const over = (clocks: readonly ClockState[], changed: readonly ClockState[]): ClockState[] => [
  ...clocks.filter(({ target }) => find(changed, target) === null),
  ...changed,
];

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
