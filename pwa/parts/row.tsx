import type { TicketRow } from '../../gateway/api/shapes.ts';
import { draftOf } from '../state/drafts.ts';
import { pathOfTicket } from '../state/route.ts';
import { agents } from '../state/tickets.ts';
import { Person } from './person.tsx';
import { isAsked, PriorityMark } from './priority.tsx';
import { PromiseBadge, When } from './when.tsx';

// More would leave no room for its words.
const MOST_TAGS = 2;

/** How many asked for something new. */
const requestWords = ({ requesters }: NonNullable<TicketRow['request']>): string =>
  requesters === 1 ? 'Request' : `Request of ${requesters}`;

/** One ticket in the list. Strong while the customer has the last word: an answer is ours to give. */
export function Row({ ticket, current }: { ticket: TicketRow; current: boolean }) {
  const { requester } = ticket;
  const ours = (ticket.lastCustomerAt ?? 0) > (ticket.lastAgentAt ?? 0) && ticket.status === 'open';
  const assignee = agents.value.find((agent) => agent.id === ticket.assigneeId);
  return (
    <li class={`row${ours ? ' strong' : ''}`}>
      <a href={pathOfTicket(ticket.id)} aria-current={current ? 'true' : undefined}>
        <span class="mark">
          <PriorityMark priority={ticket.priority} />
        </span>
        <span class="who">
          <bdi>{requester.name || requester.address}</bdi> <span class="number">#{ticket.id}</span>
        </span>
        <PromiseBadge ticket={ticket} />
        <span class="subject" dir="auto">
          {ticket.subject || '(no subject)'}
        </span>
        {assignee && (
          <span class="has">
            <Person name={assignee.name} address={assignee.address} small />
            <span class="unseen">assigned to {assignee.name}</span>
          </span>
        )}
        <span class="foot">
          <span class="preview">
            {draftOf(ticket.id)?.text && <span class="tag">Draft</span>}
            {ticket.undelivered && <span class="tag bad">Not delivered</span>}
            {ticket.spam && <span class="tag">Spam</span>}
            {ticket.suspected && <span class="tag soon">Spam?</span>}
            {isAsked(ticket) && <span class="tag soon">Critical?</span>}
            {ticket.held > 0 && <span class="tag soon">{ticket.held} held</span>}
            {ticket.request && <span class="tag">{requestWords(ticket.request)}</span>}
            {ticket.tags.slice(0, MOST_TAGS).map((tag) => (
              <span key={tag} class="tag">
                {tag}
              </span>
            ))}
            <bdi>{ticket.preview}</bdi>
          </span>
          <When at={ticket.changedAt} />
        </span>
      </a>
    </li>
  );
}

/** A row before it is known. */
export function RowSkeleton() {
  return (
    <li class="row skeleton" aria-hidden="true">
      <span class="bone short" />
      <span class="bone" />
      <span class="bone long" />
    </li>
  );
}
