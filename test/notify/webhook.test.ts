import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPublic } from '../../gateway/notify/public-address.ts';
import { webhookHeaders } from '../../gateway/notify/signature.ts';
import { type Address, postTo } from '../../gateway/notify/webhook.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

test('a signature is that of the published example of Standard Webhooks', () => {
  const signed = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: '{"test": 2432232314}',
  };
  expect(webhookHeaders('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed)).toMatchObject({
    'webhook-id': signed.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.0.0.8',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));
  test.each(['192.168.1.1', '192.0.0.8', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', 'nonsense', ''])(
    '"%s" is not public',
    (address) => expect(isPublic(address)).toBe(false),
  );
  test.each([
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'ff02::1',
    '64:ff9b::7f00:1',
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));
  test.each(['2001:db8::1', '2002:7f00:1::1', '2001::1', '3fff::1'])('%s is not public', (address) =>
    expect(isPublic(address)).toBe(false),
  );
  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])('%s is public', (address) =>
    expect(isPublic(address)).toBe(true),
  );
});

describe('posting', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver[Symbol.asyncDispose]());
  const sent = { headers: {}, body: '{}' };
  const port = () => new URL(receiver.url).port;
  const here = postTo({ itself: () => true });
  const outside = (resolve?: (name: string) => Promise<Address[]>) =>
    postTo({ itself: () => false, ...(resolve ? { resolve } : {}) });

  test.each([
    'http://127.0.0.1',
    'http://2130706433',
    'http://0x7f.1',
    'http://017700000001',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0',
    'http://localhost',
  ])('to %s is refused before anything connects', async (origin) => {
    expect(await outside()(new URL(`${origin}:${port()}/`), sent)).toEqual({
      failed: expect.stringContaining('no public address'),
    });
    expect(receiver.asked).toBe(0);
  });

  test('looks at the address it connects to: a name that led elsewhere a moment ago gains nothing', async () => {
    const answers = [
      [{ address: '8.8.8.8', family: 4 }],
      [{ address: '127.0.0.1', family: 4 }],
      [
        { address: '8.8.8.8', family: 4 },
        { address: '::1', family: 6 },
      ],
    ];
    const rebinding = async () => answers.shift() ?? [];
    // Who looks first and connects later would have been told of the public one.
    await rebinding();
    const post = outside(rebinding);
    const url = new URL(`http://hooks.example.com:${port()}/`);
    expect(await post(url, sent)).toEqual({ failed: 'It leads to 127.0.0.1, which is no public address.' });
    expect(await post(url, sent)).toEqual({ failed: 'It leads to ::1, which is no public address.' });
    expect(await post(url, sent)).toEqual({ failed: 'Its name leads nowhere.' });
    expect(receiver.asked).toBe(0);
  });

  test('to this machine leads to this machine alone', async () => {
    expect(await here(new URL(receiver.url), sent)).toBe('taken');
    expect(await here(new URL('http://10.0.0.1/'), sent)).toEqual({ failed: expect.stringContaining('10.0.0.1') });
  });

  test('follows no redirect', async () => {
    receiver.answers((response) => response.writeHead(302, { location: receiver.url }).end());
    expect(await here(new URL(receiver.url), sent)).toEqual({
      failed: 'It answered 302; redirects are not followed.',
    });
    expect(receiver.asked).toBe(1);
  });

  test.each([
    [200, 'taken'],
    [410, 'gone'],
    [404, { failed: 'It answered 404.' }],
    [503, { failed: 'It answered 503.' }],
  ])('hears %s', async (status, heard) => {
    receiver.answers(status);
    expect(await here(new URL(receiver.url), sent)).toEqual(heard);
  });

  test('reads no word of an answer, however long it goes on', async () => {
    let closed = false;
    receiver.answers((response) => {
      response.writeHead(200);
      const on = () => void response.write('x'.repeat(65_536), () => setImmediate(on));
      response.on('close', () => {
        closed = true;
      });
      on();
    });
    expect(await here(new URL(receiver.url), sent)).toBe('taken');
    await expect.poll(() => closed).toBe(true);
  });

  test('gives up on who does not answer, and on who is not there', async () => {
    receiver.answers(() => {});
    expect(await here(new URL(receiver.url), sent)).toEqual({ failed: 'It did not answer within 10 seconds.' });
    await receiver[Symbol.asyncDispose]();
    expect(await here(new URL(receiver.url), sent)).toEqual({ failed: expect.stringContaining('ECONNREFUSED') });
  }, 30_000);
});
