import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver } from '../../gateway/deliver.ts';
import { postTo } from '../../gateway/notify/webhook.ts';
import { itselfFor, tellingWebhooks } from '../../gateway/wiring/webhooks.ts';
import { signedIn } from '../support/api.ts';
import { appOn } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

let db: TestDatabase;
let app: Awaited<ReturnType<typeof appOn>>;
let grace: Awaited<ReturnType<typeof signedIn>>;
let receiver: Receiver;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  receiver = await startReceiver();
  grace = await signedIn(db, app.api, 'Grace', 'admin');
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** What the loop of a gateway does. */
async function tell(): Promise<void> {
  const { secrets, config, log } = app.deps;
  const out = tellingWebhooks(
    { db, secrets: { ...secrets, mac: String, fingerprint: '' }, config, log: { ...log, info: () => {} } },
    postTo({ itself: itselfFor(config) }),
  );
  while ((await deliver(out)) > 0);
}

test('an admin adds a webhook, sees its secret once, tries it and reads what came of it', async () => {
  const page = await app.device('/app/admin/webhooks', grace.cookie());
  await page.getByLabel('URL').fill('https://10.0.0.1/hook');
  await page.getByLabel('ticket.opened').check();
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Heed calls public servers only.').waitFor();
  await page.getByLabel('URL').fill(receiver.url);
  await page.getByRole('button', { name: 'Add' }).click();
  const secret = page.getByText(/^whsec_/);
  receiver.secret = (await secret.textContent()) ?? '';
  const host = new URL(receiver.url).host;
  await page.getByText(host, { exact: true }).click();
  await page.getByText('Nothing yet.').waitFor();
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Waiting', { exact: true }).waitFor();
  await tell();
  await page.getByText('Taken').waitFor();
  expect(receiver.received).toMatchObject([{ proven: true, body: { type: 'webhook.test' } }]);

  receiver.answers(500);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Waiting', { exact: true }).waitFor();
  await tell();
  await page.getByText('It answered 500.').waitFor();
  await page.reload();
  expect(await secret.count()).toBe(0);
  await page.getByText(host, { exact: true }).click();
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByText('An admin switched it off.').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Yes, remove' }).click();
  await page.getByText(host, { exact: true }).waitFor({ state: 'detached' });
  await page.context().close();
});
