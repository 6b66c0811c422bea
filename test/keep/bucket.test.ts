import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { backup } from '../../gateway/keep/backup.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { backupsOn, shelfOf } from '../../gateway/keep/shelf.ts';
import { type BlobBucket, bucketBlobs, giveBucketTo, ownerOf } from '../../gateway/store/bucket-blobs.ts';
import { blobFile } from '../../gateway/store/folder-blobs.ts';
import { databaseId } from '../../gateway/store/instance.ts';
import { s3Bucket } from '../../gateway/store/s3-bucket.ts';
import { fillDesk, intoDesk, newDataDir } from '../support/kept-desk.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';

let s3: S3Server;
let place: BlobBucket;
let db: TestDatabase;
let dataDir: string;
/** Of the blobs that the rows name. */
let names: string[];

beforeEach(async () => {
  s3 = await startS3();
  place = bucketOf(s3);
  db = await freshDatabase();
  dataDir = await fillDesk(db);
  // The desk of these tests keeps in a folder what is moved into the bucket here.
  const folder = join(dataDir, 'blobs');
  names = (await readdir(folder, { recursive: true }))
    .filter((path) => path.length > 64)
    .map((path) => path.replace('/', ''));
  for (const name of names) await bucketBlobs(place).put(await readFile(blobFile(folder, name)));
  await giveBucketTo(place, await databaseId(db));
  await rm(folder, { recursive: true });
});
afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});

function bucketOf({ env }: S3Server): BlobBucket {
  const { s3 } = readConfig(env);
  if (!s3) throw new Error('no bucket is named');
  return s3Bucket(s3);
}

const backedUp = () => backup({ db, dataDir, bucket: bucketBlobs(place) }, 'nightly');
const blobsIn = (folder: string) =>
  Promise.all(names.map((name) => readFile(blobFile(join(folder, 'blobs'), name)).catch(() => null)));

test('a backup holds the mail of a bucket, and the next one brings only what is new', async () => {
  const { folder, manifest } = await backedUp();
  expect(names).toHaveLength(6);
  expect(manifest.blobs).toMatchObject({ rows: 6, missing: 0 });
  expect(await blobsIn(folder)).toEqual(names.map((name) => s3.objects.get(`blobs/${name}`)));

  s3.asked.length = 0;
  const next = await backedUp();
  expect(next.manifest.blobs).toMatchObject({ rows: 6, missing: 0 });
  expect(s3.asked).toEqual([]);
  const [name = ''] = names;
  const [one, other] = await Promise.all([folder, next.folder].map((at) => stat(blobFile(join(at, 'blobs'), name))));
  expect(one?.ino).toBe(other?.ino);
});

test('mail that is missing or damaged in a bucket is counted; a bucket that is away leaves no backup', async () => {
  const [lost = '', torn = ''] = names;
  s3.objects.delete(`blobs/${lost}`);
  s3.objects.set(`blobs/${torn}`, Buffer.from('torn'));
  await s3.stop();
  await expect(backedUp()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(await backupsOn(shelfOf(dataDir))).toEqual([]);
  await s3.start();
  expect((await backedUp()).manifest.blobs).toMatchObject({ rows: 4, missing: 2 });
});

test('a backup is restored into an empty bucket, which is the new desk’s from then on', async () => {
  const { folder } = await backedUp();
  await using empty = await startS3();
  await using other = await emptyDatabase({ max: 1 });
  const otherDir = await newDataDir();
  await restore(await intoDesk(other, otherDir, { bucket: bucketOf(empty) }), folder);
  expect(names.map((name) => empty.objects.get(`blobs/${name}`))).toEqual(
    names.map((name) => s3.objects.get(`blobs/${name}`)),
  );
  expect(await ownerOf(bucketOf(empty))).toBe(await databaseId(other));
  expect(await readdir(otherDir)).not.toContain('blobs');
});

test('a backup is restored over its own bucket: what was damaged is mended, what is whole is not written again', async () => {
  const { folder } = await backedUp();
  const [lost = '', torn = ''] = names;
  const raw = s3.objects.get(`blobs/${torn}`);
  s3.objects.delete(`blobs/${lost}`);
  s3.objects.set(`blobs/${torn}`, Buffer.from('torn'));
  s3.asked.length = 0;
  await using other = await emptyDatabase({ max: 1 });
  await restore(await intoDesk(other, await newDataDir(), { bucket: place }), folder);
  expect(s3.objects.get(`blobs/${torn}`)).toEqual(raw);
  expect(s3.asked.filter((line) => line.startsWith('PUT')).sort()).toEqual(
    [`PUT blobs/${lost}`, `PUT blobs/${torn}`, 'PUT database-id'].sort(),
  );
});

test('a backup is not restored into the bucket of a third desk', async () => {
  const { folder } = await backedUp();
  await giveBucketTo(place, 'a third');
  await using other = await emptyDatabase({ max: 1 });
  const restored = restore(await intoDesk(other, await newDataDir(), { bucket: place }), folder);
  await expect(restored).rejects.toThrow('S3_BUCKET holds the mail of a third database (a third)');
  expect((await other.selectFrom('ticket').select('id').execute()).length).toBe(0);
});

test('a backup of a bucket is restored into a folder, which is no longer said to lie in a bucket', async () => {
  const { folder } = await backedUp();
  await using other = await emptyDatabase({ max: 1 });
  const otherDir = await newDataDir();
  await writeFile(join(otherDir, 'bucket'), 'heed-mail');
  await restore(await intoDesk(other, otherDir), folder);
  expect(await blobsIn(otherDir)).toEqual(names.map((name) => s3.objects.get(`blobs/${name}`)));
  expect(await readdir(otherDir)).not.toContain('bucket');
});
