import { computed, signal } from '@preact/signals';
import type { AgentRow, Me } from '../../gateway/api/shapes.ts';
import type { Answer } from './ask.ts';
import { endCalls } from './calls.ts';
import { ask } from './connection.ts';
import { forgetAll } from './device.ts';
import { keepMe } from './kept-tickets.ts';

/** Who is asking. `asking` until the desk or this device has said; `away` when neither could. */
export type Session = { is: 'asking' } | { is: 'away' } | { is: 'out' } | { is: 'in'; me: Me };

export const session = signal<Session>({ is: 'asking' });

/** The signed-in agent, or null. */
export const myself = (): AgentRow | null => (session.value.is === 'in' ? session.value.me.agent : null);

/** Changes when somebody comes or goes, and not when only their name does. */
export const presence = computed(() => {
  const { value } = session;
  return value.is === 'in' ? { is: value.is, agentId: value.me.agent.id } : { is: value.is, agentId: null };
});

// Set while somebody wants to be signed out and the desk has not heard of it: until then its cookie would still open the door.
const LEAVING = 'heed.leaving';

/** Whoever was signed in when the app was last open sees what this device kept, while the desk is asked. */
export function enterAsBefore(me: Me | null): void {
  if (me && localStorage.getItem(LEAVING) === null) session.value = { is: 'in', me };
}

/** Asks the desk who this is. */
export async function resume(): Promise<void> {
  if (localStorage.getItem(LEAVING) !== null && !(await leave())) {
    session.value = { is: 'out' };
    return;
  }
  const answer = await ask<Me>('/me');
  if (answer.is === 'good') enter(answer.value);
  else if (answer.is === 'refused' && answer.status === 401) session.value = { is: 'out' };
  else if (session.value.is !== 'in') session.value = { is: 'away' };
}

export async function signIn(address: string, password: string): Promise<Answer<Me>> {
  return entered(await ask<Me>('/session', { method: 'POST', body: { address, password } }));
}

/** Takes an answer that carries a session: sign-in, joining. */
export function entered(answer: Answer<Me>): Answer<Me> {
  if (answer.is === 'good') enter(answer.value);
  return answer;
}

export function enter(me: Me): void {
  localStorage.removeItem(LEAVING);
  session.value = { is: 'in', me };
  void keepMe(me);
}

/** Wipes this device first, so that it is clean without a network too; then tells the desk. */
export async function signOut(): Promise<void> {
  localStorage.setItem(LEAVING, 'yes');
  await forgetAll();
  await endCalls();
  await leave();
  // A fresh page is the one sure way to leave no customer's words in memory.
  location.assign('/app/');
}

async function leave(): Promise<boolean> {
  const { is } = await ask('/session', { method: 'DELETE' });
  if (is === 'good') localStorage.removeItem(LEAVING);
  return is === 'good';
}
