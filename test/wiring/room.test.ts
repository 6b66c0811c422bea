import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openSpool } from '../../gateway/mail/spool.ts';
import type { Heed } from '../../gateway/open.ts';
import { openSettings } from '../../gateway/open-edges.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { writeLimits } from '../../gateway/store/settings.ts';
import { obstacles } from '../../gateway/wiring/room.ts';
import { openIntake } from '../../gateway/wiring/smtp-intake.ts';
import { startProxy } from '../faults/proxy.ts';
import { eventually } from '../support/agent-client.ts';
import { apiOn, browser, signedIn } from '../support/api.ts';
import { freePort, onServer } from '../support/cluster.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from '../support/running-desk.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';

const ADDRESS = 'support@kite.example';
/** Milliseconds: what stands in the way is looked at every five seconds. */
const RESUMES_WITHIN = 30_000;

let dovecot: Dovecot;
let relay: Sink;
let db: TestDatabase;
let desk: RunningDesk;
let heed: Heed;

beforeEach(async () => {
  dovecot = await startDovecot({ users: [ADDRESS] });
  relay = await startSink();
  db = await freshDatabase();
  desk = await runDesk({ databaseUrl: db.url, address: ADDRESS, imapPort: dovecot.port, smtpUrl: relay.url });
  heed = desk.heed;
  // What lies there at the first look is older mail, and stays where it is.
  await eventually(async () => (await db.selectFrom('source').select('id').execute()).length > 0);
  await arrives('Before');
  await collected(1);
});
afterEach(async () => {
  await desk.stop();
  await db[Symbol.asyncDispose]();
  await relay.close();
  await dovecot[Symbol.asyncDispose]();
});

const arrives = (subject: string) => dovecot.deliver(ADDRESS, letter({ to: ADDRESS, subject }));
const collected = (count: number) =>
  eventually(async () => {
    const rows = await ledgerOf(heed);
    return rows.length === count && rows.every(({ disposition }) => disposition === 'ticket');
  }, RESUMES_WITHIN);
const troubleSays = (words: string) =>
  eventually(async () => {
    const [box] = await heed.db.selectFrom('mailbox').select('health').execute();
    return JSON.stringify(box?.health).includes(words);
  }, RESUMES_WITHIN);

test('while the place of raw mail is away nothing is accepted, the mailbox says why, and it goes on by itself', {
  timeout: 90_000,
}, async () => {
  const blobs = join(heed.config.dataDir, 'blobs');
  await rename(blobs, `${blobs}-away`);
  await arrives('While it was away');
  await troubleSays('The place where raw mail is kept cannot be written (ENOENT)');
  expect(await ledgerOf(heed)).toHaveLength(1);
  expect(await obstacles(heed)).toMatchObject([{ code: 'blob store away' }]);
  await rename(`${blobs}-away`, blobs);
  await collected(2);
  await eventually(async () => (await heed.db.selectFrom('mailbox').select('health').execute())[0]?.health, 20_000);
  expect(await obstacles(heed)).toEqual([]);
});

test('while the database is away nothing is accepted, the API says so, and all goes on by itself', {
  timeout: 90_000,
}, async () => {
  const { api } = await apiOn(heed.db);
  const grace = await signedIn(heed.db, api, 'Grace', 'admin');
  const server = inject('postgresUrl') ?? '';
  const name = new URL(db.url).pathname.slice(1);
  await onServer(server, `alter database ${name} allow_connections false`);
  await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  await arrives('While it was away');
  expect(await obstacles(heed)).toMatchObject([{ code: 'database away' }]);
  const { status, at } = await browser(api, grace.cookie()).get('/api/health');
  expect([status, at('error.code'), at('error.message')]).toEqual([
    503,
    'unavailable',
    expect.stringContaining('Mail stays on its server'),
  ]);
  expect((await api.request('/healthz')).status).toBe(503);
  await onServer(server, `alter database ${name} allow_connections true`);
  await collected(2);
});

test('while the disk is nearly full nothing is accepted, nor over SMTP, until an admin lowers the limit', {
  timeout: 90_000,
}, async () => {
  const port = await freePort();
  const door = await openIntake(
    { ...heed, config: { ...heed.config, sandboxSmtpPort: port } },
    await openSpool(join(heed.config.dataDir, 'spool')),
    () => undefined,
  );
  const limit = async (leastFreeMegabytes: number) => {
    await writeLimits(heed.db, { leastFreeMegabytes });
    heed.forgetSettings();
  };
  const hand = () =>
    createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
      envelope: { from: 'ada@post.example', to: ADDRESS },
      raw: letter({ to: ADDRESS, subject: 'Handed over' }),
    });
  await limit(2_000_000_000);
  // What was well a moment ago is looked at again a second later.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await arrives('While it was full');
  await troubleSays('is nearly full');
  await expect(hand()).rejects.toMatchObject({ responseCode: 451 });
  expect(await ledgerOf(heed)).toHaveLength(1);

  await limit(1);
  expect((await hand()).response).toMatch(/^250/);
  await collected(3);
  await door?.close();
});

test('a database whose line is dead is away, and mail that is handed over is kept all the same', {
  timeout: 90_000,
}, async () => {
  const url = new URL(db.url);
  const line = await startProxy(Number(url.port || 5432));
  url.port = String(line.port);
  const database = openPostgres(url.href, { max: 2 });
  const port = await freePort();
  const cut = {
    ...heed,
    db: database.db,
    ...openSettings(database.db),
    config: { ...heed.config, sandboxSmtpPort: port },
  };
  const door = await openIntake(cut, await openSpool(join(heed.config.dataDir, 'spool')), () => undefined);
  expect(await obstacles(cut)).toEqual([]);
  line.mode = 'stall';
  cut.forgetSettings();
  const told = obstacles(cut);
  const handed = await createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
    envelope: { from: 'ada@post.example', to: ADDRESS },
    raw: letter({ to: ADDRESS, subject: 'Handed over' }),
  });
  expect(handed.response).toMatch(/^250/);
  expect(await told).toMatchObject([{ code: 'database away', words: expect.stringContaining('(no answer)') }]);
  await collected(2);
  line.mode = 'pass';
  expect(await obstacles(cut)).toEqual([]);
  await door?.close();
  await database.close();
  await line.close();
});
