import { signal } from '@preact/signals';
import { go } from './state/route.ts';

/** A newer app has been fetched and waits for the agent's word: nothing reloads under somebody who writes. */
export const updateReady = signal(false);

let waiting: ServiceWorker | null = null;

/** Registers the service worker; the page's only way to it. */
export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  // A tap on a notification while the app is open.
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (typeof data?.go === 'string' && data.go.startsWith('/app/')) go(data.go);
  });
  try {
    const registration = await navigator.serviceWorker.register(scriptAddress('/app/sw.js') as string, {
      scope: '/app/',
    });
    watch(registration);
  } catch {
    // Without one (private window, plain http) the app works, only not offline.
  }
}

export function update(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload());
  waiting?.postMessage('take over');
}

// An installed app lies open for days and asks by itself only when it is loaded anew.
const LOOK_FOR_UPDATE_EVERY = 60 * 60_000;

function watch(registration: ServiceWorkerRegistration): void {
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - looked < LOOK_FOR_UPDATE_EVERY) return;
    looked = Date.now();
    registration.update().catch(() => {});
  });
  const ready = (worker: ServiceWorker | null) => {
    if (!worker || !navigator.serviceWorker.controller) return;
    waiting = worker;
    updateReady.value = true;
  };
  ready(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const fresh = registration.installing;
    fresh?.addEventListener('statechange', () => {
      if (fresh.state === 'installed') ready(fresh);
    });
  });
}

type ScriptPolicy = { createScriptURL: (address: string) => unknown };
type TrustedTypes = {
  createPolicy: (name: string, rules: { createScriptURL: (address: string) => string }) => ScriptPolicy;
};

/** Our own worker's address in the form that `require-trusted-types-for 'script'` asks for; `app` is the one policy our CSP allows. */
function scriptAddress(address: '/app/sw.js'): unknown {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy('app', { createScriptURL: (given) => given });
  return policy ? policy.createScriptURL(address) : address;
}
