import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { readBook, readPolicy, writeBook } from '../../gateway/store/policy.ts';
import { readDesk } from '../../gateway/store/settings.ts';
import { tick } from '../../gateway/tick.ts';
import { ticking } from '../../gateway/wiring/ticking.ts';
import { signedIn, ticketBy, turnClock } from '../support/api.ts';
import { appOn, PHONE, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Awaited<ReturnType<typeof signedIn>>;
let page: Page;

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');
const rota = {
  name: 'Everybody',
  levels: ['L1' as const, 'L2' as const],
  zone: 'UTC',
  handOver: 'mon 09:00',
  from: '2026-03-02',
  overrides: [],
};

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db, { policy: () => readPolicy(db) });
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  const onCall = { rotas: [{ ...rota, people: [grace.address] }], pageAgainAfter: '10 minutes' };
  await writeBook(db, { ...DEFAULT_BOOK, policies: [{ ...standard, calendar: 'always' }], onCall }, null);
  page = await app.device('/app/', grace.cookie(), { viewport: PHONE, hasTouch: true, isMobile: true });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('an admin sees on a phone what a change moves before it is kept, and then keeps it', async () => {
  const { id } = await ticketBy(grace, { priority: 'high' });
  await page.goto('/app/admin/promises');
  await page.locator('summary', { hasText: 'Standard' }).click();
  await page.getByRole('group', { name: 'high' }).getByLabel('First answer').fill('3 hours');
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Show what changes' }).click();
  const shown = page.getByRole('status').filter({ hasText: 'A mail that arrives now' });
  await shown.getByText('open promises move').waitFor();
  expect(await shown.textContent()).toContain(`#${id}`);
  expect((await readBook(db)).book.policies[0]?.priorities.high.firstResponse).toBe('4 hours');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.toast', { hasText: 'Open promises follow within a minute' }).waitFor();
  expect((await readBook(db)).book.policies[0]?.priorities.high.firstResponse).toBe('3 hours');
});

test('what cannot be is said in words, and nothing is kept', async () => {
  await page.goto('/app/admin/promises');
  await page.locator('summary', { hasText: 'Office hours' }).click();
  await page.getByLabel('Monday').fill('9-5');
  await page.getByRole('button', { name: 'Show what changes' }).click();
  await page.getByRole('alert').filter({ hasText: 'must be an interval such as 09:00-17:00' }).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
});

test('an agent hands a ticket to L2 with the reason, sees how its promise was counted, and answers a call', async () => {
  const { id } = await ticketBy(grace, { priority: 'critical' });
  await page.goto(`/app/t/${id}`);
  await page.getByRole('button', { name: /^Level/ }).click();
  await page.getByRole('button', { name: /^L2/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Hand over' });
  await dialog.getByLabel('Why').fill('The configuration is odd.');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await page.getByText('The configuration is odd.').waitFor();
  await expect.poll(async () => (await grace.get(`/api/tickets/${id}`)).at('ticket.level')).toBe('L2');

  await page.locator('.about > summary').click();
  await page.getByText('How they were counted').click();
  await page.getByText('First answer: 2 h promised').waitFor();

  await turnClock(db, HOUR + MINUTE);
  await tick(ticking({ db, policy: () => readPolicy(db), desk: () => readDesk(db) }));
  const has = page.getByRole('button', { name: 'I have it' });
  await has.click();
  await has.waitFor({ state: 'detached' });
  await expect.poll(async () => (await grace.get(`/api/tickets/${id}`)).at('ticket.assigneeId')).toBe(grace.id);
  await turnClock(db, 0);
});

test('a promise that runs out is warned of on its ticket, and stands under Overdue once it is broken', async () => {
  const look = () => tick(ticking({ db, policy: () => readPolicy(db), desk: () => readDesk(db) }));
  const phone = await app.device('/app/', grace.cookie(), { viewport: PHONE, hasTouch: true, isMobile: true });
  // The medium promise of eight hours; the device's clock is the real one.
  await turnClock(db, -(7 * HOUR + 30 * MINUTE));
  const { id, seq } = await ticketBy(grace, { priority: 'medium', subject: 'Slow since noon' });
  await grace.write('PUT', `/api/tickets/${id}/assignee`, seq, { agentId: grace.id });
  await turnClock(db, 0);
  await look();
  await phone.goto(`/app/t/${id}`);
  await phone
    .locator('.about.soon')
    .getByText(/^in (29|30) min$/)
    .waitFor();
  await phone.locator('.about > summary').tap();
  await phone.getByText('Escalated: Warn whoever has it (first response)').first().waitFor();

  await phone.clock.setFixedTime(Date.now() + HOUR);
  await turnClock(db, HOUR);
  await look();
  await phone.goto(`/app/t/${id}`);
  await phone
    .locator('.about.late')
    .getByText(/^overdue /)
    .first()
    .waitFor();
  await phone.goto('/app/');
  await phone.getByRole('heading', { name: 'Overdue' }).waitFor();
  await turnClock(db, 0);
});
