import { useState } from 'preact/hooks';
import { signOut } from '../state/session.ts';
import { waitingToGo } from '../state/tickets.ts';

/** Signing out empties this device; what has not gone out yet would be lost, so it asks. */
export function SignOut() {
  const [asked, setAsked] = useState(false);
  const unsent = waitingToGo.value;
  if (!asked || unsent === 0) {
    return (
      <button type="button" class="button small" onClick={() => (unsent > 0 ? setAsked(true) : void signOut())}>
        Sign out
      </button>
    );
  }
  return (
    <div class="actions" role="alert">
      <span class="bad">{unsent === 1 ? '1 change has not gone out.' : `${unsent} changes have not gone out.`}</span>
      <button type="button" class="button small" onClick={() => setAsked(false)}>
        Stay
      </button>
      <button type="button" class="button small danger" onClick={() => void signOut()}>
        Discard and sign out
      </button>
    </div>
  );
}
