import type { TicketRow } from '../../gateway/api/shapes.ts';
import { myself } from '../state/session.ts';
import { agents } from '../state/tickets.ts';
import type { Deed } from '../state/writes.ts';

/** A status in words: "Waiting on third party". */
export const statusWords = (status: TicketRow['status'], waitingOn: TicketRow['waitingOn']): string =>
  status === 'waiting'
    ? `Waiting on ${waitingOn ?? 'customer'}`
    : `${status.charAt(0).toUpperCase()}${status.slice(1)}`;

export const agentName = (id: number | null): string =>
  id === null ? 'Nobody' : (agents.value.find((agent) => agent.id === id)?.name ?? `Agent ${id}`);

/** What an agent wants, where it stands beside what is. */
export function deedWords(deed: Deed): string {
  switch (deed.do) {
    case 'status':
      return statusWords(deed.status, deed.waitingOn);
    case 'assign':
      return agentName(deed.agentId);
    case 'priority':
      return `${deed.priority} priority`;
    case 'merge':
      return deed.into === null ? 'Take the merging back' : `Merge into #${deed.into}`;
    case 'move':
      return deed.to === null ? 'Make it a ticket of its own' : `Move to #${deed.to}`;
    case 'end tokens':
      return 'End the reply tokens';
    case 'spam':
      return deed.spam ? 'Spam' : 'Not spam';
    case 'tag':
      return deed.on ? `Tag ${deed.tag}` : `Tag ${deed.tag} off`;
    case 'mailbox':
      return 'Another mailbox';
    case 'level':
      return `Level ${deed.level}`;
    case 'acknowledge':
      return 'You have it';
    case 'answer':
      return 'Answer';
    case 'note':
      return 'Internal note';
    case 'accept':
      return 'Accept the held mail';
    case 'split':
      return 'Split the held mail';
  }
}

/** What was just done, beside the offer to undo it. */
export function doneWords(deed: Deed): string {
  if (deed.do === 'answer') return 'The answer goes out';
  if (deed.do === 'spam' && deed.spam) return deed.block ? 'Spam, and its sender blocked' : 'Spam: it left the views';
  if (deed.do === 'assign') {
    if (deed.agentId === null) return 'Given back to all';
    return deed.agentId === myself()?.id ? 'Taken' : `Given to ${agentName(deed.agentId)}`;
  }
  return deedWords(deed);
}
