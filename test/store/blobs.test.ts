import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import type { Blobs } from '../../gateway/store/blobs.ts';
import { bucketBlobs } from '../../gateway/store/bucket-blobs.ts';
import { folderBlobs } from '../../gateway/store/folder-blobs.ts';
import { s3Bucket } from '../../gateway/store/s3-bucket.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';
import { sha256, signatureOf } from '../support/sigv4.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3[Symbol.asyncDispose]());
beforeEach(() => {
  s3.asked.length = 0;
  s3.next.length = 0;
});

const ofS3 = (changed: Partial<S3Server['env']> = {}): Blobs => {
  const { s3: place } = readConfig({ ...s3.env, ...changed });
  if (!place) throw new Error('no bucket is named');
  return bucketBlobs(s3Bucket(place));
};
const ofFolder = async (): Promise<Blobs> => folderBlobs(await mkdtemp(join(inject('folder'), 'blobs-')));

const MAIL = Buffer.from([0, 255, 13, 10, 1, 254, 60, 62]);

describe.each([
  ['a folder', ofFolder],
  ['an S3 bucket', async () => ofS3()],
])('blobs in %s', (_, open) => {
  test('are named by the sha256 of their bytes and come back as they were, whatever they hold', async () => {
    const blobs = await open();
    const large = Buffer.alloc(3_000_000, 'a mail of three megabytes ');
    for (const bytes of [MAIL, Buffer.alloc(0), large, new Uint8Array(large.buffer, 7, 100)]) {
      const name = await blobs.put(bytes);
      expect(name).toBe(sha256(bytes));
      expect(Buffer.compare((await blobs.get(name)) ?? Buffer.from('nothing'), bytes)).toBe(0);
      expect(await blobs.has(name)).toBe(true);
    }
  });

  test('are put again, also by many at once, and stay one', async () => {
    const blobs = await open();
    const names = await Promise.all(
      Array.from({ length: 20 }, (_, n) => blobs.put(Buffer.from(`mail ${n % 2}`), { durable: n % 3 === 0 })),
    );
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(await blobs.get(name)).not.toBeNull();
  });

  test('that were never put are null, as is what is no name of a blob', async () => {
    const blobs = await open();
    for (const name of [sha256('never'), '', '..', '../database-id', 'A'.repeat(64), `${sha256('never')}?x`]) {
      expect(await blobs.get(name)).toBeNull();
      expect(await blobs.has(name)).toBe(false);
    }
  });

  test('can be put just now', async () => {
    await expect((await open()).able()).resolves.toBeUndefined();
  });
});

describe('an S3 bucket', () => {
  test('has a blob under the name that a Worker gives it', async () => {
    const name = await ofS3().put(MAIL);
    expect([...s3.objects.keys()]).toContain(`blobs/${name}`);
  });

  test('that holds other bytes under that name gives none of them, and putting it again mends it', async () => {
    const blobs = ofS3();
    const name = await blobs.put(MAIL);
    s3.objects.set(`blobs/${name}`, Buffer.from('not what was put'));
    expect(await blobs.get(name)).toBeNull();
    await blobs.put(MAIL);
    expect(await blobs.get(name)).toEqual(new Uint8Array(MAIL));
  });

  test('refuses bytes that changed on their way, and that is no success', async () => {
    const bytes = Buffer.from('changed on its way');
    s3.next.push('torn');
    await expect(ofS3().put(bytes)).rejects.toMatchObject({ code: 'XAmzContentSHA256Mismatch', status: 400 });
    expect(s3.objects.has(`blobs/${sha256(bytes)}`)).toBe(false);
  });

  test.each(['busy', 'cut', 'cut after'] as const)('that is %s for a moment is asked again', async (fault) => {
    const blobs = ofS3();
    const bytes = Buffer.from(`put while ${fault}`);
    s3.next.push(fault, fault);
    const name = await blobs.put(bytes);
    expect(s3.asked).toEqual(Array(3).fill(`PUT blobs/${name}`));
    s3.next.push(fault === 'busy' ? 'busy' : 'cut', 'half');
    expect(await blobs.get(name)).toEqual(new Uint8Array(bytes));
  });

  test('that stays in trouble says so after four tries, and has() never calls that absence', async () => {
    s3.next.push(...Array(4).fill('busy'));
    await expect(ofS3().put(MAIL)).rejects.toMatchObject({ code: 'SlowDown', status: 503 });
    expect(s3.asked).toHaveLength(4);
    s3.next.push(...Array(4).fill('busy'));
    await expect(ofS3().has(sha256(MAIL))).rejects.toMatchObject({ status: 503 });
  });

  test('that says nothing at all is asked again', { timeout: 60_000 }, async () => {
    s3.next.push('silent');
    const name = await ofS3().put(MAIL);
    expect(s3.asked).toEqual(Array(2).fill(`PUT blobs/${name}`));
  });

  test.each([
    ['SignatureDoesNotMatch', { S3_SECRET_ACCESS_KEY: 'another secret' }],
    ['InvalidAccessKeyId', { S3_ACCESS_KEY_ID: 'SOMEBODY' }],
    ['NoSuchBucket', { S3_BUCKET: 'somebody-elses' }],
  ])('that answers %s gives and takes nothing', async (code, changed) => {
    const blobs = ofS3(changed);
    await refuse(blobs, code);
    await expect(blobs.able()).rejects.toThrow(expect.not.stringMatching(/secret|AWS4/));
  });

  test('that is away gives and takes nothing, and does again as soon as it is back', async () => {
    const blobs = ofS3();
    await s3.stop();
    await refuse(blobs, 'ECONNREFUSED');
    await s3.start();
    expect(await blobs.get(await blobs.put(MAIL))).toEqual(new Uint8Array(MAIL));
  });
});

/** None of it may read as "there is none". */
async function refuse(blobs: Blobs, code: string): Promise<void> {
  const name = sha256(MAIL);
  for (const ask of [() => blobs.put(MAIL), () => blobs.get(name), () => blobs.has(name), () => blobs.able()])
    await expect(ask()).rejects.toMatchObject({ code });
}

/** The examples that Amazon publishes with its description: the server of these tests computes what S3 computes. */
test.each([
  [
    'GET /test.txt',
    { range: 'bytes=0-9', 'x-amz-content-sha256': sha256('') },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT /test%24file.text',
    {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': sha256('Welcome to Amazon S3.'),
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  [
    'GET /?lifecycle',
    { 'x-amz-content-sha256': sha256('') },
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'GET /?max-keys=2&prefix=J',
    { 'x-amz-content-sha256': sha256('') },
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
])('the S3 server of the tests signs %s as Amazon does', (line, more, signature) => {
  const [method = '', target = ''] = line.split(' ');
  const headers: Record<string, string> = {
    host: 'examplebucket.s3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    ...more,
  };
  const scope = '20130524/us-east-1/s3/aws4_request';
  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  expect(signatureOf({ method, target, headers }, { signedHeaders: Object.keys(headers).sort(), scope, secret })).toBe(
    signature,
  );
});
