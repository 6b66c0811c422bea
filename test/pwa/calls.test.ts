import { sql } from 'kysely';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/agent-client.ts';
import { type Browser, signedIn, ticketBy } from '../support/api.ts';
import { appOn, type TestApp, underServiceWorker } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Browser & { id: number };
beforeAll(async () => {
  db = await freshDatabase();
  const devices = { publicKey: async () => `B${'A'.repeat(86)}`, allows: () => true, test: async () => 1 };
  app = await appOn(db, { devices });
  grace = await signedIn(db, app.api, 'Grace', 'admin');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** A phone whose browser reaches no push service: it subscribes to nothing, and is called by hand. */
async function phone(path: string): Promise<Page> {
  const page = await app.device('/app/', grace.cookie());
  await page.context().grantPermissions(['notifications'], { origin: app.url });
  await page.context().addInitScript(() => {
    let subscribed: object | null = null;
    const subscription = {
      endpoint: 'https://push.example/1',
      toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) } }),
      unsubscribe: async () => {
        subscribed = null;
        return true;
      },
    };
    Object.assign(PushManager.prototype, {
      getSubscription: async () => subscribed,
      subscribe: async () => {
        subscribed = subscription;
        return subscription;
      },
    });
  });
  await underServiceWorker(page);
  await page.goto(path);
  return page;
}

/** Calls the phone as its browser would. */
async function call(page: Page, message: object): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  let registrationId = '';
  devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    for (const one of registrations) if (!one.isDeleted) ({ registrationId } = one);
  });
  await devtools.send('ServiceWorker.enable');
  await eventually(async () => registrationId !== '');
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: app.url,
    registrationId,
    data: JSON.stringify(message),
  });
  await devtools.detach();
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const notifications = await (await navigator.serviceWorker.ready).getNotifications();
    return notifications.map(({ title, body, tag }) => ({ title, body, tag }));
  });

/** Taps an action of the notification that is shown. */
async function tap(context: BrowserContext, action: string): Promise<void> {
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(async (wanted) => {
    const scope = self as unknown as ServiceWorkerGlobalScope;
    const [notification] = await scope.registration.getNotifications();
    if (notification) scope.dispatchEvent(new NotificationEvent('notificationclick', { notification, action: wanted }));
  }, action);
}

const paged = async () => {
  const { id } = await ticketBy(grace, { subject: 'The database is down' });
  await sql`insert into page (ticket_id, agent_id, tries, next_at, opened_at)
    values (${id}, ${grace.id}, 1, heed_now() + 600000, heed_now())`.execute(db);
  return id;
};
const openPages = async (id: number) =>
  (await sql`select from page where ticket_id = ${id} and closed_at is null`.execute(db)).rows.length;

test('an agent lets a phone be called, tries it, and has it quiet again', async () => {
  const page = await phone('/app/admin/you');
  await page.getByRole('button', { name: 'Ring on this device' }).click();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('This device was called', { exact: true }).last().waitFor();
  expect((await sql`select from device where agent_id = ${grace.id}`.execute(db)).rows).toHaveLength(1);
  await page.getByRole('button', { name: 'Stay quiet' }).click();
  await page.getByRole('button', { name: 'Ring on this device' }).waitFor();
  expect((await sql`select from device`.execute(db)).rows).toEqual([]);
  await page.context().close();
});

test('a page shows its ticket once, however often it calls; “I have it” ends it without opening the app', async () => {
  const id = await paged();
  const page = await phone('/app/');
  for (let times = 0; times < 3; times++) await call(page, { is: 'page', ticketId: id });
  await eventually(async () => (await shown(page)).length > 0);
  expect(await shown(page)).toEqual([
    { title: `#${id} needs you now`, body: 'The database is down', tag: `ticket-${id}` },
  ]);
  await tap(page.context(), 'have');
  await eventually(async () => (await openPages(id)) === 0);
  await eventually(async () => (await shown(page)).some(({ title }) => title === `You have #${id}`));
  expect(new URL(page.url()).pathname).toBe('/app/');
  await page.context().close();
});

test('without a network the page stays open, and the app opens on its ticket', async () => {
  const id = await paged();
  const page = await phone('/app/');
  await call(page, { is: 'page', ticketId: id });
  await eventually(async () => (await shown(page)).length > 0);
  app.lost.now = 'requests';
  await tap(page.context(), 'have');
  await page.waitForURL(`**/app/t/${id}`).finally(() => {
    app.lost.now = 'nothing';
  });
  expect(await openPages(id)).toBe(1);
  await page.context().close();
});

test('a test page says that it is one; “I have it” on it ends it, and so does the button under You', async () => {
  const tested = async () => {
    await sql`insert into test_page (rota, due_at, agent_id, answer_by)
      select 'First line', heed_now() + count(*), ${grace.id}, heed_now() + 600000 from test_page`.execute(db);
  };
  const out = async () => (await grace.get('/api/test-page')).at('out');
  await tested();
  const page = await phone('/app/');
  await call(page, { is: 'test page', ticketId: null });
  await eventually(async () => (await shown(page)).length > 0);
  expect(await shown(page)).toMatchObject([{ title: 'Test: you are called', tag: 'test page' }]);
  await tap(page.context(), 'have');
  await eventually(async () => (await out()) === false);
  await tested();
  await page.goto('/app/admin/you');
  await page.getByRole('button', { name: 'I have it' }).click();
  await page.getByText('you would have been reached').first().waitFor();
  expect(await out()).toBe(false);
  await page.context().close();
});

test('a call that says nothing, or too much, shows that something needs a look', async () => {
  const page = await phone('/app/');
  await call(page, { is: 'nonsense', ticketId: '1 or 2', html: '<b>' });
  await eventually(async () => (await shown(page)).some(({ title }) => title === 'Tickets need a look'));
  await page.context().close();
});
