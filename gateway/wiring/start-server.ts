import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Hono } from 'hono';
import { createApi } from '../api/app.ts';
import { DeskError } from '../desk/error.ts';
import type { Heed } from '../open.ts';
import { openDevices } from './calling.ts';
import { checkDesk } from './checking.ts';
import { mailEdge } from './mail-edge.ts';
import { obstacles } from './room.ts';
import { signInEdge } from './sign-ins.ts';
import { appPath, keptFor, site } from './site.ts';
import type { RunningMail } from './start-mail.ts';
import { HOME } from './texts.ts';

const APP = join(HOME, 'pwa', 'dist');

/**
 * API and app over HTTP. `dev`: the app is left readable, and built anew when its page is loaded after a change.
 * @throws DeskError when the port cannot be had
 */
export async function startServer(
  heed: Heed,
  mail: RunningMail,
  { dev }: { dev: boolean },
): Promise<{ port: number } & AsyncDisposable> {
  await buildAppIfStale(dev);
  const root = await openSite(heed, mail, dev);
  const { port } = heed.config;
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch: root.fetch, port, hostname: '0.0.0.0' }, () => resolve(starting));
    starting.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be opened by this user';
      reject(new DeskError('conflict', `Port ${port} ${why}. Set PORT to another one, for example PORT=${port + 1}.`));
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      // Live streams never end by themselves.
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openSite(heed: Heed, mail: RunningMail, dev: boolean): Promise<Hono> {
  const api = createApi({
    ...heed,
    mail: mailEdge(heed, mail.sandbox),
    signIns: signInEdge(heed),
    devices: openDevices(heed).edge,
    health: { check: () => checkDesk(heed, 'glance'), obstacles: () => obstacles(heed) },
    remoteAddress: (c) => getConnInfo(c).remote.address ?? null,
  });
  const file = serveStatic({
    root: APP,
    rewriteRequestPath: appPath,
    onFound: (path, c) => c.header('Cache-Control', keptFor(path)),
  });
  const readPage = () => readFile(join(APP, 'index.html'), 'utf8');
  if (dev) {
    api.use('/app/*', async (c, next) => {
      if (!/\.\w+$/.test(c.req.path)) await buildAppIfStale(dev);
      await next();
    });
    return site(api, file, readPage);
  }
  const page = await readPage();
  return site(api, file, async () => page);
}

/** The app is the one thing that is built: when it is missing or older than its source. */
async function buildAppIfStale(dev: boolean): Promise<void> {
  const { buildApp, isStale } = await import('../../pwa/build.ts');
  if (await isStale({ dev })) await buildApp({ dev });
}
