import { spawnSync } from 'node:child_process';
import { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { census } from '../gateway/wiring/checking.ts';
import { eventually } from './support/agent-client.ts';
import { type Dovecot, MAILBOX_PASSWORD, startDovecot } from './support/dovecot.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';
import { type DeskOptions, ledgerOf, letter, type RunningDesk, runDesk } from './support/running-desk.ts';
import { type Sink, startSink } from './support/smtp-sink.ts';

let dovecot: Dovecot;
let relay: Sink;
let address: string;
let count = 0;
const USERS = Array.from({ length: 20 }, (_, n) => `desk${n}@kite.example`);

beforeAll(async () => {
  dovecot = await startDovecot({ users: USERS });
  relay = await startSink();
});
afterAll(async () => {
  await dovecot[Symbol.asyncDispose]();
  await relay.close();
});
beforeEach(() => {
  address = USERS[count++] ?? '';
});

const desk = (database: TestDatabase, more: Partial<DeskOptions> = {}): Promise<RunningDesk> =>
  runDesk({ databaseUrl: database.url, address, imapPort: dovecot.port, smtpUrl: relay.url, ...more });

const send = (subject: string, from = 'ada@post.example') =>
  dovecot.deliver(address, letter({ to: address, subject, from }));

/** A colleague's mail program on the same mailbox. */
async function withColleague<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const auth = { user: address, pass: MAILBOX_PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port: dovecot.port, secure: false, auth, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

const decided = async ({ heed }: RunningDesk, count: number) => {
  const rows = await ledgerOf(heed);
  return rows.length >= count && rows.every(({ disposition }) => disposition !== null) && rows;
};

/** Mails are decided side by side: only those of one thread have an order. */
const subjects = async ({ heed }: RunningDesk) =>
  (await heed.db.selectFrom('ticket').select('subject').execute()).map((row) => row.subject).sort();

const ready = ({ heed }: RunningDesk, folder = 'INBOX') =>
  eventually(async () => {
    const row = await heed.db.selectFrom('source').select('id').where('folder', '=', folder).executeTakeFirst();
    const [box] = await heed.db.selectFrom('mailbox').select('health').execute();
    return row && (box?.health as { lastPolledAt?: number } | undefined)?.lastPolledAt;
  });

test('mail that was there before the first contact is counted as history and stays unread', async () => {
  await using database = await freshDatabase();
  await send('An old question');
  await send('Another old question');
  await using running = await desk(database);
  await ready(running);
  await send('A new question');
  await eventually(() => decided(running, 1));
  expect(await subjects(running)).toEqual(['A new question']);
  const found = await census(running.heed);
  expect(found).toMatchObject({ accounted: 3, unaccounted: 0 });
  const unseen = await withColleague(async (client) => (await client.status('INBOX', { unseen: true })) || null);
  expect(unseen?.unseen).toBe(3);
});

test('mail since a day the admin named is brought in, and never acknowledged', async () => {
  await using database = await freshDatabase();
  await withColleague(async (client) => {
    const mail = (subject: string) => letter({ to: address, subject });
    await client.append('INBOX', mail('From last year'), [], new Date('2025-03-01T12:00:00Z'));
    await client.append('INBOX', mail('From this year'), [], new Date('2026-03-01T12:00:00Z'));
  });
  await database
    .insertInto('mailbox')
    .values({
      kind: 'imap',
      address,
      sender_name: 'Kite',
      import_since: sql`${Date.parse('2026-01-01')}::bigint` as never,
      connection: '{}',
    })
    .execute();
  await using running = await desk(database);
  const [row] = await eventually(() => decided(running, 1));
  expect(row).toMatchObject({ key: '2', imported: true, disposition: 'ticket' });
  const [ticket] = await running.heed.db.selectFrom('ticket').select('acknowledgement').execute();
  expect(ticket?.acknowledgement).toMatchObject({ sent: false, code: 'imported' });
  expect(await census(running.heed)).toMatchObject({ accounted: 2, unaccounted: 0 });
});

test('a mail somebody has read already is collected all the same', async () => {
  await using database = await freshDatabase();
  const first = await desk(database);
  await ready(first);
  await first.stop();
  await send('Read by a colleague');
  await withColleague(async (client) => {
    await client.mailboxOpen('INBOX');
    await client.messageFlagsAdd('1:*', ['\\Seen']);
  });
  await using running = await desk(database);
  await eventually(() => decided(running, 1));
  expect(await subjects(running)).toEqual(['Read by a colleague']);
});

test('a mail in the junk folder waits for a look and opens no ticket', async () => {
  await using database = await freshDatabase();
  await using running = await desk(database);
  await ready(running, 'Junk');
  await withColleague((client) => client.append('Junk', letter({ to: address, subject: 'Buy now' })));
  const [row] = await eventually(() => decided(running, 1), 40_000);
  expect(row).toMatchObject({ folder: 'Junk', disposition: 'quarantined' });
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0, waiting: 1 });
}, 60_000);

test('a server that gives its mails new numbers doubles nothing and loses nothing', async () => {
  await using database = await freshDatabase();
  await send('Old, before Heed came');
  const first = await desk(database);
  await ready(first);
  await send('One', 'one@post.example');
  await send('Two', 'two@post.example');
  await eventually(() => decided(first, 2));
  await first.stop();

  await send('Came while Heed was away');
  renumber(7_000_001);
  await using running = await desk(database);
  await eventually(async () => (await subjects(running)).length === 3);
  await eventually(() => decided(running, 4));
  expect(await subjects(running)).toEqual(['Came while Heed was away', 'One', 'Two']);
  expect((await ledgerOf(running.heed)).map(({ disposition }) => disposition).sort()).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
    'ticket',
  ]);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
  const acknowledgements = await running.heed.db.selectFrom('outbox').select('id').execute();
  expect(acknowledgements).toHaveLength(3);
});

test('new numbers while Heed is connected are noticed, too', async () => {
  await using database = await freshDatabase();
  await using running = await desk(database);
  await ready(running);
  await send('Before');
  await eventually(() => decided(running, 1));
  renumber(7_000_002);
  await send('After');
  await eventually(async () => (await subjects(running)).length === 2, 30_000);
  await eventually(() => decided(running, 2));
  expect(await subjects(running)).toEqual(['After', 'Before']);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
}, 60_000);

test('new numbers do not hide a mail of the second in which Heed came', async () => {
  await using database = await freshDatabase();
  const first = await desk(database);
  await ready(first);
  await first.stop();
  // A server's clock for mails ticks in seconds.
  const second = Math.floor(Date.now() / 1000) * 1000;
  await sql`update source set opened_at = ${second + 900}`.execute(database);
  await withColleague((client) =>
    client.append('INBOX', letter({ to: address, subject: 'Same' }), [], new Date(second)),
  );
  renumber(7_000_003);
  await using running = await desk(database);
  await eventually(() => decided(running, 1));
  expect(await subjects(running)).toEqual(['Same']);
});

test('a mail that is gone before it could be fetched is counted as retired', async () => {
  await using database = await freshDatabase();
  const first = await desk(database);
  await ready(first);
  await first.stop();
  await send('Will be deleted');
  await send('Stays');
  let listed = false;
  await using running = await desk(database, {
    async reached(point) {
      if (point !== 'listed' || listed) return;
      listed = true;
      await withColleague(async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageDelete('1', { uid: true });
      });
    },
  });
  await eventually(() => decided(running, 2));
  expect((await ledgerOf(running.heed)).map(({ disposition }) => disposition).sort()).toEqual(['retired', 'ticket']);
  expect(await census(running.heed)).toMatchObject({ accounted: 2, unaccounted: 0, waiting: 1 });
});

test('two gateways on one mailbox take each mail once', async () => {
  await using database = await freshDatabase();
  await using one = await desk(database);
  await ready(one);
  await using other = await desk(database);
  // The lease keeps one of them away; without it the unique key still does.
  await database
    .updateTable('mailbox')
    .set({ lease_until: 0 as never })
    .execute();
  for (let n = 1; n <= 20; n++) await send(`Mail ${n}`);
  await eventually(() => decided(other, 20));
  expect(await subjects(one)).toHaveLength(20);
  const { rows } = await sql`select 1 from message group by ledger_id having count(*) > 1`.execute(database);
  expect(rows).toEqual([]);
});

test('the server goes away and comes back: what came meanwhile is collected', async () => {
  await using database = await freshDatabase();
  await using running = await desk(database);
  await ready(running);
  await send('Before');
  await eventually(() => decided(running, 1));
  await dovecot.stop();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await dovecot.start();
  await send('Meanwhile');
  await eventually(() => decided(running, 2), 30_000);
  expect(await subjects(running)).toEqual(['Before', 'Meanwhile']);
}, 60_000);

/** As after a restored mailbox: the same mails under another UIDVALIDITY. */
function renumber(uidValidity: number): void {
  const { status, stderr } = spawnSync(
    'doveadm',
    ['-c', dovecot.config, 'mailbox', 'update', '-u', address, '--uid-validity', `${uidValidity}`, 'INBOX'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`doveadm: ${stderr}`);
}
