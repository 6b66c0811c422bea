import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { appOn, DESKTOP, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Browser & { id: number };
let ids: number[];
beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  ids = [];
  for (const priority of ['critical', 'high', 'medium', 'low']) ids.push((await ticketBy(grace, { priority })).id);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const open = async (path: string): Promise<Page> => {
  const page = await app.device(path, grace.cookie(), { viewport: DESKTOP });
  await page.locator('.row a').first().waitFor();
  return page;
};
const at = (page: Page) => new URL(page.url()).pathname;
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });

test('every key does in a ticket what the sheet says', async () => {
  const id = ids[0] ?? 0;
  const page = await open(`/app/t/${id}`);
  await page.getByRole('button', { name: /^Reply to/ }).waitFor();
  const presses: [keys: string, then: () => Promise<unknown>][] = [
    ['s', () => dialog(page, 'Status').waitFor()],
    ['Escape', () => dialog(page, 'Status').waitFor({ state: 'hidden' })],
    ['a', () => dialog(page, 'Assigned to').waitFor()],
    ['Escape', () => dialog(page, 'Assigned to').waitFor({ state: 'hidden' })],
    ['p', () => dialog(page, 'Priority').waitFor()],
    ['Escape', () => dialog(page, 'Priority').waitFor({ state: 'hidden' })],
    ['t', () => page.getByRole('button', { name: 'Assigned to: You' }).waitFor()],
    ['z', () => page.getByRole('button', { name: 'Take it' }).waitFor()],
    ['e', () => page.getByRole('button', { name: 'Status: Solved' }).waitFor()],
    ['z', () => page.getByRole('button', { name: 'Status: Open' }).waitFor()],
    ['?', () => dialog(page, 'Keys').waitFor()],
    ['Escape', () => dialog(page, 'Keys').waitFor({ state: 'detached' })],
    ['n', () => page.getByLabel('Your note').waitFor()],
  ];
  for (const [key, then] of presses) {
    await page.keyboard.press(key);
    await then();
  }
  await page.keyboard.type('rjz');
  expect(await page.getByLabel('Your note').inputValue()).toBe('rjz');
  await page.getByLabel('Discard the draft').click();
  await page.keyboard.press('r');
  await page.getByLabel('Your answer').waitFor();
  await page.context().close();
});

test('keys walk the list, open and close, and go to every place', async () => {
  const page = await open('/app/');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href'));
  await page.keyboard.press('j');
  const first = await focused();
  expect(first).toMatch(/^\/app\/t\/\d+$/);
  await page.keyboard.press('j');
  const second = await focused();
  expect(second).not.toBe(first);
  await page.keyboard.press('k');
  expect(await focused()).toBe(first);
  await page.keyboard.press('o');
  await expect.poll(() => at(page)).toBe(first);
  await page.keyboard.press('j');
  await expect.poll(() => at(page)).toBe(second);
  await page.keyboard.press('u');
  await expect.poll(() => at(page)).toBe('/app/');
  for (const [keys, place] of [
    ['gm', '/app/mine'],
    ['gu', '/app/unassigned'],
    ['gi', '/app/'],
    ['gl', '/app/look'],
    ['gi', '/app/'],
    ['c', '/app/new'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key);
    await expect.poll(() => at(page)).toBe(place);
  }
  await page.goto('/app/');
  await page.locator('.row a').first().waitFor();
  await page.keyboard.press('/');
  expect(await page.getByLabel('Search tickets').evaluate((it) => it === document.activeElement)).toBe(true);
  await page.context().close();
});

test('R and a long pull at the top of the list ask the desk what is new; a pull further down does not', async () => {
  const page = await app.device('/app/', grace.cookie(), { hasTouch: true, isMobile: true });
  await page.locator('.row a').first().waitFor();
  const touch = await page.context().newCDPSession(page);
  const pull = async (from: number, to: number) => {
    const point = (y: number) => [{ x: 180, y }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(from) });
    for (let y = from; y <= to; y += 40)
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(y) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  };
  const asksAfter = async (doing: () => Promise<unknown>) => {
    await page.waitForTimeout(500);
    const before = app.asked.length;
    await doing();
    await page.waitForTimeout(700);
    return app.asked.slice(before).filter((ask) => ask.includes('/api/sync')).length;
  };
  expect(await asksAfter(() => page.keyboard.press('R'))).toBe(1);
  expect(await asksAfter(() => pull(160, 400))).toBe(1);
  expect(await asksAfter(() => pull(160, 220))).toBe(0);
  await page.context().close();
});

test('single keys can be switched off, and stay off', async () => {
  const page = await open('/app/');
  await page.keyboard.press('?');
  await dialog(page, 'Keys').getByLabel('Single keys do things').uncheck();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.locator('.row a').first().waitFor();
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  expect(at(page)).toBe('/app/');
  expect(await dialog(page, 'Keys').count()).toBe(0);
  await page.context().close();
});

test('the palette finds things to do and tickets, by keys alone', async () => {
  const { id } = await ticketBy(grace, { subject: 'A very particular matter' });
  const page = await open('/app/');
  await page.locator('.row', { hasText: 'particular' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type('new tick');
  await expect.poll(() => page.getByRole('option').first().textContent()).toMatch(/New ticket/);
  await page.keyboard.press('Enter');
  await expect.poll(() => at(page), { timeout: 5000 }).toBe('/app/new');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').waitFor();
  await page.keyboard.type('particular');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => at(page)).toBe(`/app/t/${id}`);
  await page.context().close();
});

test('what a thumb does on a ticket a keyboard does alone: take, hold back, decide on a held mail', async () => {
  const { id } = await ticketBy(grace);
  await mailOn(db, { ticketId: id, held: true, visible: 'Let me in.' });
  const page = await open(`/app/t/${id}`);
  await page.locator('.message.held').waitFor();
  const accept = page.getByRole('button', { name: 'It belongs here' });
  for (let stop = 0; stop < 60 && !(await accept.evaluate((it) => it === document.activeElement)); stop += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.message.held').waitFor({ state: 'detached' });
  await page.context().close();
});
