import { deedWords } from '../parts/deed-words.ts';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import type { Write } from '../state/queue.ts';
import { go, goBack, pathOfTicket } from '../state/route.ts';
import { myself } from '../state/session.ts';
import { queue, takeBack } from '../state/tickets.ts';

/** What this agent did and the desk does not have yet, oldest first: it goes out by itself, in this order. */
export function Outbox() {
  const writes = queue.writes.value.filter(({ agentId }) => agentId === myself()?.id);
  return (
    <main class="pane whole">
      <header class="bar ticket-bar">
        <button type="button" class="button bare" aria-label="Back" onClick={() => goBack('/app/')}>
          <Icon name="back" />
        </button>
        <h1>Outbox</h1>
        {writes.length > 0 && <span class="number">{writes.length}</span>}
      </header>
      <div class="page">
        {writes.length === 0 ? (
          <div class="empty">
            <h2>All is done</h2>
            <p>What you write without a connection waits here until the desk has it.</p>
          </div>
        ) : (
          <ul>
            {writes.map((write) => (
              <Waiting key={write.id} write={write} />
            ))}
          </ul>
        )}
      </div>
    </main>
  );
}

function Waiting({ write }: { write: Write }) {
  const { deed, seen, state, ticketId } = write;
  const text = deed.do === 'answer' || deed.do === 'note' ? deed.text : '';
  const edit = () => {
    takeBack(write);
    go(pathOfTicket(ticketId));
  };
  return (
    <li class="card">
      <p class="standing-line">
        <span class={`tag ${TONES[state.is]}`}>{WORDS[state.is]}</span>
        <When at={write.at} />
      </p>
      <h2 class="capital-first">{deedWords(deed)}</h2>
      <p class="quiet">
        <a href={pathOfTicket(ticketId)}>
          #{ticketId} {seen.subject}
        </a>
      </p>
      {text && <p class="excerpt">{text}</p>}
      {state.is === 'refused' && <p class="bad">{state.message}</p>}
      {state.is === 'conflict' && <p>Somebody changed the ticket meanwhile. Open it to decide.</p>}
      {state.is !== 'sending' && (
        <div class="actions">
          {text && (
            <button type="button" class="button small" onClick={edit}>
              Edit
            </button>
          )}
          <button type="button" class="button small" onClick={() => queue.drop(write.id)}>
            Discard
          </button>
          {state.is !== 'conflict' && (
            <button type="button" class="button small" onClick={() => queue.retry(write.id)}>
              Try now
            </button>
          )}
        </div>
      )}
    </li>
  );
}

const WORDS: Record<Write['state']['is'], string> = {
  queued: 'Waits',
  sending: 'Going out',
  lost: 'Waits for the desk',
  conflict: 'Needs you',
  refused: 'Not done',
};

const TONES: Record<Write['state']['is'], string> = {
  queued: '',
  sending: '',
  lost: '',
  conflict: 'soon',
  refused: 'bad',
};
