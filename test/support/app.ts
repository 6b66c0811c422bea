import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { buildApp, DIST, isStale } from '../../pwa/build.ts';
import { apiOn } from './api.ts';
import type { TestDatabase } from './postgres.ts';

/** The app and the real API on a database, on a port of their own, and a browser to look at them with. */
export async function appOn(db: TestDatabase) {
  if (await isStale()) await buildApp();
  const { api, deps, live, faults } = await apiOn(db);
  const deaf = await db.listen(live.tell);
  api.get('/app/*', serveStatic({ root: DIST, rewriteRequestPath: (path) => path.replace(/^\/app/, '') }));
  const page = await readFile(join(DIST, 'index.html'), 'utf8');
  api.get('/app/*', (c) => c.html(page));
  /** While set, requests to the API find nobody, or are done and their answer is lost on its way. */
  const lost: { now: 'nothing' | 'requests' | 'answers' } = { now: 'nothing' };
  const server = serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, env) => {
      const isApi = new URL(request.url).pathname.startsWith('/api');
      if (isApi && lost.now !== 'nothing') env.incoming.socket.destroy();
      return isApi && lost.now === 'requests' ? new Response(null) : api.fetch(request, env);
    },
  });
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
  return {
    url,
    api,
    deps,
    faults,
    lost,
    browser,
    /** A fresh device, signed in with a session's cookie ("heed=..."), at a path of the app. */
    async device(path: string, cookie: string | null, options: BrowserContextOptions = {}): Promise<Page> {
      const context = await browser.newContext({ viewport: PHONE, reducedMotion: 'reduce', baseURL: url, ...options });
      const [name = '', value = ''] = cookie?.split('=') ?? [];
      if (cookie) await context.addCookies([{ name, value, url }]);
      const device = await context.newPage();
      await device.goto(path);
      return device;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await deaf();
    },
  };
}

/** The narrowest phone that many people have. */
export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };
