import type { Actor } from './act.ts';
import { type Change, type NewEvent, type NewOutbox, noChange, type PagePatch } from './change.ts';
import type { People } from './escalate.ts';
import type { TicketFacts } from './facts.ts';
import { after, type Instant, MINUTE } from './instant.ts';
import type { Level } from './levels.ts';
import { pagedInTurn } from './on-call.ts';
import { type Policy, policyOf } from './policy.ts';

/** A page that is out: who was called last, for the how manieth time somebody was, and when the next is. */
export type OpenPage = { agentId: number; tries: number; nextAt: Instant };

type Paged = { page: PagePatch | null; outbox: NewOutbox[]; events: NewEvent[] };

/** Calls whoever is on call for the level; with nobody to call, the ticket says so. */
export function pageOut(ticket: TicketFacts, policy: Policy, people: People, level: Level, now: Instant): Paged {
  return call({ ...ticket, level }, policy, people, 0, now);
}

/** Who was called said nothing: the next one is, round and round, until somebody does or the ticket is solved. */
export function pageOn(ticket: TicketFacts, policy: Policy, people: People, now: Instant): Change | null {
  const { page } = ticket;
  if (!page || page.nextAt > now) return null;
  if (ticket.status === 'solved' || ticket.status === 'closed')
    return { ...noChange(), page: { is: 'closed', by: null, at: now } };
  return { ...noChange(), ...call(ticket, policyOf(policy, ticket), people, page.tries, now) };
}

/** Somebody has it: nobody else is called. Whoever acknowledges a ticket nobody has takes it. */
export function acknowledgePage(ticket: TicketFacts, by: Pick<Actor, 'id'>, now: Instant): Change {
  if (!ticket.page) return noChange();
  const takes = ticket.assigneeId === null;
  return {
    ...noChange(),
    set: takes ? { assignee_id: by.id } : {},
    page: { is: 'closed', by: by.id, at: now },
    events: [
      { kind: 'page acknowledged', agentId: by.id, data: {} },
      ...(takes ? [{ kind: 'assigned', agentId: by.id, data: { to: by.id } }] : []),
    ],
  };
}

function call(ticket: TicketFacts, policy: Policy, people: People, tries: number, now: Instant): Paged {
  const turn = pagedInTurn(policy.onCall, ticket.level, now).flatMap(
    (address) => people.agents.find((agent) => agent.address.toLowerCase() === address) ?? [],
  );
  const nextAt = after(now, policy.onCall.pageAgainAfter * MINUTE);
  const agent = turn[tries % Math.max(1, turn.length)];
  if (!agent) {
    // Without anybody to call there is no page, but for one that is out: it looks again.
    const page: PagePatch | null = ticket.page && { is: 'out', ...ticket.page, nextAt };
    return {
      page,
      outbox: [],
      events: tries > 0 ? [] : [{ kind: 'nobody on call', agentId: null, data: { level: ticket.level } }],
    };
  }
  return {
    page: { is: 'out', agentId: agent.id, tries: tries + 1, nextAt },
    outbox: [
      {
        kind: 'page',
        mailbox_id: ticket.mailboxId,
        to: [{ name: agent.name, address: agent.address }],
        cc: [],
        run_at: now,
        expires_at: null,
        queued_at: now,
        content: {},
      },
    ],
    events: [{ kind: 'paged', agentId: null, data: { to: agent.id, tries: tries + 1 } }],
  };
}
