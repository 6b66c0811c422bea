import { z } from 'zod';
import { WEBHOOK_EVENTS } from '../desk/webhook.ts';

/** Webhooks as they are read and written. */

// Longer is no address of a server.
const LONGEST_URL = 2000;

const Event = z.enum(WEBHOOK_EVENTS);

export const WebhookAsk = z.strictObject({
  url: z.string().trim().max(LONGEST_URL),
  events: z.array(Event).min(1, 'must name an event').max(WEBHOOK_EVENTS.length),
  /** Off, it is told nothing; what happens meanwhile is never told. */
  on: z.boolean().default(true),
});

export const WebhookShape = z.object({
  id: z.number(),
  url: z.string(),
  events: z.array(Event),
  revision: z.number(),
  addedAt: z.number(),
  endedAt: z.number().nullable(),
  endedWhy: z.string().nullable(),
});
/** `events`: what there is to be told. */
export const WebhooksShape = z.object({ webhooks: z.array(WebhookShape), events: z.array(Event) });

/** The only time that a secret is told. */
export const SecretShape = z.object({ id: z.number(), secret: z.string() });

export const DeliveriesShape = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      ticketId: z.number().nullable(),
      state: z.enum(['queued', 'held', 'claimed', 'sent', 'failed', 'unknown', 'suppressed']),
      attempts: z.number(),
      reason: z.string().nullable(),
      at: z.number(),
    }),
  ),
});

export type WebhookRow = z.infer<typeof WebhookShape>;
export type Webhooks = z.infer<typeof WebhooksShape>;
export type WebhookAsked = z.input<typeof WebhookAsk>;
export type Deliveries = z.infer<typeof DeliveriesShape>;
