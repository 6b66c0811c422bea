import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Api } from '../api/app.ts';

/** A file of the app in a runtime's own way; goes on to the next handler when there is none. */
export type AppFile = MiddlewareHandler;

/** API and app under one roof, the same in both runtimes. `page` is the text of the app's index.html. */
export function site(api: Api, file: AppFile, page: (c: Context) => Promise<string>): Hono {
  api.get('/', (c) => c.redirect('/app/'));
  api.get('/app', (c) => c.redirect('/app/'));
  api.get('/app/*', file);
  // A path of the app is answered by its page; a file that is not there is not, or a browser would run HTML as code.
  api.get('/app/*', async (c) =>
    /\.\w+$/.test(c.req.path) ? c.notFound() : c.html(await page(c), 200, { 'Cache-Control': 'no-cache' }),
  );
  return api as unknown as Hono;
}

/** Where the app's folder has what is asked for under /app/. */
export const appPath = (path: string): string => path.replace(/^\/app/, '');

/** How long a browser keeps a file of the app: one that carries its hash in its name never changes. */
export const keptFor = (path: string): string =>
  path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
