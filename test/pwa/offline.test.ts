import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIST } from '../../pwa/build.ts';
import { type Browser, mailOn, PASSWORD, signedIn, ticketBy } from '../support/api.ts';
import { appOn, type TestApp, underServiceWorker } from '../support/app.ts';
import { manyTickets } from '../support/many.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const MANY = process.env.HEED_TEST_ALL ? 500 : 60;
const SOON = { timeout: 20_000 };

let db: TestDatabase;
let app: TestApp;
let grace: Browser & { id: number; address: string };
let alan: typeof grace;
beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  alan = await signedIn(db, app.api, 'Alan');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

type Message = { kind: string; visible: string };
const detailOf = async (id: number) =>
  (await grace.get(`/api/tickets/${id}`)).body as { ticket: Record<string, unknown>; messages: Message[] };
const wordsOf = async (id: number) => (await detailOf(id)).messages.map(({ visible }) => visible);

/** How many rows each store of the device has. */
const onDevice = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('heed');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const counts: Record<string, number> = {};
    for (const name of db.objectStoreNames)
      counts[name] = await new Promise((resolve) => {
        const count = db.transaction(name).objectStore(name).count();
        count.onsuccess = () => resolve(count.result);
      });
    db.close();
    return counts;
  });

const choose = async (page: Page, chip: RegExp, words: RegExp) => {
  await page.getByRole('button', { name: chip }).click();
  await page.locator('.menu:popover-open').getByRole('button', { name: words }).click();
};
const note = async (page: Page, words: string) => {
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Your note').fill(words);
  await page.getByRole('button', { name: 'Add note' }).click();
};

test('the last tickets are read without a network, opened before or not', async () => {
  const first = await manyTickets(db, MANY);
  const page = await app.device('/app/', grace.cookie());
  await expect.poll(async () => (await onDevice(page)).conversations ?? 0, { timeout: 60_000 }).toBe(MANY);
  await page.goto(`/app/t/${first}`);
  await underServiceWorker(page);
  const written = (of: Page) => of.frameLocator('iframe.mail-frame').getByText(`Written for ticket ${first}`);
  await written(page).waitFor();
  await page.context().setOffline(true);
  await page.close();
  const later = await page.context().newPage();
  await later.goto('/app/');
  await later.locator('.row a').first().waitFor();
  await later.goto(`/app/t/${first}`);
  await written(later).waitFor();
  for (const id of [first + 7, first + MANY - 1]) {
    await later.goto(`/app/t/${id}`);
    await later.getByText(`Words of ticket ${id}`).waitFor();
    expect(await later.getByText('cannot be shown').count()).toBe(0);
  }
  for (const path of ['/app/mine', '/app/unassigned', '/app/new']) {
    await later.goto(path);
    await later.locator('h1:visible').first().waitFor();
  }
  await later.context().close();
}, 120_000);

test('what is written without a network waits in the outbox, outlives the page, and goes out once and in order', async () => {
  const { id } = await ticketBy(grace, { priority: 'low' });
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Priority/ }).waitFor();
  await underServiceWorker(page);
  await page.getByRole('button', { name: /^Priority/ }).waitFor();
  await page.context().setOffline(true);
  await note(page, 'The first.');
  await choose(page, /^Priority/, /high/);
  await note(page, 'The second, with a mistaek.');
  await note(page, 'One too many.');
  await choose(page, /^Status/, /Waiting on third party/);
  await page.getByText('Waiting on third party').first().waitFor();
  await page.close();

  const later = await page.context().newPage();
  await later.goto('/app/');
  await later.getByRole('link', { name: '5 changes wait' }).click();
  expect(await later.locator('.card h2').allTextContents()).toEqual([
    'Internal note',
    'high priority',
    'Internal note',
    'Internal note',
    'Waiting on third party',
  ]);
  await later.locator('.card', { hasText: 'One too many.' }).getByRole('button', { name: 'Discard' }).click();
  await later.locator('.card', { hasText: 'mistaek' }).getByRole('button', { name: 'Edit' }).click();
  await later.getByLabel('Your note').fill('The second, put right.');
  await later.getByRole('button', { name: 'Add note' }).click();
  await later.getByRole('link', { name: '4 changes wait' }).waitFor();
  await later.context().setOffline(false);
  await expect.poll(() => wordsOf(id), SOON).toEqual(['It smokes.', 'The first.', 'The second, put right.']);
  await expect
    .poll(async () => (await detailOf(id)).ticket, SOON)
    .toMatchObject({ priority: 'high', status: 'waiting', waitingOn: 'third party' });
  await later.locator('.top-line').waitFor({ state: 'detached' });
  await later.context().close();
}, 60_000);

test('what is being written outlives the page, its files too', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByLabel('Your answer').fill('Half a sent');
  await page.setInputFiles('input[type=file]', { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await page.getByText('plan.txt').waitFor();
  await expect.poll(async () => (await onDevice(page)).drafts).toBe(1);
  await page.close({ runBeforeUnload: false });
  const later = await page.context().newPage();
  await later.goto('/app/');
  await later.locator('.row', { hasText: 'Draft' }).first().click();
  await later.getByText('plan.txt').waitFor();
  expect(await later.getByLabel('Your answer').inputValue()).toBe('Half a sent');
  await later.context().close();
});

test('an answer that is taken back in time never reaches the desk, and its words are a draft again', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByLabel('Your answer').fill('Too hasty.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: 'Answer from Grace' }).waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  expect(await page.getByLabel('Your answer').inputValue()).toBe('Too hasty.');
  await page.getByLabel('Discard the draft').click();
  await page.keyboard.press('e');
  await page.getByText('Solved', { exact: true }).first().waitFor();
  await page.keyboard.press('z');
  await page.getByRole('button', { name: 'Status: Open' }).waitFor();
  // Past the time to undo: what was taken back stays so.
  await page.waitForTimeout(6_000);
  expect(await wordsOf(id)).toEqual(['It smokes.']);
  expect((await detailOf(id)).ticket).toMatchObject({ status: 'open', seq: 1 });
  await page.context().close();
});

test('whoever closes the app does not wait: what could be undone goes out at once', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByLabel('Your answer').fill('On my way out.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: 'Answer from Grace' }).waitFor();
  await page.close();
  await expect.poll(() => wordsOf(id), { timeout: 3_000 }).toContain('On my way out.');
  await page.context().close();
});

test('signing out leaves nothing on the device, without a network too, and the session ends when there is one', async () => {
  const leaver = await signedIn(db, app.api, 'Barbara');
  const { id } = await ticketBy(leaver);
  await mailOn(db, { ticketId: id, html: '<p>Private</p>' });
  const page = await app.device('/app/', leaver.cookie());
  await page.locator('.row a').first().waitFor();
  await underServiceWorker(page);
  await page.goto(`/app/t/${id}`);
  await page.frameLocator('iframe.mail-frame').getByText('Private').waitFor();
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Your note').fill('Half a thought');
  await expect.poll(() => onDevice(page)).toMatchObject({ frames: 1, drafts: 1 });
  await page.goto('/app/admin/you');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Heed' }).waitFor(SOON);
  expect(Object.values(await onDevice(page))).toEqual([0, 0, 0, 0, 0, 0]);
  const cached = await page.evaluate(async () => {
    const requests: Request[] = [];
    for (const name of await caches.keys()) requests.push(...(await (await caches.open(name)).keys()));
    return requests.map(({ url }) => new URL(url).pathname).filter((path) => /^\/(api|app\/m)\//.test(path));
  });
  expect(cached).toEqual([]);
  await page.context().setOffline(false);
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to Heed' }).waitFor();
  await expect.poll(async () => (await page.context().cookies()).length, SOON).toBe(0);
  await page.context().close();
});

test('unsent words are not thrown away by signing out without being asked', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: 'Note', exact: true }).waitFor();
  app.lost.now = 'requests';
  await note(page, 'Not yet there.');
  await page.goto('/app/admin/you');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('1 change has not gone out.').waitFor();
  await page.getByRole('button', { name: 'Stay' }).click();
  app.lost.now = 'nothing';
  await expect.poll(() => wordsOf(id), SOON).toContain('Not yet there.');
  await page.context().close();
});

test('the next agent on a device sees and sends nothing of the one before', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Your note').fill("Grace's own thoughts");
  await page.context().clearCookies();
  await page.goto('/app/');
  await page.getByLabel('Address').fill(alan.address);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.row a').first().waitFor();
  await page.goto(`/app/t/${id}`);
  await page.getByRole('button', { name: /^Reply to/ }).waitFor();
  expect(await page.getByText("Grace's own thoughts").count()).toBe(0);
  await page.context().close();
});

test('after a minute of sleep the app asks once what is new, keeps its place and cries no wolf', async () => {
  const begun = app.asked.length;
  const page = await app.device('/app/', grace.cookie());
  await page.locator('.row a').first().waitFor();
  await expect.poll(() => app.asked.slice(begun).some((ask) => ask.includes('/api/live')), SOON).toBe(true);
  const list = page.locator('.list .scroll');
  await list.evaluate((it) => it.scrollTo(0, 600));
  const place = await list.evaluate((it) => it.scrollTop);
  const asleep = (hidden: boolean, now: number) =>
    page.evaluate(
      ([isHidden, at]) => {
        Date.now = () => at as number;
        Object.defineProperty(document, 'visibilityState', {
          value: isHidden ? 'hidden' : 'visible',
          configurable: true,
        });
        document.dispatchEvent(new Event('visibilitychange'));
      },
      [hidden, now] as const,
    );
  const before = app.asked.length;
  const now = Date.now();
  await asleep(true, now);
  await asleep(false, now + 70_000);
  await expect.poll(() => app.asked.slice(before).some((ask) => ask.includes('/api/live')), SOON).toBe(true);
  const asked = app.asked.slice(before).filter((ask) => ask.includes('/api/sync'));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatch(/since=.+/);
  expect(await list.evaluate((it) => it.scrollTop)).toBe(place);
  expect(await page.locator('.top-line').count()).toBe(0);
  await page.context().close();
});

test('a newer app waits for the word of whoever is writing, and their words are there after it', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Reply to/ }).waitFor();
  await underServiceWorker(page);
  await page.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByLabel('Your answer').fill('In the middle of');
  app.deployed.set('/app/sw.js', `${await readFile(join(DIST, 'sw.js'), 'utf8')}\n// newer`);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/app/');
    await registration?.update();
  });
  await page.getByText('A newer Heed is here.').waitFor();
  expect(await page.getByLabel('Your answer').inputValue()).toBe('In the middle of');
  const reloaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Update' }).click();
  await reloaded;
  await expect.poll(() => page.getByLabel('Your answer').inputValue()).toBe('In the middle of');
  expect(await page.getByText('A newer Heed is here.').count()).toBe(0);
  app.deployed.clear();
  await page.context().close();
});
