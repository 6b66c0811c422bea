import webpush from 'web-push';

/** Where a browser takes messages, and the keys that only it can read them with (RFC 8030, RFC 8291). */
export type Device = { endpoint: string; p256dh: string; auth: string };

/** How the push services know this desk (RFC 8292); base64url. */
export type VapidKeys = { publicKey: string; privateKey: string };

export const newVapidKeys = (): VapidKeys => webpush.generateVAPIDKeys();

/**
 * The push services of the browsers. An endpoint comes from a browser and is called by the gateway: any other host would
 * let an agent have it call into its own network.
 */
const SERVICES = [
  'fcm.googleapis.com',
  '.push.services.mozilla.com',
  'web.push.apple.com',
  '.push.apple.com',
  '.notify.windows.com',
] as const;

/** Whether an endpoint belongs to a push service: https, its own port, its own host. */
export function isPushService(endpoint: string): boolean {
  const url = URL.parse(endpoint);
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return false;
  return SERVICES.some((name) => (name.startsWith('.') ? url.hostname.endsWith(name) : url.hostname === name));
}

export type PushMessage = {
  /** Ids alone: the words are fetched by the device, which is signed in. */
  payload: string;
  /** Wakes a sleeping phone; else it waits until the phone is up. */
  urgent: boolean;
  /** A newer message of the same topic takes the place of one that is not yet delivered; letters and digits, 32 at most. */
  topic: string;
  /** Seconds a push service keeps it for a phone that is off. */
  keptFor: number;
};

/** gone: the browser has taken the subscription back; it is never called again. */
export type Pushed = 'taken' | 'gone' | { failed: string };

// Milliseconds. Somebody waits to be woken; the next page comes in minutes.
const PATIENCE = 10_000;
const GONE = new Set([404, 410]);

/** Sends one message to one device. `subject` says whom a push service may ask: an https or mailto address. Never rejects. */
export async function push(
  device: Device,
  { payload, urgent, topic, keptFor }: PushMessage,
  { keys, subject }: { keys: VapidKeys; subject: string },
): Promise<Pushed> {
  const { endpoint, p256dh, auth } = device;
  try {
    const { headers, body } = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: { subject, ...keys },
      TTL: keptFor,
      urgency: urgent ? 'high' : 'normal',
      topic,
    });
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: body === null ? null : new Uint8Array(body),
      // A push service has no reason to send us elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    await answer.body?.cancel();
    if (GONE.has(answer.status)) return 'gone';
    return answer.ok ? 'taken' : { failed: `${URL.parse(endpoint)?.hostname} answered ${answer.status}` };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
