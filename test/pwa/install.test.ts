import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Browser, signedIn, ticketBy } from '../support/api.ts';
import { appOn, cookieOf, DESKTOP, type TestApp, underServiceWorker } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Browser;
let phone: BrowserContext;
beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  // Only a profile that stays can install.
  phone = await chromium.launchPersistentContext(await mkdtemp(join(inject('folder'), 'phone-')), {
    executablePath: '/usr/bin/chromium',
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    baseURL: app.url,
  });
  await phone.addCookies([cookieOf(grace.cookie() ?? '', app.url)]);
});
afterAll(async () => {
  await phone.close();
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('a browser finds nothing that keeps the app from being installed, and the app offers it in its settings', async () => {
  const page = await phone.newPage();
  await page.goto('/app/admin/you');
  await underServiceWorker(page);
  const devtools = await phone.newCDPSession(page);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const { errors, data } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}');
  expect(manifest.id).toBe('/app/');
  expect(manifest.shortcuts).toHaveLength(3);
  for (const { src } of manifest.icons) expect((await page.request.get(src)).status()).toBe(200);
  await page.getByRole('button', { name: 'Install Heed' }).waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await phone.setOffline(true);
  for (const { url } of manifest.shortcuts) {
    await page.goto(url);
    await page.locator('h1:visible').first().waitFor();
  }
  await phone.setOffline(false);
  await page.close();
});

test('an iPhone, whose browser never offers it, is told how to', async () => {
  const page = await app.device('/app/admin/you', grace.cookie(), {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1',
  });
  await page.getByText('Add to Home Screen').waitFor();
  await page.context().close();
});

test('going into a ticket on a phone is a move from one to the other, and none for who wants none', async () => {
  const { id } = await ticketBy(grace);
  const moves = async (reducedMotion: 'reduce' | 'no-preference', viewport = { width: 360, height: 740 }) => {
    const page = await app.device('/app/', grace.cookie(), { reducedMotion, viewport });
    await page.locator('.row a').first().waitFor();
    await page.evaluate(() => {
      const real = document.startViewTransition.bind(document);
      Object.assign(window, { moves: 0 });
      document.startViewTransition = (update) => {
        Object.assign(window, { moves: 1 });
        return real(update);
      };
    });
    await page.locator(`.row a[href="/app/t/${id}"]`).click();
    await page.getByRole('button', { name: /^Reply to/ }).waitFor();
    const made = await page.evaluate(() => Reflect.get(window, 'moves'));
    await page.context().close();
    return made;
  };
  expect(await moves('no-preference')).toBe(1);
  expect(await moves('reduce')).toBe(0);
  expect(await moves('no-preference', DESKTOP)).toBe(0);
});

test('nothing jumps while the inbox and a ticket load', async () => {
  const { id } = await ticketBy(grace);
  for (const path of ['/app/', `/app/t/${id}`]) {
    const page = await app.device('about:blank', grace.cookie());
    await page.addInitScript(() => {
      Object.assign(window, { shifted: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { value } = entry as PerformanceEntry & { value: number };
          Object.assign(window, { shifted: Reflect.get(window, 'shifted') + value });
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(path);
    await page
      .locator(path === '/app/' ? '.row a' : '.message')
      .first()
      .waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => Reflect.get(window, 'shifted'))).toBeLessThanOrEqual(0.01);
    await page.context().close();
  }
});
