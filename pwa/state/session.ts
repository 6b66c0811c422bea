import { signal } from '@preact/signals';
import type { AgentRow, Me } from '../../gateway/api/shapes.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';

/** Who is asking. `asking` until the desk has said; `away` when it could not be reached at the start. */
export type Session = { is: 'asking' } | { is: 'away' } | { is: 'out' } | { is: 'in'; me: Me };

export const session = signal<Session>({ is: 'asking' });

/** The signed-in agent, or null. */
export const myself = (): AgentRow | null => (session.value.is === 'in' ? session.value.me.agent : null);

export async function resume(): Promise<void> {
  const answer = await ask<Me>('/me');
  if (answer.is === 'good') session.value = { is: 'in', me: answer.value };
  else session.value = { is: answer.is === 'refused' && answer.status === 401 ? 'out' : 'away' };
}

export async function signIn(address: string, password: string): Promise<Answer<Me>> {
  return entered(await ask<Me>('/session', { method: 'POST', body: { address, password } }));
}

/** Takes an answer that carries a session: sign-in, first set-up, joining. */
export function entered(answer: Answer<Me>): Answer<Me> {
  if (answer.is === 'good') session.value = { is: 'in', me: answer.value };
  return answer;
}

export async function signOut(): Promise<void> {
  await ask('/session', { method: 'DELETE' });
  // A fresh page is the one sure way to leave no customer's words in memory.
  location.assign('/app/');
}
