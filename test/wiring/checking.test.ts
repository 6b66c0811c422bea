import { createHash } from 'node:crypto';
import { mkdir, rename, rmdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY } from '../../gateway/desk/instant.ts';
import { openLive } from '../../gateway/live.ts';
import type { Heed } from '../../gateway/open.ts';
import { checkupOf } from '../../gateway/store/checkups.ts';
import { blobFile } from '../../gateway/store/folder-blobs.ts';
import { writeLimits } from '../../gateway/store/settings.ts';
import { census, checkDesk } from '../../gateway/wiring/checking.ts';
import { checkTonight } from '../../gateway/wiring/checking-tonight.ts';
import { eventually } from '../support/agent-client.ts';
import { turnClock } from '../support/api.ts';
import { type Dovecot, MAILBOX_PASSWORD, startDovecot } from '../support/dovecot.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from '../support/running-desk.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';

const ADDRESS = 'support@kite.example';
/** What stands around every desk of these tests: a real mailbox, and an address that only this machine has. */
const AROUND = 'address not reachable';

let dovecot: Dovecot;
let relay: Sink;
let db: TestDatabase;
let desk: RunningDesk;
let heed: Heed;

beforeAll(async () => {
  dovecot = await startDovecot({ users: [ADDRESS], quota: '20k' });
  relay = await startSink();
  db = await freshDatabase();
  desk = await runDesk({ databaseUrl: db.url, address: ADDRESS, imapPort: dovecot.port, smtpUrl: relay.url });
  heed = desk.heed;
  await eventually(async () => (await db.selectFrom('source').select('id').execute()).length > 0);
  await arrives('It smokes');
});
afterAll(async () => {
  await desk.stop();
  await db[Symbol.asyncDispose]();
  await relay.close();
  await dovecot[Symbol.asyncDispose]();
});

async function arrives(subject: string, text = 'It is broken.'): Promise<void> {
  const before = (await ledgerOf(heed)).length;
  await dovecot.deliver(ADDRESS, letter({ to: ADDRESS, subject, text }));
  await eventually(async () => {
    const rows = await ledgerOf(heed);
    return rows.length > before && rows.every(({ disposition }) => disposition !== null);
  });
}

const found = async (extent: 'glance' | 'usual' | 'whole' = 'glance', on: Heed = heed) =>
  (await checkDesk(on, extent)).findings.filter(({ code }) => code !== AROUND);
const codes = async (extent?: 'glance' | 'usual' | 'whole', on?: Heed) =>
  (await found(extent, on)).map(({ code, severity, count }) => `${severity} ${code}: ${count}`);

test.each(['glance', 'usual', 'whole'] as const)('a desk that works is well at a look that is %s', async (extent) => {
  const { findings, ...counts } = await checkDesk(heed, extent);
  expect(findings).toMatchObject([{ code: AROUND, severity: 'warning', words: expect.stringContaining('localhost') }]);
  expect(counts).toMatchObject({ accounted: 1, unaccounted: 0, waiting: 0, spooled: 0 });
  expect((await checkupOf(db)).result).toEqual({ ...counts, findings });
});

test('raw mail that is gone is counted, and so is raw mail that is not what it was', async () => {
  const { sha256 } = await db.selectFrom('ledger').select('sha256').executeTakeFirstOrThrow();
  const file = blobFile(join(heed.config.dataDir, 'blobs'), sha256);
  await rename(file, `${file}.kept`);
  expect(await found()).toMatchObject([{ code: 'I10 raw mail missing', count: 1, examples: [sha256] }]);
  await writeFile(file, 'rotten');
  expect(await codes()).toEqual(['broken I10 raw mail damaged: 1']);
  await rename(`${file}.kept`, file);
  expect(await codes()).toEqual([]);
});

test('an attachment that is gone is counted', async () => {
  const sha256 = createHash('sha256').update('never kept').digest('hex');
  await sql`insert into attachment (message_id, position, name, content_type, size, sha256)
    select id, 99, 'a.pdf', 'application/pdf', 1, ${sha256} from message limit 1`.execute(db);
  expect(await codes()).toEqual(['broken I9 attachment missing: 1']);
  await sql`delete from attachment where position = 99`.execute(db);
});

test('mail that lies in the spool for more than a minute is counted, and fresh mail is not', async () => {
  const file = join(heed.config.dataDir, 'spool', 'new', '0-stuck.mail');
  // No gateway can take a folder in.
  await mkdir(file);
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(file, longAgo, longAgo);
  expect(await codes()).toEqual(['broken I15 stuck in the spool: 1']);
  const now = new Date();
  await utimes(file, now, now);
  expect(await checkDesk(heed, 'glance')).toMatchObject({ spooled: 1, unaccounted: 0 });
  await rmdir(file);
});

test('a server whose mail nobody collects any more has mail unaccounted for', { timeout: 60_000 }, async () => {
  const other = await freshDatabase();
  const idle = await runDesk({ databaseUrl: other.url, address: ADDRESS, imapPort: dovecot.port, smtpUrl: relay.url });
  await eventually(async () => (await other.selectFrom('source').select('id').execute()).length > 0);
  await idle.mail[Symbol.asyncDispose]();
  await arrives('Only the other desk has this');
  const read = await readByColleague();
  await arrives('Only the other desk has this, and nobody has read it');
  const checked = await census(idle.heed);
  expect(checked).toMatchObject({
    unaccounted: 2,
    findings: [
      { code: 'I1 unaccounted', severity: 'broken', count: 2, examples: [`${ADDRESS} INBOX: 2`] },
      { code: 'I11 read and not accepted', severity: 'warning', count: 1 },
    ],
  });
  expect(read).toBe(true);
  await idle.heed[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** Marks what is there as read, as a colleague's mail program does. */
async function readByColleague(): Promise<boolean> {
  const auth = { user: ADDRESS, pass: MAILBOX_PASSWORD };
  const colleague = new ImapFlow({ host: '127.0.0.1', port: dovecot.port, secure: false, logger: false, auth });
  await colleague.connect();
  await colleague.mailboxOpen('INBOX');
  const marked = await colleague.messageFlagsAdd('1:*', ['\\Seen']);
  await colleague.logout();
  return marked;
}

test('a mailbox that is nearly full is told of', async () => {
  await arrives('Large', 'All work and no play. '.repeat(800));
  expect(await found()).toMatchObject([
    { code: 'mailbox nearly full', severity: 'warning', words: expect.stringMatching(/(?:9\d|100) % full/) },
  ]);
});

test('a gateway that does not hear the database is told of', async () => {
  const deaf = { ...heed, live: openLive() };
  expect(await codes('glance', deaf)).toContain('warning live updates are late: 1');
  expect(await codes()).not.toContain('warning live updates are late: 1');
});

test('clocks that are apart are told of: the gateway and the database, and a mail server', async () => {
  await turnClock(db, 60_000);
  expect((await found()).find(({ code }) => code === 'clock is off')?.words).toContain('60 s ahead of');
  await turnClock(db, 0);
  await sql`update ledger set internal_date = accepted_at + 90000`.execute(db);
  expect((await found()).find(({ code }) => code === 'clock is off')?.words).toContain('90 s after we had it');
  await sql`update ledger set internal_date = accepted_at`.execute(db);
});

test('too little room on the disk is told of, by the limit that an admin has set', async () => {
  await writeLimits(db, { leastFreeMegabytes: 2_000_000_000 });
  heed.forgetSettings();
  expect(await codes()).toContain('warning disk nearly full: 1');
  await writeLimits(db, { leastFreeMegabytes: 1 });
  heed.forgetSettings();
  expect(await codes()).not.toContain('warning disk nearly full: 1');
});

test('a break is mailed to each admin once, by one of many gateways, and again when it has grown', async () => {
  await sql`insert into agent (address, name, role, password_hash, deactivated_at) values
    ('grace@kite.example', 'Grace', 'admin', 'x', null), ('ada@kite.example', 'Ada', 'admin', 'x', null),
    ('bob@kite.example', 'Bob', 'agent', 'x', null), ('gone@kite.example', 'Gone', 'admin', 'x', 1)`.execute(db);
  // No tick comes here, however far the clock is turned.
  await sql`update clock set next_at = null`.execute(db);
  let checks = 0;
  const night = async (number: number) => {
    await turnClock(db, number * DAY);
    const check = () => {
      checks++;
      return checkDesk(heed, 'glance');
    };
    await Promise.all([1, 2, 3].map(() => checkTonight(heed, check)));
    desk.mail.wake();
  };
  const alerts = async () =>
    (
      await sql<{ to: string }>`
      select envelope->'to'->0->>'address' as to from outbox where kind = 'alert' order by id`.execute(db)
    ).rows;
  const loop = (address: string) =>
    sql`insert into acknowledged (address, domain, verified, at)
      select ${address}, 'loop.example', true, heed_now() from generate_series(1, 11)`.execute(db);

  await night(0);
  expect([checks, await alerts()]).toEqual([0, []]);
  await turnClock(db, DAY);
  await loop('robot@loop.example');
  await night(1);
  expect(checks).toBe(1);
  expect(await alerts()).toEqual([{ to: 'grace@kite.example' }, { to: 'ada@kite.example' }]);
  const mail = await eventually(async () => relay.mails.find(({ to }) => to.includes('grace@kite.example')));
  expect(mail?.raw).toContain('A promise is broken: I8 answered in a loop');
  expect(mail?.raw).toContain('/app/admin/health');
  expect(mail?.raw).toMatch(/Auto-Submitted: auto-/i);

  await turnClock(db, 2 * DAY);
  await loop('robot@loop.example');
  await night(2);
  expect([checks, (await alerts()).length]).toEqual([2, 2]);
  await turnClock(db, 3 * DAY);
  await loop('robot@loop.example');
  await loop('other@loop.example');
  await night(3);
  expect([checks, (await alerts()).length]).toEqual([3, 4]);
  expect(await checkupOf(db)).toMatchObject({ nightlyAt: expect.any(Number) });
});
