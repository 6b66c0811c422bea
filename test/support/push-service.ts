import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as a browser would have it after decrypting; `vapid` are the verified claims of who sent it. */
export type Delivered = {
  payload: string;
  urgency: string;
  topic: string;
  ttl: number;
  vapid: { aud: string; sub: string; exp: number };
};

/** A push service and the one browser that is subscribed to it. */
export type PushService = AsyncDisposable & {
  endpoint: string;
  p256dh: string;
  auth: string;
  delivered: Delivered[];
  /** What it answers from now on; 201 is taken. */
  answers(status: number): void;
};

const text = (bytes: Buffer) => bytes.toString('base64url');
const bytesOf = (words: string) => Buffer.from(words, 'base64url');

export async function startPushService(publicKey: () => Promise<string>): Promise<PushService> {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const auth = randomBytes(16);
  const delivered: Delivered[] = [];
  let status = 201;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const vapid = claimsOf(String(request.headers.authorization), bytesOf(await publicKey()));
    if (status === 201)
      delivered.push({
        payload: decrypted(Buffer.concat(parts), browser, auth),
        urgency: String(request.headers.urgency),
        topic: String(request.headers.topic),
        ttl: Number(request.headers.ttl),
        vapid,
      });
    response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wpush/1`,
    p256dh: text(browser.getPublicKey()),
    auth: text(auth),
    delivered,
    answers(next) {
      status = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** RFC 8291: what only the browser can read. */
function decrypted(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const derive = (key: Uint8Array, saltOf: Uint8Array, info: Buffer, size: number) =>
    Buffer.from(hkdfSync('sha256', key, saltOf, info, size));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
  const secret = derive(browser.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // The last record ends with a 2 and padding.
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}

/** RFC 8292: who sent it, proven by the key that the browser subscribed with. @throws when it is not */
function claimsOf(authorization: string, key: Buffer): Delivered['vapid'] {
  const { t = '', k = '' } = /^vapid t=(?<t>[^,]+), k=(?<k>.+)$/.exec(authorization)?.groups ?? {};
  if (!bytesOf(k).equals(key)) throw new Error('another key than the one subscribed with');
  const [head, claims, signature = ''] = t.split('.');
  const jwk = { kty: 'EC', crv: 'P-256', x: text(key.subarray(1, 33)), y: text(key.subarray(33)) };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  if (!verify('sha256', signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytesOf(signature)))
    throw new Error('the signature is not of that key');
  return JSON.parse(bytesOf(claims ?? '').toString('utf8')) as Delivered['vapid'];
}
