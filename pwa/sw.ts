import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { keepFrame, keptFrame } from './state/kept-frames.ts';
import { answerCalls } from './sw-calls.ts';

declare const self: ServiceWorkerGlobalScope;
/** Put in by build.ts: the shell and the agents' routes, each with its revision. */
declare const PRECACHE: { url: string; revision: string | null }[];

// In the caches lies the app and nothing else; what customers wrote lies in IndexedDB, and the API is never touched.
precacheAndRoute(PRECACHE);
cleanupOutdatedCaches();
answerCalls();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/app/'), { allowlist: [/^\/app\//], denylist: [/^\/app\/m\//] }),
);

// A phone between two cells hangs; past this the copy on the device is shown.
const PATIENCE = 2_000;

/** Mail frames come from the desk, else from this device, under the very headers the desk sent: they tie the mail's hands. */
registerRoute(
  ({ url }) => url.pathname.startsWith('/app/m/'),
  async ({ request, url, event }) => {
    const path = url.pathname + url.search;
    const answer = fetch(request);
    const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));
    const prompt = await Promise.race([answer.catch(() => null), late]);
    if (prompt) {
      if (prompt.status === 200) event.waitUntil(keep(path, prompt.clone()));
      return prompt;
    }
    const kept = await keptFrame(path);
    return kept ? new Response(kept.body, { headers: kept.headers }) : answer.catch(nothingKept);
  },
);

const keep = async (path: string, response: Response): Promise<void> =>
  keepFrame({ path, body: await response.blob(), headers: [...response.headers], at: Date.now() });

/** An empty page that says so to the app (parts/frame.tsx), which shows the mail's words instead. */
const nothingKept = (): Response =>
  new Response('<!doctype html><title>Mail</title><body data-away>', {
    status: 503,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox allow-same-origin",
    },
  });

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
