import { createHmac } from 'node:crypto';
import { SECRET_PREFIX } from '../desk/webhook.ts';

export type Signed = { id: string; timestamp: number; body: string };

/** The headers of Standard Webhooks 1.0 (https://www.standardwebhooks.com); `timestamp` in seconds since 1970. */
export function webhookHeaders(secret: string, { id, timestamp, body }: Signed): Record<string, string> {
  const key = Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Heed',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
