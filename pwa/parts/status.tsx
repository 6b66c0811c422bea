import { update, updateReady } from '../bridge.ts';
import { announced } from '../state/announce.ts';
import { offline } from '../state/connection.ts';
import { queue } from '../state/tickets.ts';

/** What the whole app has to say: no connection, an update, and the live region. */
export function StatusLines() {
  const waiting = queue.writes.value.length;
  const note = announced.value;
  return (
    <>
      <div role="status" class={note?.loud ? 'toast' : 'unseen'}>
        {note?.words}
      </div>
      {offline.value && (
        <p class="banner">
          The desk cannot be reached.{' '}
          {waiting > 0
            ? `${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'} and will be sent.`
            : 'Trying again.'}
        </p>
      )}
      {updateReady.value && (
        <p class="banner calm">
          A newer Heed is here.{' '}
          <button type="button" class="plain" onClick={update}>
            Update
          </button>
        </p>
      )}
    </>
  );
}
