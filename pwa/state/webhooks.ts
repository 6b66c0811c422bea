import type { Deliveries, WebhookAsked, WebhookRow, Webhooks } from '../../gateway/api/webhook-shapes.ts';
import { ask } from './connection.ts';

export type { Deliveries, WebhookAsked, WebhookRow, Webhooks };

type Secret = { id: number; secret: string };
const at = (id: number) => `/webhooks/${id}`;

export const readWebhooks = () => ask<Webhooks>('/webhooks');
export const addWebhook = (body: WebhookAsked) => ask<Secret>('/webhooks', { method: 'POST', body });
export const writeWebhook = ({ id, revision }: WebhookRow, body: WebhookAsked) =>
  ask<Webhooks>(at(id), { method: 'PUT', body, seq: revision });
export const removeWebhook = ({ id, revision }: WebhookRow) =>
  ask<Webhooks>(at(id), { method: 'DELETE', seq: revision });
export const newSecret = (id: number) => ask<Secret>(`${at(id)}/secret`, { method: 'POST' });
export const tryWebhook = (id: number) => ask<unknown>(`${at(id)}/test`, { method: 'POST' });
export const readDeliveries = (id: number) => ask<Deliveries>(`${at(id)}/deliveries`);
