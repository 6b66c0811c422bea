import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMailbox } from '../gateway/store/mailbox-changes.ts';
import { census } from '../gateway/wiring/checking.ts';
import { eventually } from './support/agent-client.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from './support/running-desk.ts';
import { type Manners, type ScriptedImap, startScriptedImap } from './support/scripted-imap.ts';
import { type Sink, startSink } from './support/smtp-sink.ts';

/** The twelve ways in which pollers with a cursor of UIDs lose mail, each against a server that really behaves so. */

const ADDRESS = 'support@kite.example';
/** A poll, and the time to notice it. */
const NEXT_POLL = 40_000;

let relay: Sink;
beforeAll(async () => {
  relay = await startSink();
});
afterAll(() => relay.close());

type Stage = AsyncDisposable & { imap: ScriptedImap; database: TestDatabase; desk(): Promise<RunningDesk> };

/** A server with an INBOX and an empty database. */
async function stage(manners: Partial<Manners> = {}): Promise<Stage> {
  const imap = await startScriptedImap(manners);
  imap.add('INBOX');
  const database = await freshDatabase();
  return {
    imap,
    database,
    desk: () => runDesk({ databaseUrl: database.url, address: ADDRESS, imapPort: imap.port, smtpUrl: relay.url }),
    async [Symbol.asyncDispose]() {
      await imap[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const mail = (subject: string, head: string[] = []) => letter({ to: ADDRESS, subject, head });

const ready = ({ heed }: RunningDesk, folder = 'INBOX') =>
  eventually(async () => {
    const row = await heed.db.selectFrom('source').select('id').where('folder', '=', folder).executeTakeFirst();
    const [box] = await heed.db.selectFrom('mailbox').select('health').execute();
    return row && (box?.health as { lastPolledAt?: number } | undefined)?.lastPolledAt;
  });

const decided = ({ heed }: RunningDesk, count: number, patience = 15_000) =>
  eventually(async () => {
    const rows = await ledgerOf(heed);
    return rows.length >= count && rows.every(({ disposition }) => disposition !== null) && rows;
  }, patience);

const subjects = async ({ heed }: RunningDesk) =>
  (await heed.db.selectFrom('ticket').select('subject').execute()).map((row) => row.subject).sort();

const troubleOf = async ({ heed }: RunningDesk) =>
  ((await heed.db.selectFrom('mailbox').select('health').executeTakeFirst())?.health as { trouble?: string | null })
    ?.trouble ?? null;

test('a mail whose number is below one already taken is taken when it shows', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  const inbox = set.imap.folders.get('INBOX');
  inbox?.unseen.add(55);
  set.imap.put('INBOX', 55, mail('Shown late'));
  set.imap.put('INBOX', 56, mail('Shown first'));
  await decided(running, 1);
  inbox?.unseen.clear();
  set.imap.put('INBOX', 57, mail('Shown last'));
  await decided(running, 3);
  expect(await subjects(running)).toEqual(['Shown first', 'Shown last', 'Shown late']);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
});

test('a mail the server leaves out of an answer is not called gone: it is told, tried again, and the others go on', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  set.imap.folders.get('INBOX')?.omitted.add(1);
  set.imap.put('INBOX', 1, mail('Left out'));
  set.imap.put('INBOX', 2, mail('Handed over'));
  await decided(running, 1);
  await eventually(async () => (await troubleOf(running))?.includes('INBOX 1'), NEXT_POLL);
  expect((await ledgerOf(running.heed)).map(({ key, disposition }) => [key, disposition])).toEqual([['2', 'ticket']]);
  set.imap.folders.get('INBOX')?.omitted.clear();
  await running.stop();
  await using again = await set.desk();
  await decided(again, 2);
  expect(await subjects(again)).toEqual(['Handed over', 'Left out']);
  await eventually(async () => (await troubleOf(again)) === null);
}, 90_000);

test('numbers that were never used, or were moved away, raise no alarm', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  set.imap.put('INBOX', 10, mail('Ten'));
  set.imap.put('INBOX', 900, mail('Nine hundred'));
  await decided(running, 2);
  const inbox = set.imap.folders.get('INBOX');
  inbox?.mails.delete(10);
  if (inbox) inbox.uidNext = 5000;
  set.imap.put('INBOX', 5001, mail('Later'));
  await decided(running, 3, NEXT_POLL);
  expect(await troubleOf(running)).toBeNull();
  expect(await census(running.heed)).toMatchObject({ accounted: 3, unaccounted: 0, waiting: 0 });
});

test('a connection that is told nothing asks all the same, and what came is taken without a restart', async () => {
  await using set = await stage({ idle: false, viewFrozen: true });
  await using running = await set.desk();
  await ready(running);
  set.imap.put('INBOX', 1, mail('Nobody told'));
  await decided(running, 1, NEXT_POLL);
  const logins = () => set.imap.said.filter((line) => line === 'LOGIN').length;
  expect(logins()).toBe(1);
  set.imap.put('INBOX', 2, mail('Nor of this'));
  await decided(running, 2, NEXT_POLL);
  expect(logins()).toBe(1);
}, 90_000);

test('a folder with high numbers does not hide mail of a folder with low ones', async () => {
  await using set = await stage();
  set.imap.add('Junk');
  await using running = await set.desk();
  await ready(running, 'Junk');
  set.imap.put('INBOX', 4000, mail('High'));
  await decided(running, 1);
  set.imap.put('Junk', 1, mail('Low'));
  await decided(running, 2, NEXT_POLL);
  set.imap.put('INBOX', 4001, mail('Higher'));
  await decided(running, 3);
  const rows = await ledgerOf(running.heed);
  expect(rows.map(({ folder, key }) => `${folder} ${key}`)).toEqual(['INBOX 4000', 'Junk 1', 'INBOX 4001']);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
}, 90_000);

test('a server that answers its newest mail to every search gets no mail doubled', async () => {
  await using set = await stage();
  set.imap.put('INBOX', 7, mail('Old'));
  await using running = await set.desk();
  await ready(running);
  set.imap.put('INBOX', 8, mail('New'));
  await decided(running, 1);
  // As after ten minutes: everything up to the newest is settled, and searches start past the end.
  await sql`update source set settled_until = 8`.execute(set.database);
  set.imap.manners.esearch = false;
  await running.stop();
  await using again = await set.desk();
  set.imap.put('INBOX', 9, mail('Newest'));
  await decided(again, 2);
  expect(await subjects(again)).toEqual(['New', 'Newest']);
});

test('more mails than any batch holds are all taken, the oldest first, whatever their dates', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  const COUNT = 120;
  for (let uid = 1; uid <= COUNT; uid++) {
    const daysAgo = uid % 2 === 0 ? 400 : 0;
    const raw = letter({ to: ADDRESS, from: `ada${uid}@post.example`, subject: `Mail ${uid}` });
    set.imap.put('INBOX', uid, raw, new Date(Date.now() - daysAgo * 86_400_000));
  }
  const rows = await decided(running, COUNT, 30_000);
  const keys = rows.map(({ key }) => Number(key));
  expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  expect(await subjects(running)).toHaveLength(COUNT);
}, 60_000);

test('two alarms of the same sender, subject and second are two mails', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  const at = new Date();
  const alarm = (text: string) =>
    ['From: monitor@kite.example', `To: ${ADDRESS}`, 'Subject: Alarm', `Date: ${at.toUTCString()}`, '', text].join(
      '\r\n',
    );
  set.imap.put('INBOX', 1, alarm('Disk of one is full.'), at);
  set.imap.put('INBOX', 2, alarm('Disk of two is full.'), at);
  const rows = await decided(running, 2);
  expect(rows.map(({ disposition }) => disposition)).not.toContain('duplicate');
});

test('other numbers for the same mails double none, acknowledge none again, and hide none that is new', async () => {
  await using set = await stage();
  await using running = await set.desk();
  await ready(running);
  const [one, two] = [mail('One'), mail('Two')];
  const at = new Date();
  set.imap.put('INBOX', 1, one, at);
  set.imap.put('INBOX', 2, two, at);
  await decided(running, 2);
  await running.stop();
  const acknowledged = await outboxCount(set.database);
  // Restored in another order, with a mail that came meanwhile under a number known before.
  const inbox = set.imap.add('INBOX', { uidValidity: 2 });
  set.imap.put('INBOX', 1, two, at);
  set.imap.put('INBOX', 2, letter({ to: ADDRESS, from: 'bea@post.example', subject: 'Came meanwhile' }));
  set.imap.put('INBOX', 3, one, at);
  expect(inbox.uidNext).toBe(4);
  await using again = await set.desk();
  const rows = await decided(again, 3);
  expect(rows.map(({ key, disposition }) => [key, disposition]).toSorted()).toEqual([
    ['1', 'duplicate'],
    ['2', 'ticket'],
    ['3', 'duplicate'],
  ]);
  expect(await outboxCount(set.database)).toBe(acknowledged + 1);
});

test.each([
  ['tells no next number', { uidNext: null }],
  ['says its numbers are of the epoch 0', { uidValidity: 0 }],
  ['tells no epoch of its numbers', { uidValidity: null }],
])('a server that %s is collected all the same, and the mailbox says what is odd', async (_, oddity) => {
  await using set = await stage();
  set.imap.add('INBOX', oddity);
  set.imap.put('INBOX', 3, mail('Before Heed came'), new Date(Date.now() - 86_400_000));
  await using running = await set.desk();
  await ready(running);
  set.imap.put('INBOX', 4, mail('Question'));
  await decided(running, 1);
  expect(await subjects(running)).toEqual(['Question']);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
  expect(await troubleOf(running)).toMatch(
    /^uidNext/.test(Object.keys(oddity)[0] ?? '') ? /next/ : /epoch|UIDVALIDITY/,
  );
});

test('a server that fetches without naming the number is asked mail by mail, and none is lost', async () => {
  await using set = await stage({ fetchTellsUid: false });
  await using running = await set.desk();
  await ready(running);
  set.imap.put('INBOX', 1, mail('First'));
  set.imap.put('INBOX', 2, mail('Second'));
  await decided(running, 2);
  expect(await subjects(running)).toEqual(['First', 'Second']);
});

test.each(process.env.HEED_TEST_ALL ? (['drop', 'hang'] as const) : (['drop'] as const))(
  'a mail whose bytes never come (%s) stalls none behind it, and the mailbox names it',
  async (how) => {
    await using set = await stage();
    await using running = await set.desk();
    await ready(running);
    set.imap.folders.get('INBOX')?.broken.set(2, how);
    for (const uid of [1, 2, 3, 4]) set.imap.put('INBOX', uid, mail(`Mail ${uid}`));
    await decided(running, 3, 150_000);
    expect(await subjects(running)).toEqual(['Mail 1', 'Mail 3', 'Mail 4']);
    await eventually(async () => (await troubleOf(running))?.includes('INBOX 2'), 150_000);
    set.imap.folders.get('INBOX')?.broken.clear();
  },
  320_000,
);

test('one mail to two of our mailboxes is one ticket, and both are told as its origins', async () => {
  await using set = await stage();
  await using other = await startScriptedImap();
  other.add('INBOX');
  await using running = await set.desk();
  await ready(running);
  const { heed } = running;
  const imap = { host: '127.0.0.1', port: other.port, tls: false, user: 'sales' };
  const [first] = await heed.db.selectFrom('mailbox').selectAll().execute();
  await addMailbox(heed.db, {
    address: 'sales@kite.example',
    aliases: [],
    sender_name: 'Kite',
    connection: { imap, smtp: { host: '127.0.0.1', port: 1, tls: false, user: '' }, sentFolder: null },
    secret: heed.secrets.encrypt(JSON.stringify({ imap: 'secret', smtp: '' })),
    takes_null_sender: first?.takes_null_sender ?? null,
    authserv_id: null,
    junk_folder: null,
    import_since: null,
  } as Parameters<typeof addMailbox>[1]);
  heed.forgetSettings();
  await eventually(async () => (await heed.db.selectFrom('source').select('id').execute()).length === 2, 20_000);
  const both = letter({ to: `${ADDRESS}, sales@kite.example`, subject: 'To both of you' });
  set.imap.put('INBOX', 1, both);
  other.put('INBOX', 1, both);
  const rows = await decided(running, 2, NEXT_POLL);
  expect(rows.map(({ disposition }) => disposition).sort()).toEqual(['duplicate', 'ticket']);
  const { rows: origins } = await sql<{ ticketId: number | null }>`
    select l.ticket_id as "ticketId" from ledger l join source s on s.id = l.source_id`.execute(heed.db);
  expect(new Set(origins.map(({ ticketId }) => ticketId))).toHaveLength(1);
  expect(origins).toHaveLength(2);
}, 60_000);

const outboxCount = async (db: TestDatabase) => (await db.selectFrom('outbox').select('id').execute()).length;
