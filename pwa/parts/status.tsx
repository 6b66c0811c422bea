import { update, updateReady } from '../bridge.ts';
import { shown, spoken, undoLast } from '../state/announce.ts';
import { offline } from '../state/connection.ts';
import { stuck, waitingToGo } from '../state/tickets.ts';

/** What the whole app has to say: no connection, changes that need the agent, an update. */
export function TopLine() {
  const count = waitingToGo.value;
  if (offline.value) {
    return (
      <p class="top-line soon">
        <span>The desk cannot be reached.{count === 0 && ' Trying again.'}</span>
        {count > 0 && <Outbox words={count === 1 ? '1 change waits' : `${count} changes wait`} />}
      </p>
    );
  }
  if (stuck.value > 0) {
    return (
      <p class="top-line soon">
        <span>{stuck.value === 1 ? '1 change needs you.' : `${stuck.value} changes need you.`}</span>
        <Outbox words="Show" />
      </p>
    );
  }
  if (!updateReady.value) return null;
  return (
    <p class="top-line">
      <span>A newer Heed is here.</span>
      <button type="button" class="plain" onClick={update}>
        Update
      </button>
    </p>
  );
}

const Outbox = ({ words }: { words: string }) => (
  <a class="plain" href="/app/outbox">
    {words}
  </a>
);

/** The live region, and the note at the foot of the screen. */
export function Toast() {
  const note = shown.value;
  return (
    <>
      <div role="status" class="unseen">
        {spoken.value}
      </div>
      {note && (
        <div class="toast">
          {note.words}
          {note.undo && (
            <button type="button" onClick={undoLast}>
              Undo
            </button>
          )}
        </div>
      )}
    </>
  );
}
