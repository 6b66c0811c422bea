import type { TicketRow } from '../../gateway/api/shapes.ts';
import type { Write } from '../state/queue.ts';
import { queue } from '../state/tickets.ts';
import type { Deed } from '../state/writes.ts';
import { agentName, deedWords, statusWords } from './deed-words.ts';

/** Changes of a ticket's standing that are stuck: what you wanted, what it is now, and the choice. */
export function Pending({ ticketId }: { ticketId: number }) {
  const stuck = queue.writes.value.filter(
    ({ ticketId: id, deed, state }) =>
      id === ticketId && deed.do !== 'answer' && deed.do !== 'note' && state.is !== 'queued' && state.is !== 'sending',
  );
  return stuck.map((write) => <Stuck key={write.id} write={write} />);
}

function Stuck({ write }: { write: Write }) {
  const { state, deed } = write;
  const yours = deedWords(deed);
  return (
    <div class="decide stuck" role="alert">
      {state.is === 'conflict' && (
        <>
          <p>Somebody changed this before you.</p>
          <dl>
            <div>
              <dt>Now</dt>
              <dd>{standing(state.current, deed)}</dd>
            </div>
            <div>
              <dt>Yours</dt>
              <dd>{yours}</dd>
            </div>
          </dl>
          <button type="button" class="button small primary" onClick={() => queue.insist(write.id)}>
            Use yours
          </button>
          <button type="button" class="button small" onClick={() => queue.drop(write.id)}>
            Keep theirs
          </button>
        </>
      )}
      {(state.is === 'lost' || state.is === 'refused') && (
        <>
          <p>
            {yours}: {state.is === 'lost' ? 'waits until the desk can be reached.' : `not done. ${state.message}`}
          </p>
          <button type="button" class="button small" onClick={() => queue.retry(write.id)}>
            Try now
          </button>
          <button type="button" class="button small" onClick={() => queue.drop(write.id)}>
            Discard
          </button>
        </>
      )}
    </div>
  );
}

function standing(current: TicketRow, deed: Deed): string {
  if (deed.do === 'status') return statusWords(current.status, current.waitingOn);
  if (deed.do === 'assign') return agentName(current.assigneeId);
  if (deed.do === 'priority') return `${current.priority} priority`;
  return `${current.held} held`;
}
