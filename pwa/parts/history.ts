import type { EventRow } from '../../gateway/api/shapes.ts';
import { agents } from '../state/tickets.ts';

/** What happened, by the event's kind. */
const WORDS: Record<string, string> = {
  opened: 'Opened',
  joined: 'A mail joined',
  called: 'A message was left by phone',
  held: 'A mail was held',
  accepted: 'Held mail accepted',
  split: 'Held mail made a ticket of its own',
  answered: 'Answered',
  'answered elsewhere': 'Answered from another mail program',
  noted: 'Note written',
  spam: 'Called spam',
  merged: 'Merged into another ticket',
  'merged here': 'Another ticket merged into this',
  'merge undone': 'Merging taken back',
  'mail moved': 'A mail moved away',
  'mail moved here': 'A mail moved here',
  'request ended': 'No feature request any more',
  'progress sent': 'Told how far the request is',
  'progress failed': 'Mail about the request could not be sent',
  'progress unknown': 'Nobody knows whether the mail about the request arrived',
  'progress suppressed': 'Mail about the request not sent',
  'progress bounced': 'Mail about the request came back',
  transferred: 'Moved to another mailbox',
  'tokens ended': 'Reply tokens ended',
  'not spam': 'Said to be no spam',
  released: 'Given back to all',
  open: 'Opened again',
  reopened: 'Opened again',
  solved: 'Solved',
  closed: 'Closed',
  'answer sent': 'Answer sent',
  'answer failed': 'Answer could not be sent',
  'answer unknown': 'Nobody knows whether the answer arrived',
  'answer suppressed': 'Answer not sent',
  bounced: 'Answer came back',
  delayed: 'Delivery is delayed',
  breached: 'A promise was broken',
  'page acknowledged': 'Call answered',
  'nobody on call': 'Nobody is on call',
  'promise moved': 'A promise moved with the calendar, policy or release',
  'auto-reply': 'An automatic reply came',
  'acknowledgement queued': 'Acknowledgement goes out',
  'acknowledgement withheld': 'Not acknowledged',
  'acknowledgement sent': 'Acknowledged',
  'acknowledgement failed': 'Acknowledgement could not be sent',
  'acknowledgement unknown': 'Nobody knows whether the acknowledgement arrived',
  'acknowledgement suppressed': 'Not acknowledged',
  'acknowledgement bounced': 'Acknowledgement came back',
};

/** A line of history in words; a kind this app does not know is shown by its code. */
export function eventWords({ kind, data, agentId }: EventRow): string {
  const by = agentId === null ? '' : ` by ${nameOf(agentId)}`;
  if (kind === 'assigned' && typeof data.to === 'number') {
    return data.to === agentId ? `Taken${by}` : `Given to ${nameOf(data.to)}${by}`;
  }
  if (kind === 'prioritised' && data.from === data.to) return `Priority ${data.to} confirmed${by}`;
  if (kind === 'prioritised') return `Priority from ${data.from} to ${data.to}${by}`;
  if (kind === 'escalated') return `Escalated: ${data.rule} (${data.target})`;
  if (kind === 'handed over') return `Handed over from ${data.from} to ${data.to}${by}`;
  if (kind === 'request moved') return `Feature request at ${data.to}${by}${toldWords(data)}`;
  if (kind === 'tagged') return `Tag ${data.tag}${by}`;
  if (kind === 'untagged') return `Tag ${data.tag} taken off${by}`;
  if (kind === 'paged' && typeof data.to === 'number') return `${nameOf(data.to)} was called`;
  if (kind === 'waiting') return `Waiting on ${data.waitingOn ?? 'customer'}${by}`;
  return (WORDS[kind] ?? kind) + by;
}

/** Of a stage: how many of those who asked hear of it. */
function toldWords({ told, untold }: EventRow['data']): string {
  const [heard, not] = [told, untold].map((list) => (Array.isArray(list) ? list.length : 0));
  return `, ${heard} told${not ? `, ${not} not` : ''}`;
}

const nameOf = (id: number): string => agents.value.find((agent) => agent.id === id)?.name ?? `agent ${id}`;
