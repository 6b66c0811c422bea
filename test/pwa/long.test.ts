import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, signedIn, ticketBy } from '../support/api.ts';
import { appOn, type TestApp } from '../support/app.ts';
import { manyMessages, manyTickets } from '../support/many.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

// What a list or a thread may cost a phone, however long it is.
const MOST_NODES = 1_500;
// Sync gives a device this many tickets that are to do.
const MANY = 5_000;

let db: TestDatabase;
let app: TestApp;
let grace: Browser;
beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const nodes = (page: Page) => page.evaluate(() => document.querySelectorAll('*').length);

test('a thread of 500 messages opens at its newest, and unfolds piece by piece', async () => {
  const { id } = await ticketBy(grace);
  await manyMessages(db, id, 499);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByText('Message 499', { exact: false }).waitFor();
  expect(await nodes(page)).toBeLessThan(MOST_NODES);
  await page.getByText('Message 499').first().waitFor({ state: 'visible' });
  await page.locator('.message', { hasText: 'It smokes.' }).waitFor({ state: 'attached' });
  await page.getByRole('button', { name: '491 messages in between' }).click();
  await page.getByText('Message 460').first().waitFor({ state: 'attached' });
  await page.getByRole('button', { name: '451 messages in between' }).waitFor({ state: 'attached' });
  await page.context().close();
});

test('a list of thousands draws what is seen, keeps every ticket in reach, and moves when one is answered', async () => {
  await manyTickets(db, MANY);
  const page = await app.device('/app/', grace.cookie());
  await page.locator('.row a').first().waitFor();
  const list = page.locator('.list .scroll');
  await expect.poll(() => list.evaluate((it) => it.scrollHeight), { timeout: 30_000 }).toBeGreaterThan((MANY - 1) * 70);
  const seen = new Set<number>();
  for (let step = 0; step < 40; step += 1) {
    await list.evaluate((it) => it.scrollBy(0, 700));
    seen.add(await nodes(page));
  }
  expect(Math.max(...seen)).toBeLessThan(MOST_NODES);
  await list.evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await expect
    .poll(() => list.evaluate((it) => Math.round(it.scrollHeight - it.scrollTop - it.clientHeight)))
    .toBeLessThanOrEqual(1);
  await page.locator('.row a').last().click();
  await page.locator('.pane.ticket h1').waitFor();
  expect(await nodes(page)).toBeLessThan(MOST_NODES);
  await page.goBack();
  await page.locator('.row a').last().waitFor();
  await page.context().close();
}, 60_000);
