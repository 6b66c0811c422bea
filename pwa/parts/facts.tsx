import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { mayMove } from '../../gateway/desk/status.ts';
import { myself } from '../state/session.ts';
import { act, agents } from '../state/tickets.ts';
import { Menu } from './menu.tsx';
import { PriorityMark } from './priority.tsx';

type Status = TicketRow['status'];
type WaitingOn = TicketRow['waitingOn'];

export const statusWords = (status: Status, waitingOn: WaitingOn): string =>
  status === 'waiting'
    ? `Waiting on ${waitingOn ?? 'customer'}`
    : `${status.charAt(0).toUpperCase()}${status.slice(1)}`;

const STATUSES: [Status, WaitingOn][] = [
  ['open', null],
  ['waiting', 'customer'],
  ['waiting', 'third party'],
  ['solved', null],
  ['closed', null],
];

/** The three things an agent turns on a ticket, as chips: status, who has it, how urgent. */
export function Facts({ detail }: { detail: TicketDetail }) {
  const { ticket } = detail;
  return (
    <div class="chips">
      <StatusChip ticket={ticket} />
      <AssigneeChip ticket={ticket} />
      <PriorityChip detail={detail} />
    </div>
  );
}

function StatusChip({ ticket }: { ticket: TicketRow }) {
  return (
    <Menu
      name="Status"
      value={statusWords(ticket.status, ticket.waitingOn)}
      choices={STATUSES.filter(([status]) => status === ticket.status || mayMove('agent', ticket.status, status)).map(
        ([status, waitingOn]) => ({
          key: `${status} ${waitingOn}`,
          words: statusWords(status, waitingOn),
          chosen: ticket.status === status && ticket.waitingOn === waitingOn,
          choose: () => act(ticket.id, { do: 'status', status, waitingOn }),
        }),
      )}
    />
  );
}

function AssigneeChip({ ticket }: { ticket: TicketRow }) {
  const me = myself();
  const take = (agentId: number | null) => () => act(ticket.id, { do: 'assign', agentId });
  if (ticket.assigneeId === null && me) {
    return (
      <span class="pair">
        <button type="button" class="chip strong" onClick={take(me.id)}>
          Take it
        </button>
        <AssigneeMenu ticket={ticket} value="Nobody" />
      </span>
    );
  }
  const name = agents.value.find((agent) => agent.id === ticket.assigneeId)?.name ?? `Agent ${ticket.assigneeId}`;
  return <AssigneeMenu ticket={ticket} value={ticket.assigneeId === me?.id ? 'You' : name} />;
}

function AssigneeMenu({ ticket, value }: { ticket: TicketRow; value: string }) {
  const me = myself();
  const people = agents.value.filter((agent) => agent.active).sort((a) => (a.id === me?.id ? -1 : 0));
  return (
    <Menu
      name="Assigned to"
      value={value}
      choices={[
        ...people.map((agent) => ({
          key: String(agent.id),
          words: agent.id === me?.id ? `${agent.name} (you)` : agent.name,
          chosen: agent.id === ticket.assigneeId,
          choose: () => act(ticket.id, { do: 'assign', agentId: agent.id }),
        })),
        {
          key: 'nobody',
          words: 'Nobody',
          chosen: ticket.assigneeId === null,
          choose: () => act(ticket.id, { do: 'assign', agentId: null }),
        },
      ]}
    />
  );
}

function PriorityChip({ detail }: { detail: TicketDetail }) {
  const { ticket, priorityReason } = detail;
  return (
    <Menu
      name="Priority"
      value={
        <>
          <PriorityMark priority={ticket.priority} />
          <span class="capital">{ticket.priority}</span>
        </>
      }
      head={<Reason reason={priorityReason} />}
      choices={PRIORITIES.map((priority) => ({
        key: priority,
        words: (
          <>
            <PriorityMark priority={priority} />
            <span class="capital">{priority}</span>
          </>
        ),
        chosen: priority === ticket.priority,
        choose: () => act(ticket.id, { do: 'priority', priority }),
      }))}
    />
  );
}

/** Why it is so urgent: who said so, or which words of the mail. */
function Reason({ reason }: { reason: TicketDetail['priorityReason'] }) {
  const setter = agents.value.find((agent) => agent.id === reason.setByAgentId);
  return (
    <div class="reason">
      <p>{setter ? `Set by ${setter.name}.` : reason.why}</p>
      {!setter && reason.cues.length > 0 && (
        <ul>
          {reason.cues.map(({ cue, words }) => (
            <li key={cue}>
              {cue}: {words.map((word) => `“${word}”`).join(', ')}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
