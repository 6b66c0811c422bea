import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { announce } from '../state/announce.ts';
import { calls, lookAtCalls, type Calls as State, tryCall, turnOffCalls, turnOnCalls } from '../state/calls.ts';

/** Whether this device rings when a ticket needs its agent. */
export function Calls() {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => void lookAtCalls(), []);
  const state = calls.value;
  if (state === null) return null;
  const after = (work: () => Promise<string>, done: string) => async () => {
    setBusy(true);
    const wrong = await work();
    setBusy(false);
    setTrouble(wrong);
    if (wrong === '') announce(done, true);
  };
  const off = async () => {
    await turnOffCalls();
    return '';
  };
  return (
    <>
      <h2>When you are needed</h2>
      <p class="quiet">{WORDS[state]}</p>
      <Trouble words={trouble} />
      {(state === 'off' || state === 'on') && (
        <div class="actions">
          {state === 'on' && (
            <button type="button" class="button" disabled={busy} onClick={after(tryCall, 'This device was called')}>
              Try it
            </button>
          )}
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={
              state === 'on' ? after(off, 'This device stays quiet') : after(turnOnCalls, 'This device will ring')
            }
          >
            {state === 'on' ? 'Stay quiet' : 'Ring on this device'}
          </button>
        </div>
      )}
    </>
  );
}

const WORDS: Record<State, string> = {
  on: 'This device rings when you are paged, and shows what else needs you. What it shows it fetches itself: no words of customers pass through a push service.',
  off: 'This device can ring when you are paged and show what else needs you, also while Heed is closed.',
  blocked: 'Notifications of this desk are blocked here. Allow them in the browser’s settings for this site.',
  'install first': 'An iPhone rings once Heed is on its home screen and opened from there.',
  'only over https': 'A device can be called once this desk has an https address.',
  unable: 'This browser cannot be called.',
};
