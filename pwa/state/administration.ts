import type { Health } from '../../gateway/api/check-shapes.ts';
import type { Learning } from '../../gateway/api/learning.ts';
import type { PhoneSettings } from '../../gateway/api/phone.ts';
import type { AgentRow, Me, SentRow } from '../../gateway/api/shapes.ts';
import type { Block } from '../../gateway/api/spam.ts';
import type { Replies } from '../../gateway/desk/practice.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';
import { enter } from './session.ts';
import type { Desk } from './setup.ts';

/** What administrators ask of the desk. Each answers at once or says why not, so nothing here is queued. */
export const readAgents = () => ask<{ agents: AgentRow[] }>('/agents');
export const invite = (address: string, role: AgentRow['role']) =>
  ask<{ link: string }>('/invitations', { method: 'POST', body: { address, role } });
export const deactivate = (id: number) => ask<unknown>(`/agents/${id}`, { method: 'DELETE' });

export const readDesk = () => ask<Desk>('/desk');
export const writeDesk = (desk: Desk) => ask<Desk>('/desk', { method: 'PUT', body: desk });

const changeMe = async (body: object): Promise<Answer<unknown>> => {
  const answer = await ask<Me>('/me', { method: 'PUT', body });
  if (answer.is === 'good') enter(answer.value);
  return answer;
};
export const writeMe = (name: string, signature: string) => changeMe({ name, signature });
export const hearOfCover = (coverReminders: boolean) => changeMe({ coverReminders });
export const writeQuietHours = (quietHours: Me['quietHours']) => changeMe({ quietHours });

export const changePassword = (now: string, next: string) =>
  ask<unknown>('/me', { method: 'PUT', body: { password: { now, next } } });

type Tested = { out: boolean };
export const readTestPage = () => ask<Tested>('/test-page');
export const haveTestPage = () => ask<Tested>('/test-page/acknowledgement', { method: 'POST' });

export const readSent = () => ask<{ sent: SentRow[] }>('/sandbox/sent');

export const readReplies = () => ask<Replies>('/replies');
export const writeReplies = (replies: Replies) => ask<Replies>('/replies', { method: 'PUT', body: replies });

export const readPhone = () => ask<PhoneSettings>('/phone');
export const writePhone = (phone: { ring: string[]; token?: string | null }) =>
  ask<PhoneSettings>('/phone', { method: 'PUT', body: phone });

type Blocks = { blocks: Block[] };
export const readBlocks = () => ask<Blocks>('/blocks');
export const block = (sender: string) => ask<Blocks>('/blocks', { method: 'POST', body: { sender } });
export const unblock = (id: number) => ask<Blocks>(`/blocks/${id}`, { method: 'DELETE' });

/** How well priorities are read. */
export const readLearning = () => ask<Learning>('/learning');

export const readHealth = () => ask<Health>('/health');
export const checkNow = () => ask<Health>('/health/check', { method: 'POST' });
export const writeLimits = (limits: Health['limits']) =>
  ask<unknown>('/health/limits', { method: 'PUT', body: limits });
