import { type Change, type NewAttachment, type NewLabel, noChange, type Status, type WaitingOn } from './change.ts';
import { isAboutWork, meet, pause, replan, resume } from './clock.ts';
import { DeskError } from './error.ts';
import type { MessageAside, TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Address } from './letter.ts';
import { movedBy } from './moved.ts';
import { takesMail } from './phone.ts';
import { type Policy, policyOf } from './policy.ts';
import { preview } from './preview.ts';
import type { Priority } from './priority.ts';
import { refuseMerged } from './regroup.ts';
import { reopened } from './reopen.ts';
import { spoken } from './spoken.ts';
import { mayMove } from './status.ts';

/** Who acts; what an agent does to a ticket is decided here, on the facts read under its lock. */
export type Actor = { id: number; name: string };

export type Answer = {
  text: string;
  cc: Address[];
  attachments: NewAttachment[];
  /** Whether the conversation so far is quoted under it. */
  quote: boolean;
};

/**
 * A public answer: queued to the requester, who alone it is addressed to unless the agent adds a Cc.
 * An unassigned ticket becomes the agent's. The first-response promise is met once it is sent (deliver.ts).
 */
export function answer(ticket: TicketFacts, by: Actor, said: Answer, policy: Policy, now: Instant): Change {
  if (said.text.trim() === '') throw new DeskError('invalid', 'An answer needs words.');
  refuseMerged(ticket);
  if (!takesMail(ticket.requester.address))
    throw new DeskError(
      'invalid',
      'Who called left no mail address. Call them back, and write a note of what was said.',
    );
  if (ticket.spamAt !== null) throw new DeskError('invalid', 'This ticket was called spam. Say that it is none first.');
  const moved = ticket.status === 'solved' || ticket.status === 'closed' ? reopened(ticket, by, policy, now) : null;
  return {
    ...noChange(),
    set: {
      ...moved?.set,
      preview: preview(said.text),
      last_agent_at: now,
      ...(ticket.assigneeId === null ? { assignee_id: by.id } : {}),
    },
    clocks: moved?.clocks ?? [],
    message: {
      ...spoken(by, said.text, now),
      kind: 'answer',
      recipients: { to: [ticket.requester], cc: said.cc },
      subject: ticket.subject,
      delivery: 'queued',
      attachments: said.attachments,
    },
    outbox: [
      {
        kind: 'answer',
        mailbox_id: ticket.mailboxId,
        to: [ticket.requester],
        cc: said.cc,
        run_at: now,
        expires_at: null,
        queued_at: now,
        content: { agentId: by.id, quote: said.quote },
      },
    ],
    participants: said.cc,
    events: [
      { kind: 'answered', agentId: by.id, data: {}, aboutMessage: true },
      ...(ticket.assigneeId === null ? [{ kind: 'assigned', agentId: by.id, data: { to: by.id } }] : []),
      ...(moved?.events ?? []),
    ],
  };
}

/** Words for colleagues only: they meet no promise and leave the house by no way. */
export function note(_ticket: TicketFacts, by: Actor, text: string, now: Instant): Change {
  if (text.trim() === '') throw new DeskError('invalid', 'A note needs words.');
  return {
    ...noChange(),
    message: { ...spoken(by, text, now), kind: 'note' },
    events: [{ kind: 'noted', agentId: by.id, data: {}, aboutMessage: true }],
  };
}

/**
 * Moves a ticket. Waiting stops the resolution clock, solving meets it, reopening lets it run on.
 * @throws DeskError invalid, when the table of moves says no
 */
export function moveTo(
  ticket: TicketFacts,
  by: Actor,
  status: Status,
  waitingOn: WaitingOn | null,
  policy: Policy,
  now: Instant,
): Change {
  const on = status === 'waiting' ? (waitingOn ?? ticket.waitingOn ?? 'customer') : null;
  refuseMerged(ticket);
  if (status === ticket.status && on === ticket.waitingOn) return noChange();
  if (status !== ticket.status && !mayMove('agent', ticket.status, status))
    throw new DeskError('invalid', `A ${ticket.status} ticket cannot become ${status}.`);
  if (status === 'open') return reopened(ticket, by, policy, now);
  const own = policyOf(policy, ticket);
  const work = ticket.clocks.filter(({ target, metAt }) => isAboutWork(target) && metAt === null);
  const pauses = on !== null && own.pausesOn.includes(on);
  return {
    ...noChange(),
    set: {
      status,
      waiting_on: on,
      solved_at: status === 'waiting' ? null : (ticket.solvedAt ?? now),
      closed_at: status === 'closed' ? now : null,
    },
    clocks: work.map((clock) => {
      if (pauses) return pause(clock, now);
      const running = resume(own, clock, now);
      return status === 'waiting' ? running : meet(running, now);
    }),
    label: status === 'waiting' ? null : confirmation(ticket, by),
    events: [{ kind: status, agentId: by.id, data: { from: ticket.status, waitingOn: on } }],
  };
}

/** Whoever ends the work and lets its priority be has found it right; where an agent gave it, that was said already. */
function confirmation({ status, priority, priorityReason }: TicketFacts, by: Actor): NewLabel | null {
  const atWork = status === 'open' || status === 'waiting';
  return atWork && priorityReason.setByAgentId === null ? labelled(by, priority, priority) : null;
}

/** What an agent made of a priority. */
export const labelled = ({ id }: Actor, from: Priority, to: Priority): NewLabel => ({
  agentId: id,
  from,
  to,
  how: from === to ? 'confirmed' : 'changed',
});

export function assign(ticket: TicketFacts, by: Actor, to: number | null): Change {
  if (ticket.assigneeId === to) return noChange();
  return {
    ...noChange(),
    set: { assignee_id: to },
    events: [{ kind: to === null ? 'released' : 'assigned', agentId: by.id, data: { to } }],
  };
}

/** Another priority means other promises: every unmet clock is planned anew from its own start. */
export function prioritise(ticket: TicketFacts, by: Actor, priority: Priority, policy: Policy): Change {
  if (ticket.priority === priority && ticket.priorityReason.setByAgentId !== null) return noChange();
  const clocks = ticket.clocks
    .filter((clock) => clock.metAt === null)
    .map((clock) => replan(policyOf(policy, ticket), clock, priority));
  return {
    ...noChange(),
    set: {
      priority,
      priority_reason: {
        ...ticket.priorityReason,
        setByAgentId: by.id,
        wakes: priority === 'critical',
        unsure: false,
      },
    },
    label: labelled(by, ticket.priority, priority),
    clocks,
    events: [
      {
        kind: 'prioritised',
        agentId: by.id,
        data: { from: ticket.priority, to: priority, moved: movedBy(ticket.clocks, clocks) },
      },
    ],
  };
}

/** A held or flagged mail becomes part of the conversation, and its sender a participant. */
export function accept(ticket: TicketFacts, by: Actor, messageId: number, policy: Policy, now: Instant): Change {
  const { from } = asideOf(ticket, messageId);
  const moved = ticket.status === 'open' ? null : reopened(ticket, by, policy, now);
  return {
    ...noChange(),
    set: { ...moved?.set, last_customer_at: now },
    clocks: moved?.clocks ?? [],
    messages: [{ id: messageId, held_at: null, flagged: false, evidence: { evidence: 'accepted', participant: true } }],
    participants: [from],
    events: [{ kind: 'accepted', agentId: by.id, data: { messageId } }, ...(moved?.events ?? [])],
  };
}

/** @throws DeskError not_found, for a message that stands in its conversation already */
export function asideOf(ticket: TicketFacts, messageId: number): MessageAside {
  const aside = ticket.aside.find((one) => one.id === messageId);
  if (!aside) throw new DeskError('not_found', 'That message is neither held nor flagged.');
  return aside;
}
