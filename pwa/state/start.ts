import { effect, untracked } from '@preact/signals';
import { renewCalls } from './calls.ts';
import { forgetTheirs } from './device.ts';
import { leaveDrafts, recallDrafts } from './drafts.ts';
import { recall } from './kept-tickets.ts';
import { keptWrites } from './kept-words.ts';
import { enterAsBefore, presence, resume } from './session.ts';
import { catchUp, forgetCursor, startSync } from './sync.ts';
import { forgetTickets, queue, takeKept } from './tickets.ts';

// A gateway that restarts is back within seconds.
const AWAY_PAUSE = 5_000;

/** Shows what this device kept, then follows who comes and goes. */
export async function start(): Promise<void> {
  adoptWrites();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') queue.hurry();
  });
  const kept = await recall();
  takeKept(kept);
  enterAsBefore(kept.me);
  startSync(kept.cursor);
  let last = kept.me?.agent.id ?? null;
  effect(() => {
    const { is, agentId } = presence.value;
    untracked(() => {
      if (is === 'away') setTimeout(resume, AWAY_PAUSE);
      if (is === 'out' || (agentId !== null && last !== null && last !== agentId)) forgetDesk();
      if (agentId === null) return;
      last = agentId;
      void recallDrafts(agentId);
      void catchUp();
      void renewCalls();
      queue.wake();
    });
  });
  await resume();
}

function forgetDesk(): void {
  forgetTickets();
  forgetCursor();
  leaveDrafts();
  void forgetTheirs();
}

/** One page of a device sends what closed pages left; when that page closes, another takes over. */
function adoptWrites(): void {
  const adopt = async () => queue.adopt(await keptWrites());
  // Plain http has no locks; there a write may go out from two pages, and under its one key is still done once.
  if (!navigator.locks) return void adopt();
  void navigator.locks.request('heed.writes', async () => {
    await adopt();
    await new Promise(() => {});
  });
}
