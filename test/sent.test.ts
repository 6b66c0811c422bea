import { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addAgent } from '../gateway/store/agents.ts';
import { askInvariants } from '../gateway/store/walk.ts';
import { census } from '../gateway/wiring/checking.ts';
import { EXTENTS } from '../gateway/wiring/extents.ts';
import { eventually } from './support/agent-client.ts';
import { type Dovecot, MAILBOX_PASSWORD, startDovecot } from './support/dovecot.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from './support/running-desk.ts';
import { headerOf, type Sink, startSink } from './support/smtp-sink.ts';

let dovecot: Dovecot;
let relay: Sink;
let address: string;
let count = 0;
const USERS = Array.from({ length: 8 }, (_, n) => `desk${n}@kite.example`);

beforeAll(async () => {
  dovecot = await startDovecot({ users: USERS });
});
afterAll(() => dovecot[Symbol.asyncDispose]());
beforeEach(async () => {
  address = USERS[count++] ?? '';
  relay = await startSink();
  return () => relay.close();
});

const desk = (database: TestDatabase, dataDir?: string): Promise<RunningDesk> =>
  runDesk({
    databaseUrl: database.url,
    address,
    imapPort: dovecot.port,
    smtpUrl: relay.url,
    ...(dataDir ? { dataDir } : {}),
  });

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

/** What another mail program leaves in Sent when it has sent a mail. */
const fileSent = (mail: string) => withColleague((client) => client.append('Sent', mail, ['\\Seen']));

const watched = ({ heed }: RunningDesk) =>
  eventually(async () => {
    const row = await heed.db.selectFrom('source').select('id').where('folder', '=', 'Sent').executeTakeFirst();
    return row !== undefined;
  }, 30_000);

const sentRows = async ({ heed }: RunningDesk, count: number) => {
  const rows = (await ledgerOf(heed)).filter(({ folder }) => folder === 'Sent');
  return rows.length >= count && rows.every(({ disposition }) => disposition !== null) && rows;
};

async function asked(running: RunningDesk): Promise<{ id: number; seq: number; messageId: string }> {
  const messageId = `<asked-${Math.random().toString(36).slice(2)}@post.example>`;
  await dovecot.deliver(
    address,
    letter({ to: address, subject: 'It smokes', head: [`Message-ID: ${messageId}`], text: 'Please help.' }),
    'ada@post.example',
  );
  const ticket = await eventually(async () =>
    running.heed.db.selectFrom('ticket').select(['id', 'seq']).executeTakeFirst(),
  );
  return { ...ticket, messageId };
}

const answerTo = (messageId: string, more: { from?: string; to?: string; head?: string[] } = {}) =>
  letter({
    from: more.from ?? address,
    to: more.to ?? 'ada@post.example',
    subject: 'Re: It smokes',
    head: [`In-Reply-To: ${messageId}`, `References: ${messageId}`, ...(more.head ?? [])],
    text: 'Pull the plug.',
  });

const broken = async ({ heed }: RunningDesk) =>
  (await askInvariants(heed.db, EXTENTS.whole, {})).findings.map(({ code }) => code);

test("a colleague's answer from another mail program joins its ticket as ours and meets the response", async () => {
  await using database = await freshDatabase();
  await fileSent(letter({ to: 'bob@post.example', from: address, subject: 'Long before Heed' }));
  await using running = await desk(database);
  await watched(running);
  const { id, messageId } = await asked(running);
  await fileSent(answerTo(messageId));
  const [row] = await eventually(() => sentRows(running, 1), 30_000);
  expect(row).toMatchObject({ disposition: 'joined', reason: 'answered elsewhere' });

  const messages = await sql<object>`select kind, delivery, ticket_id as ticket, visible, from_address as "from",
    sent_at is not null as sent from message order by id`.execute(database);
  expect(messages.rows).toEqual([
    { kind: 'mail', delivery: null, ticket: id, visible: 'Please help.', from: 'ada@post.example', sent: false },
    { kind: 'answer', delivery: 'sent', ticket: id, visible: 'Pull the plug.', from: address, sent: true },
  ]);
  const clock = await sql<{ met: boolean }>`select met_at is not null as met from clock
    where ticket_id = ${id} and target = 'first response'`.execute(database);
  expect(clock.rows).toEqual([{ met: true }]);
  const kinds = await sql<{ kind: string }>`select kind from outbox`.execute(database);
  expect(kinds.rows).toEqual([{ kind: 'acknowledgement' }]);
  // What was sent before the first contact is history.
  expect(await census(running.heed)).toMatchObject({ accounted: 3, unaccounted: 0, waiting: 0 });
  expect(await broken(running)).toEqual([]);

  // Her answer to that one finds the same ticket.
  const sent = await withColleague(async (client) => {
    await client.mailboxOpen('Sent');
    const mail = await client.fetchOne('*', { envelope: true });
    return mail ? mail.envelope?.messageId : undefined;
  });
  await dovecot.deliver(address, letter({ to: address, subject: 'Re: It smokes', head: [`In-Reply-To: ${sent}`] }));
  await eventually(async () => {
    const { rows } = await sql`select 1 from message where ticket_id = ${id} and kind = 'mail'`.execute(database);
    return rows.length === 2;
  });
}, 90_000);

test('what else is sent from other mail programs opens nothing and is accounted for, each with why', async () => {
  await using database = await freshDatabase();
  await using running = await desk(database);
  await watched(running);
  const { id, messageId } = await asked(running);
  await addAgent(running.heed.db, { name: 'Bob', address: 'bob@home.example', role: 'agent', passwordHash: 'x' });
  await fileSent(letter({ to: 'carl@post.example', from: address, subject: 'Something else' }));
  await fileSent(answerTo(messageId, { from: 'stranger@home.example' }));
  await fileSent(answerTo(messageId, { to: 'carl@post.example' }));
  await fileSent(answerTo(messageId, { head: ['Auto-Submitted: auto-replied'] }));
  running.heed.forgetSettings();
  const bobs = answerTo(messageId, { from: 'bob@home.example' });
  await fileSent(bobs);
  await fileSent(bobs);
  const rows = await eventually(() => sentRows(running, 6), 40_000);
  expect(rows.map(({ disposition, reason }) => [disposition, reason]).sort()).toEqual([
    ['duplicate', 'the same mail has come before'],
    ['joined', 'answered elsewhere'],
    ['own', 'sent from another mail program by a machine'],
    ['own', 'sent from another mail program to nobody on this ticket'],
    ['own', 'sent from another mail program under an address that is not ours'],
    ['own', 'sent from another mail program, and answers no ticket'],
  ]);
  const messages = await sql<object>`select kind, ticket_id as id from message where kind <> 'mail'`.execute(database);
  expect(messages.rows).toEqual([{ kind: 'answer', id }]);
  const tickets = await sql`select id from ticket`.execute(database);
  expect(tickets.rows).toHaveLength(1);
  expect(await census(running.heed)).toMatchObject({ unaccounted: 0, waiting: 0 });
  expect(await broken(running)).toEqual([]);
}, 90_000);

test('an answer of ours is put into Sent once, read, over restarts, and is known as our own when it is seen there', async () => {
  await using database = await freshDatabase();
  const first = await desk(database);
  await watched(first);
  const { dataDir } = first.heed.config;
  await sql`update mailbox set sent_copies = 'append'`.execute(database);
  const { id } = await asked(first);
  await answer(database, id);
  first.mail.wake();
  const copy = await eventually(() => copyOf('Clean the drum.'), 30_000);
  expect(copy).toMatchObject({ count: 1, seen: true });
  await eventually(async () => (await owed(database)) === 0);
  await first.stop();

  // It died between putting it there and remembering that it did.
  await sql`update outbox set copy_at = 0 where kind = 'answer'`.execute(database);
  await using again = await desk(database, dataDir);
  await eventually(async () => (await owed(database)) === 0, 30_000);
  expect(await copyOf('Clean the drum.')).toMatchObject({ count: 1, seen: true });
  const [row] = await eventually(() => sentRows(again, 1), 30_000);
  expect(row).toMatchObject({ disposition: 'own', reason: 'our own copy of what we sent' });
  const answers = await sql`select 1 from message where kind = 'answer'`.execute(database);
  expect(answers.rows).toHaveLength(1);
  expect(relay.mails.filter(({ raw }) => raw.includes('Clean the drum.'))).toHaveLength(1);
}, 90_000);

test('a mailbox whose provider keeps copies gets none from us', async () => {
  await using database = await freshDatabase();
  await using running = await desk(database);
  await watched(running);
  await sql`update mailbox set sent_copies = 'provider'`.execute(database);
  const { id } = await asked(running);
  await answer(database, id);
  running.mail.wake();
  await eventually(async () => relay.mails.some(({ raw }) => raw.includes('Clean the drum.')));
  await eventually(async () => {
    const { rows } = await sql<{ state: string }>`select state from outbox where kind = 'answer'`.execute(database);
    return rows[0]?.state === 'sent';
  });
  expect(await owed(database)).toBe(0);
  expect(await copyOf('Clean the drum.')).toBeNull();
}, 60_000);

async function answer(database: TestDatabase, ticketId: number): Promise<void> {
  await sql`
    with m as (insert into message (ticket_id, kind, agent_id, from_name, from_address, recipients, subject, visible, evidence, delivery, at)
      select ${ticketId}, 'answer', null, 'Kite', ${address}, '{"to": [{"name": "", "address": "ada@post.example"}], "cc": []}', 'It smokes',
        'Clean the drum.', '{"evidence": "agent"}', 'queued', heed_now() returning id)
    insert into outbox (ticket_id, message_id, mailbox_id, kind, envelope, content, run_at, queued_at)
    select ${ticketId}, m.id, b.id, 'answer', '{"to": [{"name": "", "address": "ada@post.example"}], "cc": []}', '{}', heed_now(), heed_now()
    from m, mailbox b`.execute(database);
}

const owed = async (database: TestDatabase) =>
  (await sql`select 1 from outbox where copy_at is not null`.execute(database)).rows.length;

async function copyOf(text: string): Promise<{ count: number; seen: boolean } | null> {
  return withColleague(async (client) => {
    await client.mailboxOpen('Sent', { readOnly: true });
    const found = (await client.search({ body: text }, { uid: true })) || [];
    const [uid] = found;
    if (uid === undefined) return null;
    const mail = await client.fetchOne(String(uid), { flags: true, source: true }, { uid: true });
    if (!mail) return null;
    expect(headerOf(mail.source?.toString('latin1') ?? '', 'Message-ID')).toMatch(/^<heed\./);
    return { count: found.length, seen: mail.flags?.has('\\Seen') ?? false };
  });
}
