import type { Me } from '../../gateway/api/shapes.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';

export type Contacts = {
  phone: string;
  emergency: string;
  portal: string;
  managerName: string;
  managerAddress: string;
  directorName: string;
  directorAddress: string;
};

export type Desk = { name: string; zone: string; senderName: string; signature: string; contacts: Contacts };
export type NewAgent = { name: string; address: string; password: string };

export const NO_CONTACTS: Contacts = {
  phone: '',
  emergency: '',
  portal: '',
  managerName: '',
  managerAddress: '',
  directorName: '',
  directorAddress: '',
};

/** Whether the desk still waits for its first agent. */
export async function askSetup(): Promise<boolean> {
  const answer = await ask<{ open: boolean }>('/setup');
  return answer.is === 'good' && answer.value.open;
}

/** Makes the first agent and the desk. Signed in afterwards, but the page decides when to go on. */
export const setUp = (token: string, agent: NewAgent, desk: Desk): Promise<Answer<Me>> =>
  ask<Me>('/setup', { method: 'POST', body: { token, agent, desk } });

export const join = (token: string, name: string, password: string): Promise<Answer<Me>> =>
  ask<Me>('/invitations/acceptance', { method: 'POST', body: { token, name, password } });

/** The one-time token of a link, which travels in the fragment so that no server log holds it. */
export const tokenOfLink = (): string => decodeURIComponent(location.hash.slice(1));
