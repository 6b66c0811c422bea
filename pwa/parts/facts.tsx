import type { ComponentChildren } from 'preact';
import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { mayMove } from '../../gateway/desk/status.ts';
import { myself } from '../state/session.ts';
import { act, agents } from '../state/tickets.ts';
import type { Deed } from '../state/writes.ts';
import { agentName, doneWords, statusWords } from './deed-words.ts';
import { LevelChip, PageChip } from './level.tsx';
import { Menu } from './menu.tsx';
import { isAsked, PriorityMark } from './priority.tsx';
import { TagChip } from './tags.tsx';

type Status = TicketRow['status'];
type WaitingOn = TicketRow['waitingOn'];

const STATUSES: [Status, WaitingOn][] = [
  ['open', null],
  ['waiting', 'customer'],
  ['waiting', 'third party'],
  ['solved', null],
  ['closed', null],
];

/** What an agent turns on a ticket, as chips: status, who has it, how urgent, at which level. */
export function Facts({ detail }: { detail: TicketDetail }) {
  const { ticket } = detail;
  const turn = (deed: Deed) => act(ticket.id, deed, doneWords(deed));
  return (
    <div class="chips">
      <PageChip ticket={ticket} turn={turn} />
      {isAsked(ticket) && <CriticalChip ticket={ticket} turn={turn} />}
      {ticket.suspected && <SuspicionChip turn={turn} />}
      {ticket.spam ? <SpamChip turn={turn} /> : <StatusChip ticket={ticket} turn={turn} />}
      <AssigneeChip ticket={ticket} turn={turn} />
      <PriorityChip detail={detail} turn={turn} />
      <LevelChip ticket={ticket} turn={turn} />
      <TagChip ticket={ticket} turn={turn} />
    </div>
  );
}

function CriticalChip({ ticket, turn }: ChipProps) {
  const say = (priority: TicketRow['priority']) => () => turn({ do: 'priority', priority });
  return (
    <Menu
      name="Is this critical?"
      value="Critical?"
      head={
        <p class="reason">
          Its words may mean that a system is down, unsafe or losing data. Nobody was woken for it: please say.
        </p>
      }
      choices={[
        { key: 'yes', words: 'Yes, it is critical', chosen: false, choose: say('critical') },
        {
          key: 'no',
          words: 'Not critical',
          chosen: false,
          choose: say(ticket.priority === 'critical' ? 'high' : ticket.priority),
        },
      ]}
    />
  );
}

type ChipProps = { ticket: TicketRow; turn: (deed: Deed) => void };

function StatusChip({ ticket, turn }: ChipProps) {
  const [first, ...more] = statusWords(ticket.status, ticket.waitingOn).split(' ');
  return (
    <Menu
      name="Status"
      hotkey="status"
      value={
        <span>
          {first}
          {more.length > 0 && <span class="unseen"> {more.join(' ')}</span>}
        </span>
      }
      choices={[
        ...STATUSES.filter(([status]) => status === ticket.status || mayMove('agent', ticket.status, status)).map(
          ([status, waitingOn]) => ({
            key: `${status} ${waitingOn}`,
            words: statusWords(status, waitingOn),
            chosen: ticket.status === status && ticket.waitingOn === waitingOn,
            choose: () => turn({ do: 'status', status, waitingOn }),
          }),
        ),
        { key: 'spam', words: 'Spam', chosen: false, choose: callSpam(turn, false) },
        { key: 'block', words: 'Spam, and block this sender', chosen: false, choose: callSpam(turn, true) },
      ]}
    />
  );
}

function SuspicionChip({ turn }: Pick<ChipProps, 'turn'>) {
  return (
    <Menu
      name="Is this spam?"
      value="Spam?"
      head={
        <p class="reason">It looks like what was called spam here before. Nothing was done about it: please say.</p>
      }
      choices={[
        { key: 'yes', words: 'Yes, it is spam', chosen: false, choose: callSpam(turn, false) },
        { key: 'block', words: 'Spam, and block this sender', chosen: false, choose: callSpam(turn, true) },
        {
          key: 'no',
          words: 'Not spam',
          chosen: false,
          choose: () => turn({ do: 'spam', spam: false, block: false }),
        },
      ]}
    />
  );
}

const callSpam = (turn: ChipProps['turn'], block: boolean) => () => turn({ do: 'spam', spam: true, block });

function SpamChip({ turn }: Pick<ChipProps, 'turn'>) {
  return (
    <button type="button" class="chip" onClick={() => turn({ do: 'spam', spam: false, block: false })}>
      Not spam
    </button>
  );
}

function AssigneeChip({ ticket, turn }: ChipProps) {
  const me = myself();
  if (ticket.assigneeId === null && me) {
    return (
      <span class="pair">
        <button
          type="button"
          class="chip strong"
          data-key="take"
          onClick={() => turn({ do: 'assign', agentId: me.id })}
        >
          Take it
        </button>
        <AssigneeMenu ticket={ticket} turn={turn} value={<span class="unseen">Nobody</span>} />
      </span>
    );
  }
  const name = ticket.assigneeId === me?.id ? 'You' : agentName(ticket.assigneeId);
  return <AssigneeMenu ticket={ticket} turn={turn} value={<span class="cut">{name}</span>} />;
}

function AssigneeMenu({ ticket, turn, value }: ChipProps & { value: ComponentChildren }) {
  const me = myself();
  const people = agents.value.filter((agent) => agent.active).sort((a) => (a.id === me?.id ? -1 : 0));
  return (
    <Menu
      name="Assigned to"
      hotkey="assign"
      value={value}
      choices={[
        ...people.map((agent) => ({
          key: String(agent.id),
          words: agent.id === me?.id ? `${agent.name} (you)` : agent.name,
          chosen: agent.id === ticket.assigneeId,
          choose: () => turn({ do: 'assign', agentId: agent.id }),
        })),
        {
          key: 'nobody',
          words: 'Nobody',
          chosen: ticket.assigneeId === null,
          choose: () => turn({ do: 'assign', agentId: null }),
        },
      ]}
    />
  );
}

function PriorityChip({ detail, turn }: { detail: TicketDetail; turn: (deed: Deed) => void }) {
  const { ticket, priorityReason } = detail;
  return (
    <Menu
      name="Priority"
      hotkey="priority"
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
        choose: () => turn({ do: 'priority', priority }),
      }))}
    />
  );
}

/** Why it is so urgent: who said so, or which words of the mail. */
function Reason({ reason }: { reason: TicketDetail['priorityReason'] }) {
  const setter = reason.setByAgentId;
  return (
    <div class="reason">
      <p>{setter === null ? reason.why : `Set by ${agentName(setter)}.`}</p>
      {setter === null && reason.cues.length > 0 && (
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
