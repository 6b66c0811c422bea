import { DeskError } from './error.ts';
import { whyUnreachable } from './reachable.ts';

/** What a webhook can be told of, and the kinds of events that it stands for. The names are promised to receivers. */
const TOLD = {
  'ticket.opened': ['opened'],
  'ticket.replied': ['joined'],
  'ticket.answered': ['answered', 'answered elsewhere'],
  'ticket.assigned': ['assigned', 'released'],
  'ticket.prioritised': ['prioritised'],
  'ticket.handed_over': ['handed over'],
  'ticket.waiting': ['waiting'],
  'ticket.solved': ['solved'],
  'ticket.reopened': ['reopened'],
  'ticket.closed': ['closed'],
  'answer.failed': ['answer failed', 'answer unknown', 'bounced'],
  'promise.breached': ['breached'],
  'promise.escalated': ['escalated'],
  'page.called': ['paged'],
  'page.acknowledged': ['page acknowledged'],
  'page.nobody': ['nobody on call'],
  'page.test': ['test page'],
} as const satisfies Record<string, readonly string[]>;

export type WebhookEvent = keyof typeof TOLD;
export const WEBHOOK_EVENTS = Object.keys(TOLD) as WebhookEvent[];

/** The kind of a webhook's trial, which is no event. */
export const TRIAL = 'trial';

export const kindsOf = (events: readonly WebhookEvent[]): string[] => events.flatMap((event) => [...TOLD[event]]);

export const eventsOf = (kinds: readonly string[]): WebhookEvent[] =>
  WEBHOOK_EVENTS.filter((event) => TOLD[event].some((kind) => kinds.includes(kind)));

/** What a delivery is of: the name that receivers know. */
export const typeOf = (kind: string): WebhookEvent | 'webhook.test' => eventsOf([kind])[0] ?? 'webhook.test';

/** Before the key in base64 (Standard Webhooks). */
export const SECRET_PREFIX = 'whsec_';

/** By which a receiver knows what came twice. */
export const deliveryId = (outboxId: number): string => `msg_${outboxId}`;

/** What the outbox keeps of an event, as migration 0027 writes it: ids and codes. */
export type Telling = {
  /** Missing on a trial. */
  event?: number;
  kind: string;
  at: number;
  ticketId: number | null;
  agentId: number | null;
  data: Record<string, unknown>;
  priority: string | null;
  level: string | null;
  status: string | null;
};

/** The body of a delivery (Standard Webhooks: type, timestamp, data). The same each time it is sent. */
export function bodyOf({ kind, at, ticketId, data, ...rest }: Telling, baseUrl: URL): string {
  const url = ticketId === null ? null : new URL(`app/t/${ticketId}`, baseUrl).href;
  const about = { ticketId, url, ...rest, details: data };
  return JSON.stringify({ type: typeOf(kind), timestamp: new Date(at).toISOString(), data: about });
}

/** A desk on somebody's own machine may tell programs on that machine; no other may look into its own network. */
export const mayTellItself = (baseUrl: URL): boolean => LOOPBACK.test(baseUrl.hostname);

export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.test(hostname);

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * A URL that can be a webhook's. Where its name leads is looked at each time it is called, for names change.
 * @throws DeskError invalid, in words
 */
export function webhookUrl(text: string, baseUrl: URL): string {
  const url = URL.parse(text);
  const wrong = (words: string) => new DeskError('invalid', words, { field: 'url' });
  if (!url) throw wrong('This is no URL; write one such as https://chat.example.com/hooks/heed.');
  if (url.username !== '' || url.password !== '')
    throw wrong('Leave user and password out of the URL: the signature shows who sends.');
  if (isLoopback(url) && mayTellItself(baseUrl)) return url.href;
  if (url.protocol !== 'https:') throw wrong('Write https: what is sent would be read on its way.');
  const why = whyUnreachable(url);
  if (why !== null) throw wrong(`${why}: Heed calls public servers only.`);
  return url.href;
}
