import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../gateway/deliver.ts';
import { openDevices } from '../gateway/wiring/calling.ts';
import { delivering } from '../gateway/wiring/delivering.ts';
import { openSenders } from '../gateway/wiring/sending.ts';
import { type Api, apiOn, type Browser, signedIn, ticketBy } from './support/api.ts';
import { type PushService, startPushService } from './support/push-service.ts';
import { type StoryDesk, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let api: Api;
let grace: Browser;
let service: PushService;
let devices: ReturnType<typeof openDevices>;
beforeEach(async () => {
  desk = await storyDesk();
  devices = openDevices(desk.heed, (endpoint) => endpoint === service.endpoint);
  service = await startPushService(() => devices.edge.publicKey());
  ({ api } = await apiOn(desk.db, { ...desk.heed, devices: devices.edge }));
  grace = await signedIn(desk.db, api, 'Grace');
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

const subscribe = (by: Browser = grace, changed = {}) => {
  const { endpoint, p256dh, auth } = service;
  return by.put('/api/devices', { body: { endpoint, p256dh, auth, ...changed } });
};
const calls = () => service.delivered.map(({ payload }) => JSON.parse(payload));
const kept = async () => (await sql<{ endpoint: string }>`select endpoint from device`.execute(desk.db)).rows.length;

/** A page to Grace, or a notice, waits to go out by mail. */
async function queued(kind: 'page' | 'notice'): Promise<number> {
  const { id } = await ticketBy(grace);
  await sql`insert into outbox (ticket_id, mailbox_id, kind, envelope, content, state, run_at, queued_at)
    values (${id}, 1, ${kind}, '{"to": [{"name": "Grace", "address": "Grace@desk.example"}], "cc": []}', '{}', 'queued', heed_now(), heed_now())`.execute(
    desk.db,
  );
  return id;
}
async function send(): Promise<void> {
  const senders = openSenders(desk.heed);
  while ((await deliver(delivering(desk.heed, senders, undefined, devices.call))) > 0);
  senders.close();
}

test('who is paged is called on their devices too, with an id and no words', async () => {
  await subscribe();
  const id = await queued('page');
  await send();
  expect(calls()).toEqual([{ is: 'page', ticketId: id }]);
  expect(service.delivered[0]).toMatchObject({ urgency: 'high', topic: `page${id}` });
  expect(desk.sink.mails).toHaveLength(1);
});

test('a mail that is tried again does not ring again', async () => {
  await subscribe();
  await queued('page');
  await desk.sink.close();
  await send();
  await sql`update outbox set run_at = heed_now()`.execute(desk.db);
  await send();
  const { rows } = await sql<{ attempts: number }>`select attempts from outbox where kind = 'page'`.execute(desk.db);
  expect(rows).toEqual([{ attempts: 2 }]);
  expect(calls()).toHaveLength(1);
}, 30_000);

test('a notice waits for a phone that sleeps', async () => {
  await subscribe();
  await queued('notice');
  await send();
  expect(service.delivered).toMatchObject([{ urgency: 'normal' }]);
});

test('a device that is gone is forgotten, and nobody else is called for it', async () => {
  await subscribe();
  service.answers(410);
  expect((await grace.post('/api/devices/test', { body: {} })).at('called')).toBe(0);
  expect(await kept()).toBe(0);
});

test('an agent who is not here any more is not called', async () => {
  await subscribe();
  await queued('page');
  await sql`update agent set deactivated_at = heed_now()`.execute(desk.db);
  await send();
  expect(calls()).toEqual([]);
});

test('a device belongs to whoever subscribed last, and they alone can take it back', async () => {
  const ada = await signedIn(desk.db, api, 'Ada');
  await subscribe();
  await subscribe(ada);
  expect((await grace.post('/api/devices/test', { body: {} })).at('called')).toBe(0);
  expect((await ada.post('/api/devices/test', { body: {} })).at('called')).toBe(1);
  await grace.remove('/api/devices', { body: { endpoint: service.endpoint } });
  expect(await kept()).toBe(1);
  await ada.remove('/api/devices', { body: { endpoint: service.endpoint } });
  expect(await kept()).toBe(0);
});

test('an endpoint that is no push service, and keys that are none, are refused', async () => {
  expect((await subscribe(grace, { endpoint: 'http://169.254.169.254/latest' })).status).toBe(422);
  expect((await subscribe(grace, { auth: 'short' })).status).toBe(400);
  expect(await kept()).toBe(0);
});

test('the key that sends is sealed, and two gateways have the same', async () => {
  const other = openDevices(desk.heed);
  const [one, two] = await Promise.all([devices.edge.publicKey(), other.edge.publicKey()]);
  expect(one).toBe(two);
  const { rows } = await sql<{ key: string }>`select private_key as key from push_key`.execute(desk.db);
  expect(desk.heed.secrets.decrypt(rows[0]?.key ?? '')).toMatch(/^[\w-]{43}$/);
});
