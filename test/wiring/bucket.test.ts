import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { openSpool } from '../../gateway/mail/spool.ts';
import { openHeed } from '../../gateway/open.ts';
import { databaseId } from '../../gateway/store/instance.ts';
import { obstacles } from '../../gateway/wiring/room.ts';
import { openIntake } from '../../gateway/wiring/smtp-intake.ts';
import { eventually } from '../support/agent-client.ts';
import { freePort } from '../support/cluster.ts';
import { startDovecot } from '../support/dovecot.ts';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { KEY, ledgerOf, letter, runDesk } from '../support/running-desk.ts';
import { type S3Server, startS3 } from '../support/s3-server.ts';
import { sha256 } from '../support/sigv4.ts';
import { startSink } from '../support/smtp-sink.ts';

const ADDRESS = 'support@kite.example';
/** Milliseconds: what stands in the way is looked at every five seconds, and what failed waits up to a minute. */
const RESUMES_WITHIN = 90_000;

let s3: S3Server;
let db: TestDatabase;
beforeEach(async () => {
  s3 = await startS3();
  db = await freshDatabase();
});
afterEach(async () => {
  await db[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
});

const newDataDir = () => mkdtemp(join(inject('folder'), 'bucket-'));
const open = async (changed: Record<string, string> = {}, dataDir?: string, url = db.url) =>
  openHeed(
    readConfig({
      DATABASE_URL: url,
      SECRET_KEY: KEY,
      DATA_DIR: dataDir ?? (await newDataDir()),
      LOG_LEVEL: 'silent',
      ...s3.env,
      ...changed,
    }),
  );
const NO_BUCKET = { S3_ENDPOINT: '', S3_BUCKET: '', S3_ACCESS_KEY_ID: '', S3_SECRET_ACCESS_KEY: '' };

test('two gateways with a folder each read what the other kept in their bucket, under the names of a Worker', async () => {
  const folder = await newDataDir();
  await using one = await open({}, folder);
  await using other = await open();
  const name = await one.blobs.put(Buffer.from('a mail'));
  expect(Buffer.from((await other.blobs.get(name)) ?? '').toString()).toBe('a mail');
  expect(String(s3.objects.get('database-id'))).toBe(await databaseId(db));
  expect(String(s3.objects.get(`blobs/${name}`))).toBe('a mail');
  expect(await readdir(folder)).not.toContain('blobs');
});

test.each([
  ['S3_SECRET_ACCESS_KEY is not the secret of S3_ACCESS_KEY_ID', { S3_SECRET_ACCESS_KEY: 'another secret' }],
  ['S3_ACCESS_KEY_ID is a key that 127.0.0.1', { S3_ACCESS_KEY_ID: 'SOMEBODY' }],
  ['S3_BUCKET not-this-one is not there', { S3_BUCKET: 'not-this-one' }],
  ['S3_REGION is not "eu-central-1"', { S3_REGION: 'eu-central-1' }],
])('a gateway does not start with the words: %s', async (words, changed) => {
  const refused = open(changed);
  await expect(refused).rejects.toThrow(words);
  await expect(refused).rejects.toThrow(expect.not.stringContaining('another secret'));
});

test('a store that is away, and a key that may only read, stop the start in words', async () => {
  s3.readOnly = true;
  await expect(open()).rejects.toThrow('S3_ACCESS_KEY_ID may not use the bucket heed-mail');
  await s3.stop();
  await expect(open()).rejects.toThrow(/^S3_ENDPOINT http:\/\/127.0.0.1:\d+ cannot be reached \(ECONNREFUSED\)/);
  await s3.start();
});

test('the bucket of another database stops the start', async () => {
  await (await open())[Symbol.asyncDispose]();
  await using other = await emptyDatabase({ max: 1 });
  await expect(open({}, undefined, other.url)).rejects.toThrow('holds the mail of another database');
});

test('a desk whose mail lies in a bucket does not start on a folder, nor on an empty bucket', async () => {
  const dataDir = await newDataDir();
  await (await open({}, dataDir))[Symbol.asyncDispose]();
  await expect(open(NO_BUCKET, dataDir)).rejects.toThrow(/^S3_ENDPOINT is missing: .* the bucket heed-mail at 127/);

  const [source] = await db.insertInto('source').values({ kind: 'push', folder: 'smtp' }).returning('id').execute();
  await db
    .insertInto('ledger')
    .values({ source_id: source?.id ?? 0, key: 'one', sha256: 'a'.repeat(64), size: 1 })
    .execute();
  await (await open({}, dataDir))[Symbol.asyncDispose]();
  s3.objects.clear();
  await expect(open({}, dataDir)).rejects.toThrow('S3_BUCKET heed-mail holds no mail of this desk');
});

/** A desk that collects a mailbox and keeps its mail in the bucket; one mail is a ticket already. */
async function deskWithMailbox() {
  const dovecot = await startDovecot({ users: [ADDRESS] });
  const relay = await startSink();
  const { heed, stop } = await runDesk({
    databaseUrl: db.url,
    address: ADDRESS,
    imapPort: dovecot.port,
    smtpUrl: relay.url,
    s3: s3.env,
  });
  const arrives = (subject: string) => dovecot.deliver(ADDRESS, letter({ to: ADDRESS, subject }));
  const collected = (count: number) =>
    eventually(async () => {
      const rows = await ledgerOf(heed);
      return rows.length === count && rows.every(({ disposition }) => disposition === 'ticket');
    }, RESUMES_WITHIN);
  // What lies there at the first look is older mail, and stays where it is.
  await eventually(async () => (await db.selectFrom('source').select('id').execute()).length > 0);
  await arrives('Before');
  await collected(1);
  return {
    heed,
    arrives,
    collected,
    async [Symbol.asyncDispose]() {
      await stop();
      await relay.close();
      await dovecot[Symbol.asyncDispose]();
    },
  };
}

async function allInBucket(): Promise<void> {
  const kept = await db.selectFrom('ledger').select('sha256').execute();
  for (const { sha256: name } of kept) expect(sha256(s3.objects.get(`blobs/${name}`) ?? '')).toBe(name);
}

test('while the store is away nothing is collected, what is handed over is kept, and all goes on by itself', {
  timeout: 200_000,
}, async () => {
  await using desk = await deskWithMailbox();
  const { heed, arrives, collected } = desk;
  const port = await freePort();
  const door = await openIntake(
    { ...heed, config: { ...heed.config, sandboxSmtpPort: port } },
    await openSpool(join(heed.config.dataDir, 'spool')),
    () => undefined,
  );
  await s3.stop();
  await arrives('While it was away');
  const handed = await createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
    envelope: { from: 'ada@post.example', to: ADDRESS },
    raw: letter({ to: ADDRESS, subject: 'Handed over meanwhile' }),
  });
  expect(handed.response).toMatch(/^250/);
  await eventually(async () => {
    const [box] = await db.selectFrom('mailbox').select('health').execute();
    return JSON.stringify(box?.health).includes('The place where raw mail is kept cannot be written (ECONNREFUSED)');
  }, RESUMES_WITHIN);
  expect(await ledgerOf(heed)).toHaveLength(1);
  expect(await obstacles(heed)).toMatchObject([{ code: 'blob store away' }]);

  await s3.start();
  await collected(3);
  expect(await obstacles(heed)).toEqual([]);
  await allInBucket();
  await door?.close();
});

test('while the store is in haste and its lines break, each mail becomes one ticket and its bytes are kept', {
  timeout: 200_000,
}, async () => {
  await using desk = await deskWithMailbox();
  for (let n = 0; n < 6; n++) s3.next.push('cut after', 'busy', 'half', 'cut', ...Array(4).fill('busy'));
  for (let n = 0; n < 12; n++) await desk.arrives(`In haste ${n}`);
  await desk.collected(13);
  await allInBucket();
  expect(s3.next).toEqual([]);
  const tickets = await db.selectFrom('ticket').select('subject').execute();
  expect(tickets.map(({ subject }) => subject).sort()).toEqual(
    ['Before', ...Array.from({ length: 12 }, (_, n) => `In haste ${n}`)].sort(),
  );
});
