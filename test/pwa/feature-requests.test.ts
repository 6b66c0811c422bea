import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedIn, ticketBy } from '../support/api.ts';
import { appOn, PHONE, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Awaited<ReturnType<typeof signedIn>>;
let page: Page;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  page = await app.device('/app/', grace.cookie(), { viewport: PHONE, hasTouch: true, isMobile: true });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const rowOf = async (id: number) =>
  (await grace.get(`/api/tickets/${id}`)).at('ticket') as { seq: number; tags: string[] };
const progress = async () =>
  (
    await sql<{ to: string; stage: string; quote: string | null }>`select envelope->'to'->0->>'address' as to,
      content->>'stage' as stage, content->'quote'->>'name' as quote from outbox where kind = 'progress' order by id`.execute(
      db,
    )
  ).rows;
const wide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

test('an agent takes a request of two customers through its stages on a phone, and each is told alone', async () => {
  const one = await ticketBy(grace, { subject: 'Export the quarterly report as PDF' });
  const other = await ticketBy(grace, { requester: { address: 'bruno@drachen.example', name: 'Bruno Weiß' } });
  await grace.write('PUT', `/api/tickets/${other.id}/merge`, other.seq, { into: one.id });

  await page.goto(`/app/t/${one.id}`);
  await page.locator('.about > summary').click();
  await page.getByRole('button', { name: 'Make it a feature request' }).click();
  const sheet = page.getByRole('dialog', { name: 'Feature request' });
  await sheet.getByLabel('Words for them').fill('We like it.');
  await sheet.getByRole('button', { name: 'Move and tell' }).click();
  const stages = page.getByRole('region', { name: 'Feature request' });
  await stages.getByText('step 1 of 5').waitFor();
  await stages.getByText('Asked for by Ada Kite, Bruno Weiß').waitFor();
  await page.getByText('We like it.').waitFor();

  await stages.getByRole('button', { name: 'evaluation', exact: true }).click();
  await sheet.getByText('2 people asked for it').waitFor();
  await sheet.getByRole('checkbox', { name: 'Tell them' }).uncheck();
  await sheet.getByRole('button', { name: 'Move', exact: true }).click();
  await stages.getByText('step 2 of 5').waitFor();

  await stages.getByRole('button', { name: 'Scope and estimate' }).click();
  await sheet
    .getByLabel('Quote')
    .setInputFiles({ name: 'quote.pdf', mimeType: 'application/pdf', buffer: Buffer.from('300 pounds') });
  await sheet.getByRole('button', { name: 'Move and tell' }).click();
  await stages.getByText('Quote: quote.pdf').waitFor();
  expect(await wide()).toBe(false);

  const told = ['ada@kite.example', 'bruno@drachen.example'];
  expect(await progress()).toEqual([
    ...told.map((to) => ({ to, stage: 'submission', quote: null })),
    ...told.map((to) => ({ to, stage: 'scope and estimate', quote: 'quote.pdf' })),
  ]);

  await page.goto('/app/');
  await page.getByRole('button', { name: 'Requests' }).click();
  await page.getByRole('heading', { name: 'Scope and estimate' }).waitFor();
  await page.locator('.row', { hasText: 'Request of 2' }).getByText('quarterly report').waitFor();
  expect(await wide()).toBe(false);
});

test('declining asks why; what is no request after all is none again', async () => {
  const { id, seq } = await ticketBy(grace);
  await grace.write('PUT', `/api/tickets/${id}/request`, seq, { stage: 'evaluation' });
  await page.goto(`/app/t/${id}`);
  const stages = page.getByRole('region', { name: 'Feature request' });
  await stages.getByRole('button', { name: /^Another stage/ }).click();
  await page.getByRole('button', { name: 'declined' }).click();
  const sheet = page.getByRole('dialog', { name: 'Feature request' });
  await sheet.getByLabel('Why').fill('It would hold others up.');
  await sheet.getByRole('button', { name: 'Move and tell' }).click();
  await sheet.waitFor({ state: 'detached' });
  await stages.locator('strong', { hasText: 'declined' }).waitFor();
  await stages.getByRole('button', { name: /^Another stage/ }).click();
  await page.getByRole('button', { name: 'No feature request' }).click();
  await stages.waitFor({ state: 'detached' });
});

test('an agent tags a ticket on a phone, is offered the tag again, and finds the ticket by it', async () => {
  const [one, other] = [await ticketBy(grace, { subject: 'Kiln' }), await ticketBy(grace, { subject: 'Oven' })];
  await page.goto(`/app/t/${one.id}`);
  await page.getByRole('button', { name: /^Tags/ }).click();
  await page.getByLabel('New tag').fill('Big Customer');
  await page.getByRole('button', { name: 'Add' }).click();
  await expect.poll(async () => (await rowOf(one.id)).tags).toEqual(['big-customer']);

  await page.goto(`/app/t/${other.id}`);
  await page.getByRole('button', { name: /^Tags/ }).click();
  await page.getByRole('button', { name: 'big-customer', exact: true }).click();
  await expect.poll(async () => (await rowOf(other.id)).tags).toEqual(['big-customer']);
  await page.getByRole('button', { name: /^Tags/ }).click();
  await page.getByRole('button', { name: 'Take off big-customer' }).click();
  await expect.poll(async () => (await rowOf(other.id)).tags).toEqual([]);

  await page.goto('/app/');
  await page.getByLabel('Search tickets').fill('tag:big-customer');
  await page.locator('.row', { hasText: 'Kiln' }).waitFor();
  expect(await page.locator('.row', { hasText: 'Oven' }).count()).toBe(0);
});
