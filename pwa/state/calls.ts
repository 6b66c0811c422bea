import { signal } from '@preact/signals';
import { troubleOf } from './answered.ts';
import { ask } from './connection.ts';

/** Whether the desk may call this device when a ticket needs its agent. */
export type Calls = 'on' | 'off' | 'blocked' | 'install first' | 'only over https' | 'unable';

/** Null until somebody has looked. */
export const calls = signal<Calls | null>(null);

/** Null in a browser that cannot be called, and before its worker is there. */
async function pushManager(): Promise<PushManager | null> {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration('/app/').catch(() => null);
  return registration?.pushManager ?? null;
}

const subscription = async () => (await pushManager())?.getSubscription().catch(() => null) ?? null;

export async function lookAtCalls(): Promise<void> {
  calls.value = await look();
}

async function look(): Promise<Calls> {
  if (!isSecureContext) return 'only over https';
  // An iPhone has it only for an app on the home screen.
  if (!('PushManager' in window)) return /iPhone|iPad|iPod/.test(navigator.userAgent) ? 'install first' : 'unable';
  if (Notification.permission === 'denied') return 'blocked';
  return (await subscription()) ? 'on' : 'off';
}

/** Asks the agent, the browser and the desk, in this order; what went wrong, or nothing. */
export async function turnOnCalls(): Promise<string> {
  if ((await Notification.requestPermission()) !== 'granted') {
    await lookAtCalls();
    return 'The browser did not allow it.';
  }
  const manager = await pushManager();
  if (!manager) return 'This browser cannot be called from here.';
  const key = await ask<{ publicKey: string }>('/devices/key');
  if (key.is !== 'good') return troubleOf(key);
  try {
    await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key.value.publicKey });
  } catch {
    return 'The browser’s push service could not be reached. Try again later.';
  }
  const kept = await tellDesk();
  if (kept) await endCalls();
  await lookAtCalls();
  return kept;
}

export async function turnOffCalls(): Promise<void> {
  const there = await subscription();
  if (there) await ask('/devices', { method: 'DELETE', body: { endpoint: there.endpoint } });
  await endCalls();
  await lookAtCalls();
}

/** Calls this device, to try; what went wrong, or nothing. */
export async function tryCall(): Promise<string> {
  const answer = await ask<{ called: number }>('/devices/test', { method: 'POST' });
  if (answer.is !== 'good') return troubleOf(answer);
  return answer.value.called > 0 ? '' : 'No push service took the call. Turn it off and on again.';
}

/** Browsers drop subscriptions and desks are restored: each start says anew where this device is called. */
export async function renewCalls(): Promise<void> {
  if (await subscription()) await tellDesk();
}

/** Whoever is signed out is called no more, whether the desk hears of it or not. */
export async function endCalls(): Promise<void> {
  await (await subscription())?.unsubscribe().catch(() => false);
}

async function tellDesk(): Promise<string> {
  const there = await subscription();
  const { endpoint, keys } = there?.toJSON() ?? {};
  if (!endpoint || !keys) return 'The browser did not say how to call it.';
  const { p256dh, auth } = keys;
  return troubleOf(await ask('/devices', { method: 'PUT', body: { endpoint, p256dh, auth } }));
}
