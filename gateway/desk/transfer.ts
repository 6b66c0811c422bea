import type { Actor } from './act.ts';
import { type Change, noChange } from './change.ts';
import type { TicketFacts } from './facts.ts';
import { clocksUnder } from './follow-policy.ts';
import { movedBy } from './moved.ts';
import type { Policy } from './policy.ts';
import { refuseMerged } from './regroup.ts';

/** A ticket goes to another mailbox: answers leave from there, and the policy that fits it there counts its promises. */
export function transfer(ticket: TicketFacts, by: Actor, mailboxId: number, policy: Policy): Change {
  refuseMerged(ticket);
  if (ticket.mailboxId === mailboxId) return noChange();
  const clocks = clocksUnder({ ...ticket, mailboxId }, policy);
  return {
    ...noChange(),
    set: { mailbox_id: mailboxId },
    clocks,
    events: [
      {
        kind: 'transferred',
        agentId: by.id,
        data: { from: ticket.mailboxId, to: mailboxId, moved: movedBy(ticket.clocks, clocks) },
      },
    ],
  };
}
