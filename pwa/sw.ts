import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope;
/** Put in by build.ts: the shell and the agents' routes, each with its revision. */
declare const PRECACHE: { url: string; revision: string | null }[];

// Kept on the device: the app. Tickets and mail never come here; the API and the mail frames go to the network untouched.
precacheAndRoute(PRECACHE);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/app/'), { allowlist: [/^\/app\//], denylist: [/^\/app\/m\//] }),
);

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
