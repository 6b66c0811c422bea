import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailOn, PASSWORD, signedIn, ticketBy } from '../support/api.ts';
import { appOn, DESKTOP } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: Awaited<ReturnType<typeof appOn>>;
let grace: Awaited<ReturnType<typeof signedIn>>;
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

const row = (page: Page, id: number) => page.locator(`.row a[href="/app/t/${id}"]`);
const ticketNow = async (id: number) => (await grace.get(`/api/tickets/${id}`)).body as { ticket: { seq: number } };
const choose = async (page: Page, chip: RegExp, words: string) => {
  await page.getByRole('button', { name: chip }).click();
  await page.locator('.menu:popover-open').getByRole('button', { name: words }).click();
};

test('an agent signs in and sees the tickets', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device('/app/', null);
  await page.getByLabel('Address').fill(grace.address);
  await page.getByLabel('Password').fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await row(page, id).waitFor();
  await page.context().close();
});

test('a ticket that is opened elsewhere appears by itself', async () => {
  const page = await app.device('/app/', grace.cookie());
  await page.locator('.rows[aria-busy]').waitFor({ state: 'detached' });
  const { id } = await ticketBy(alan, { subject: 'Out of the blue' });
  await row(page, id).waitFor();
  await page.context().close();
});

test("an answer shows at once and is the desk's soon after", async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Reply to/ }).click();
  await page.getByLabel('Your answer').fill('Put it out first.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article', { name: 'Answer from Grace' }).waitFor();
  expect(JSON.stringify(await ticketNow(id))).not.toContain('Put it out first.');
  await expect
    .poll(async () => JSON.stringify(await ticketNow(id)), { timeout: 15_000 })
    .toContain('Put it out first.');
  await page.getByText('Going out').waitFor();
  await page.context().close();
});

test('what is written while answers are lost waits in sight, is tried again, and is done once', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Your note').fill('Written in a tunnel.');
  app.lost.now = 'answers';
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('The desk has not answered').waitFor();
  await page.getByText('The desk cannot be reached').waitFor();
  app.lost.now = 'nothing';
  await expect
    .poll(async () => JSON.stringify(await ticketNow(id)).split('Written in a tunnel.').length - 1, { timeout: 15_000 })
    .toBe(1);
  await page.getByText('The desk has not answered').waitFor({ state: 'detached' });
  await page.context().close();
});

test('two agents who change the same are shown both versions, and one of them chooses', async () => {
  const { id } = await ticketBy(grace, { priority: 'medium' });
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: /^Priority/ }).waitFor();
  app.lost.now = 'requests';
  await choose(page, /^Priority/, 'low priority');
  await page.getByText('waits until the desk can be reached').waitFor();
  await alan.write('PUT', `/api/tickets/${id}/priority`, (await ticketNow(id)).ticket.seq, { priority: 'critical' });
  app.lost.now = 'nothing';
  await page.getByText('Somebody changed this before you').waitFor({ timeout: 15_000 });
  await page.locator('.stuck').getByText('critical priority').waitFor();
  await page.locator('.stuck').getByText('low priority').waitFor();
  await page.getByRole('button', { name: 'Use yours' }).click();
  await expect.poll(async () => (await ticketNow(id)).ticket, { timeout: 15_000 }).toMatchObject({ priority: 'low' });
  await page.context().close();
});

test('a session that ends keeps what was written and sends it after signing in', async () => {
  const { id } = await ticketBy(grace);
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.getByRole('button', { name: 'Note', exact: true }).click();
  await page.getByLabel('Your note').fill('Kept over the door.');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('1 change waits here').waitFor();
  await page.getByLabel('Address').fill(grace.address);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect
    .poll(async () => JSON.stringify(await ticketNow(id)), { timeout: 15_000 })
    .toContain('Kept over the door.');
  await page.context().close();
});

test('a held mail is no part of the conversation until an agent accepts it', async () => {
  const { id } = await ticketBy(grace);
  await mailOn(db, { ticketId: id, held: true, visible: 'Let me in.' });
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  await page.locator('.message.held').getByRole('button', { name: 'It belongs here' }).click();
  await page.locator('.message.held').waitFor({ state: 'detached' });
  await page.getByText('Let me in.').waitFor();
  await page.context().close();
});

test('HTML mail is shown in its frame at its full height, through the service worker as without it', async () => {
  const { id } = await ticketBy(grace);
  await mailOn(db, { ticketId: id, html: `${'<p>Line</p>'.repeat(40)}<p id="last">The end</p>` });
  const page = await app.device(`/app/t/${id}`, grace.cookie());
  const sandbox = await page.locator('iframe.mail-frame').getAttribute('sandbox');
  expect(sandbox).toBe('allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  const height = async () => (await page.locator('iframe.mail-frame').boundingBox())?.height ?? 0;
  await expect.poll(height, { timeout: 15_000 }).toBeGreaterThan(1_000);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload();
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  await expect.poll(height, { timeout: 15_000 }).toBeGreaterThan(1_000);
  expect(await page.frameLocator('iframe.mail-frame').locator('#last').textContent()).toBe('The end');
  await page.context().close();
});

test('the shell opens without a network, and says so', async () => {
  const page = await app.device('/app/', null);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.context().setOffline(true);
  await page.goto('/app/mine');
  await page.getByRole('heading', { name: 'The desk cannot be reached' }).waitFor({ timeout: 15_000 });
  await page.context().close();
});

test('a wide screen shows list and ticket side by side, and keys go through them', async () => {
  const first = await ticketBy(grace, { subject: 'One of two' });
  const page = await app.device('/app/', grace.cookie(), { viewport: DESKTOP });
  await row(page, first.id).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.locator('.pane.ticket h1').waitFor();
  expect(await page.locator('.pane.list').isVisible()).toBe(true);
  const before = page.url();
  await page.keyboard.press('j');
  await expect.poll(() => page.url()).not.toBe(before);
  await page.getByRole('button', { name: /^Reply to/ }).waitFor();
  await page.keyboard.press('r');
  await page.getByLabel('Your answer').waitFor();
  await page.keyboard.type('j stays a letter here');
  expect(await page.getByLabel('Your answer').inputValue()).toBe('j stays a letter here');
  await page.context().close();
});

test('search finds a ticket by its number, the address, the name and words', async () => {
  const { id } = await ticketBy(grace, {
    subject: 'Zeppelin moored askew',
    requester: { name: 'Zoe Quill', address: 'zoe@quill.example' },
  });
  const page = await app.device('/app/', grace.cookie());
  for (const words of [`#${id}`, 'zoe@quill.example', 'Quill', 'askew']) {
    await page.getByLabel('Search tickets').fill(words);
    await row(page, id).waitFor();
    await expect.poll(() => page.locator('.row').count()).toBeLessThan(3);
  }
  await page.context().close();
});

test('the browser finds nothing to refuse: no script, style or frame against the policy', async () => {
  const { id } = await ticketBy(grace);
  await mailOn(db, { ticketId: id, html: '<p>Hello</p>' });
  const page = await app.device('/app/', grace.cookie());
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  for (const path of ['/app/', `/app/t/${id}`, '/app/look', '/app/new', '/app/admin/mailboxes', '/app/admin/desk']) {
    await page.goto(path);
    await page.locator('h1:visible').first().waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  }
  expect(complaints).toEqual([]);
  expect(app.faults).toEqual([]);
  await page.context().close();
});
