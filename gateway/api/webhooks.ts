import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { deliveryId, eventsOf, kindsOf, SECRET_PREFIX, typeOf, WEBHOOK_EVENTS, webhookUrl } from '../desk/webhook.ts';
import type { Db } from '../store/db.ts';
import { tellOfDesk } from '../store/tell.ts';
import {
  addWebhook,
  changeSecret,
  changeWebhook,
  deliveriesOf,
  removeWebhook,
  tryWebhook,
  webhooks,
} from '../store/webhooks.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { gives, says, takes } from './route.ts';
import { DeliveriesShape, SecretShape, WebhookAsk, WebhooksShape } from './webhook-shapes.ts';

const QueuedShape = z.object({ queued: z.literal(true) });
const QUEUED = { queued: true } as const;

/**
 * Webhooks: whom the desk tells of its events. The answers that tell a secret are kept nowhere, so these two writes have
 * no Idempotency-Key: done twice, the newer secret counts, and a webhook too many is seen.
 */
export function webhookRoutes({ db, secrets, config }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get('/webhooks', says('Webhooks, and what they can be told of', WebhooksShape), async (c) =>
      gives(c, WebhooksShape, await all(db)),
    )
    .post(
      '/webhooks',
      says('Add a webhook; its secret is told once', SecretShape),
      takes('json', WebhookAsk),
      async (c) => {
        const { url, events } = c.req.valid('json');
        const [by, secret] = [agentOf(c).id, newSecret()];
        const fresh = {
          url: webhookUrl(url, config.baseUrl),
          kinds: kindsOf(events),
          secret: secrets.encrypt(secret),
          by,
        };
        const id = await db.transaction().execute(async (tx) => {
          const webhookId = await addWebhook(tx, fresh);
          await tellOfDesk(tx, { kind: 'webhook added', by, data: { webhookId } });
          return webhookId;
        });
        return gives(c, SecretShape, { id, secret });
      },
    )
    .put(
      '/webhooks/:id',
      says('Change a webhook, switch it on or off', WebhooksShape),
      takes('param', IdInPath),
      takes('json', WebhookAsk),
      (c) => {
        const [{ id }, { url, events, on }] = [c.req.valid('param'), c.req.valid('json')];
        const revision = seqOf(c, REVISION);
        const changed = { url: webhookUrl(url, config.baseUrl), kinds: kindsOf(events), on, revision };
        return once(c, db, WebhooksShape, (keep) =>
          db.transaction().execute(async (tx) => {
            await changeWebhook(tx, id, changed);
            await tellOfDesk(tx, { kind: 'webhook changed', by: agentOf(c).id, data: { webhookId: id } });
            const now = await all(tx);
            await keep(tx, now);
            return now;
          }),
        );
      },
    )
    .delete('/webhooks/:id', says('Remove a webhook', WebhooksShape), takes('param', IdInPath), (c) => {
      const { id } = c.req.valid('param');
      const revision = seqOf(c, REVISION);
      return once(c, db, WebhooksShape, (keep) =>
        db.transaction().execute(async (tx) => {
          await removeWebhook(tx, id, revision);
          await tellOfDesk(tx, { kind: 'webhook removed', by: agentOf(c).id, data: { webhookId: id } });
          const now = await all(tx);
          await keep(tx, now);
          return now;
        }),
      );
    })
    .post(
      '/webhooks/:id/secret',
      says('Give a webhook another secret, which is told once', SecretShape),
      takes('param', IdInPath),
      async (c) => {
        const { id } = c.req.valid('param');
        const secret = newSecret();
        await db.transaction().execute(async (tx) => {
          await changeSecret(tx, id, secrets.encrypt(secret));
          await tellOfDesk(tx, { kind: 'webhook changed', by: agentOf(c).id, data: { webhookId: id } });
        });
        return gives(c, SecretShape, { id, secret });
      },
    )
    .post(
      '/webhooks/:id/test',
      says('Tell a webhook something, to try', QueuedShape),
      takes('param', IdInPath),
      (c) => {
        const { id } = c.req.valid('param');
        return once(c, db, QueuedShape, (keep) =>
          db.transaction().execute(async (tx) => {
            await tryWebhook(tx, id);
            await tellOfDesk(tx, { kind: 'webhook tried', by: agentOf(c).id, data: { webhookId: id } });
            await keep(tx, QUEUED);
            return QUEUED;
          }),
        );
      },
    )
    .get(
      '/webhooks/:id/deliveries',
      says('What a webhook was told last', DeliveriesShape),
      takes('param', IdInPath),
      async (c) => {
        const found = await deliveriesOf(db, c.req.valid('param').id);
        const deliveries = found.map(({ kind, id, ...rest }) => ({ ...rest, id: deliveryId(id), type: typeOf(kind) }));
        return gives(c, DeliveriesShape, { deliveries });
      },
    );
}

// Between 24 and 64 bytes, says the standard.
const SECRET_BYTES = 32;

const newSecret = (): string => `${SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

const REVISION = 'the revision of the webhook';

const all = async (db: Db) => ({
  webhooks: (await webhooks(db)).map(({ kinds, ...webhook }) => ({ ...webhook, events: eventsOf(kinds) })),
  events: WEBHOOK_EVENTS,
});
