import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedIn } from '../support/api.ts';
import { appOn, PHONE, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let page: Page;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  const grace = await signedIn(db, app.api, 'Grace', 'admin');
  const made = (method: string, path: string, body: object) =>
    grace.ask(method, path, { body, key: crypto.randomUUID() });
  const id = (await made('POST', '/api/organisations', { name: 'Kite' })).at('organisation.id');
  await made('POST', `/api/organisations/${id}/cover`, { planId: 2, startsOn: new Date().toISOString().slice(0, 10) });
  const contact = { address: 'ada@kite.example', name: 'Ada Kite', phones: ['+1 (415) 555-0111'] };
  await made('PUT', `/api/organisations/${id}/contacts`, contact);
  await made('POST', '/api/tickets', {
    requester: { address: 'ada@kite.example' },
    subject: 'Pump makes a noise',
    text: 'Since Monday.',
  });
  page = await app.device('/app/new', grace.cookie(), { viewport: PHONE, hasTouch: true, isMobile: true });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('a call is logged with a number, a tap, a few words and a priority; the promise is told before', async () => {
  await page.getByLabel('Their number').fill('415 555 0111');
  const ada = page.getByRole('button', { name: /Ada Kite/ });
  await ada.tap();
  expect(await ada.textContent()).toMatch(/Kite · In Extended support, \d+ days left/);
  await page.getByRole('link', { name: '#1 Pump makes a noise' }).waitFor();
  await page.getByLabel('What they said').fill('The pump stopped. Nothing moves in the hall.');
  await page.getByLabel('Priority').selectOption('critical');
  await page.getByText(/^First answer by /).waitFor();
  await page.getByRole('button', { name: 'Open the ticket' }).tap();
  await page.waitForURL('**/app/t/2');
  await page.getByRole('heading', { name: 'The pump stopped' }).waitFor();
  const said = page.getByRole('article', { name: 'Mail from Ada Kite' });
  expect(await said.textContent()).toMatch(/Written down by Grace.*Nothing moves in the hall\./);
});

test('somebody new is kept with their number, and found by it when they call again', async () => {
  await page.goto('/app/new');
  await page.getByLabel('Their number').fill('+44 20 7946 0018');
  await page.getByText('Nobody has called or written from this number yet.').waitFor();
  await page.getByLabel('Their name').fill('Alan');
  await page.getByLabel('What they said').fill('Where is the manual?');
  await page.getByRole('button', { name: 'Open the ticket' }).tap();
  await page.waitForURL('**/app/t/3');
  await page.goto('/app/new');
  await page.getByLabel('Their number').fill('020 7946 0018');
  await page.getByRole('button', { name: /Alan/ }).waitFor();
});
