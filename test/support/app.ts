import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { ApiDeps } from '../../gateway/api/deps.ts';
import { appPath, keptFor, site } from '../../gateway/wiring/site.ts';
import { buildApp, DIST, isStale } from '../../pwa/build.ts';
import { apiOn } from './api.ts';
import type { TestDatabase } from './postgres.ts';

const CHROMIUM = { executablePath: '/usr/bin/chromium' };

/** What the network does to requests for the API: nothing, loses them, or does them and loses their answer. */
type Network = 'nothing' | 'requests' | 'answers';

/** The app and the real API on a database, on a port of their own, and a browser to look at them with. */
export async function appOn(db: TestDatabase, changed: Partial<ApiDeps> = {}) {
  if (await isStale()) await buildApp();
  const { api, deps, live, faults } = await apiOn(db, changed);
  const deaf = await db.listen(live.tell);
  const file = serveStatic({
    root: DIST,
    rewriteRequestPath: appPath,
    onFound: (path, c) => c.header('Cache-Control', keptFor(path)),
  });
  const index = await readFile(join(DIST, 'index.html'), 'utf8');
  const root = site(api, file, async () => index);
  const lost: { now: Network } = { now: 'nothing' };
  /** Files of the app that a newer version would have, by path; a test deploys them. */
  const deployed = new Map<string, string>();
  /** Requests that arrived, as "METHOD /path?query". */
  const asked: string[] = [];
  const server = serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, env) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname}${search}`);
      const isApi = pathname.startsWith('/api');
      if (isApi && lost.now !== 'nothing') env.incoming.socket.destroy();
      const fresh = deployed.get(pathname);
      if (fresh !== undefined) return new Response(fresh, { headers: { 'content-type': 'text/javascript' } });
      return isApi && lost.now === 'requests' ? new Response(null) : root.fetch(request, env);
    },
  });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let browser: Browser | null = null;
  const device = async (path: string, cookie: string | null, options: BrowserContextOptions = {}): Promise<Page> => {
    browser ??= await chromium.launch(CHROMIUM);
    const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce', baseURL: url, ...options });
    if (cookie) await context.addCookies([cookieOf(cookie, url)]);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  };
  return {
    url,
    api,
    deps,
    faults,
    lost,
    asked,
    deployed,
    /** A fresh device, signed in with a session's cookie ("heed=..."), at a path of the app. */
    device,
    async [Symbol.asyncDispose]() {
      await browser?.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await deaf();
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof appOn>>;

export function cookieOf(cookie: string, url: string): { name: string; value: string; url: string } {
  const [name = '', value = ''] = cookie.split('=');
  return { name, value, url };
}

/** Waits until the service worker of a page has all it keeps and serves the page; the page is loaded anew. */
export async function underServiceWorker(page: Page): Promise<void> {
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** The narrowest phone that many people have. */
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };
