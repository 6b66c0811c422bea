import { expect, test } from 'vitest';
import { isPushService, newVapidKeys, push } from '../../gateway/notify/web-push.ts';
import { startPushService } from '../support/push-service.ts';

test.each([
  ['https://fcm.googleapis.com/fcm/send/abc', true],
  ['https://updates.push.services.mozilla.com/wpush/v2/abc', true],
  ['https://web.push.apple.com/abc', true],
  ['https://wns2-par02p.notify.windows.com/w/?token=abc', true],
  ['http://fcm.googleapis.com/fcm/send/abc', false],
  ['https://fcm.googleapis.com:8443/abc', false],
  ['https://user@fcm.googleapis.com/abc', false],
  ['https://fcm.googleapis.com.evil.test/abc', false],
  ['https://evilnotify.windows.com/abc', false],
  ['https://127.0.0.1/abc', false],
  ['https://[::1]/abc', false],
  ['https://169.254.169.254/latest/meta-data', false],
  ['file:///etc/passwd', false],
  ['no address', false],
])('%s is a push service of a browser: %s', (endpoint, is) => {
  expect(isPushService(endpoint)).toBe(is);
});

const message = { payload: '{"is":"page","ticketId":12}', urgent: true, topic: 'page12', keptFor: 900 };

test('a message is read by the browser alone, and proves whose desk sent it', async () => {
  const keys = newVapidKeys();
  await using service = await startPushService(async () => keys.publicKey);
  expect(await push(service, message, { keys, subject: 'https://help.kite.example/' })).toBe('taken');
  expect(service.delivered).toEqual([
    {
      payload: message.payload,
      urgency: 'high',
      topic: 'page12',
      ttl: 900,
      vapid: {
        aud: new URL(service.endpoint).origin,
        sub: 'https://help.kite.example/',
        exp: expect.any(Number),
      },
    },
  ]);
});

test.each([
  [404, 'gone'],
  [410, 'gone'],
  [429, { failed: '127.0.0.1 answered 429' }],
  [500, { failed: '127.0.0.1 answered 500' }],
])('a service that answers %i', async (status, came) => {
  const keys = newVapidKeys();
  await using service = await startPushService(async () => keys.publicKey);
  service.answers(status);
  expect(await push(service, message, { keys, subject: 'mailto:push@heed.invalid' })).toEqual(came);
});

test('a service that is away, or keys that are none, are no error of the desk', async () => {
  const signed = { keys: newVapidKeys(), subject: 'mailto:push@heed.invalid' };
  await using service = await startPushService(async () => signed.keys.publicKey);
  const { endpoint, p256dh, auth } = service;
  expect(await push({ endpoint: 'http://127.0.0.1:1/', p256dh, auth }, message, signed)).toHaveProperty('failed');
  expect(await push({ endpoint, p256dh: 'none', auth }, message, signed)).toHaveProperty('failed');
});
