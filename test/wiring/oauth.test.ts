import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { warnOfEnds } from '../../gateway/store/grants.ts';
import { providerName } from '../../gateway/wiring/grants.ts';
import { type AgentClient, eventually, setUpDesk } from '../support/agent-client.ts';
import { type Dovecot, MAILBOX_PASSWORD, startDovecot } from '../support/dovecot.ts';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { letter } from '../support/running-desk.ts';
import { headerOf, type Sink, startSink } from '../support/smtp-sink.ts';
import { CLIENT, startTokenServer, type TokenServer } from '../support/token-server.ts';

const DESK = 'support@kite.example';
const OTHER = 'sales@kite.example';

let provider: TokenServer;
let dovecot: Dovecot;
let relay: Sink;
let plain: Sink;
let database: TestDatabase;
let gateway: Gateway;
let admin: AgentClient;

beforeAll(async () => {
  provider = await startTokenServer();
  dovecot = await startDovecot({ users: [DESK, OTHER], introspect: provider.introspect });
  relay = await startSink({
    script: { tokens: { mechanisms: 'XOAUTH2', good: (user, token) => provider.userOf(token) === user } },
  });
  plain = await startSink();
});
afterAll(async () => {
  await dovecot[Symbol.asyncDispose]();
  await Promise.all([relay.close(), plain.close(), provider.close()]);
});

beforeEach(async () => {
  relay.mails.length = 0;
  plain.mails.length = 0;
  provider.lasts = 3600;
  provider.refreshLasts = null;
  database = await freshDatabase();
  gateway = await startGateway({
    DATABASE_URL: database.url,
    SECRET_KEY: 'a key of the tests that is long enough',
    LOG_LEVEL: 'debug',
  });
  admin = await setUpDesk(gateway.url, gateway.setUpPath);
  await admin.send('PUT', '/api/oauth/clients/custom', {
    clientId: CLIENT.id,
    secret: CLIENT.secret,
    endpoints: provider.endpoints,
  });
  return async () => {
    await gateway[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  };
}, 60_000);

const login = (address: string, password = '') => ({
  imap: { host: '127.0.0.1', port: dovecot.port, tls: false, user: address, password },
  smtp: { host: '127.0.0.1', port: (password ? plain : relay).port, tls: false, user: address, password },
});

const LEARNT = { nullSender: true, authservId: null, junkFolder: null, sentFolder: null };

/** As a browser goes: to the provider, and back with what it brings. */
async function signIn(): Promise<number> {
  const begun = await admin.send<{ id: number; url: string }>('POST', '/api/oauth/sign-ins', {
    provider: 'custom',
    address: DESK,
    way: 'browser',
  });
  const back = await fetch(begun.url, { redirect: 'manual' });
  const { pathname, search } = new URL(back.headers.get('location') ?? '');
  const come = () =>
    fetch(gateway.url + pathname + search, { redirect: 'manual', headers: { cookie: admin.cookie() ?? '' } });
  const home = await come();
  expect(home.headers.get('location')).toBe(`/app/admin/mailboxes/signed-in/${begun.id}`);
  // What came back is good once.
  expect((await come()).status).toBe(422);
  return begun.id;
}

async function connect(): Promise<number> {
  const way = { address: DESK, ...login(DESK), signIn: await signIn() };
  const tested = await admin.send<{ steps: { ok: boolean; words: string }[] }>('POST', '/api/mailboxes/test', way);
  expect(tested.steps.filter(({ ok }) => !ok)).toEqual([]);
  const { mailbox } = await admin.send<{ mailbox: { id: number } }>('POST', '/api/mailboxes', { ...way, ...LEARNT });
  await contact(mailbox.id);
  return mailbox.id;
}

const contact = (mailboxId: number) =>
  eventually(async () => (await boxes()).some(({ id, lastPolledAt }) => id === mailboxId && lastPolledAt !== null));

type Box = { id: number; trouble: string | null; lastPolledAt: number | null };
const boxes = async () => (await admin.get<{ mailboxes: Box[] }>('/api/mailboxes')).mailboxes;

const ticketOf = (subject: string, within = 20_000) =>
  eventually(async () => {
    const { rows } = await sql<{ id: number; seq: number }>`
      select id, seq from ticket where subject = ${subject}`.execute(database);
    return rows[0];
  }, within);

const send = (subject: string) => dovecot.deliver(DESK, letter({ to: DESK, subject, from: 'ada@post.example' }));

/** What nobody may read in the log or in the database. */
const secretsSpilt = async () => {
  const tables = await sql<{ text: string }>`
    select (select coalesce(string_agg(g::text, ''), '') from oauth_grant g) || (select coalesce(string_agg(s::text, ''), '') from oauth_sign_in s)
      || (select coalesce(string_agg(c::text, ''), '') from oauth_client c) || (select coalesce(string_agg(e::text, ''), '') from event e)
      || (select coalesce(string_agg(m::text, ''), '') from mailbox m) as text`.execute(database);
  const texts = `${gateway.said()}${tables.rows[0]?.text}`;
  const words = [CLIENT.secret, ...provider.granted.flatMap(({ access, refresh }) => [access, refresh])];
  return words.filter((word) => texts.includes(word));
};

test('a mailbox that its provider signs in is connected by a browser, collected, answered, and its tokens are renewed', async () => {
  provider.lasts = 4;
  await connect();
  await send('By token');
  const { id, seq } = await ticketOf('By token');
  await admin.send('POST', `/api/tickets/${id}/answers`, { text: 'Clean the drum.' }, seq);
  await eventually(async () => relay.mails.some(({ raw }) => raw.includes('Clean the drum.')));

  // Its access token ends, and the server lets nobody stay.
  await dovecot.stop();
  await new Promise((resolve) => setTimeout(resolve, 4500));
  const before = provider.granted.length;
  await dovecot.start();
  await send('After the token ended');
  await ticketOf('After the token ended', 30_000);
  expect(provider.granted.slice(before).every(({ how }) => how === 'refresh_token')).toBe(true);
  expect(provider.granted.length).toBeGreaterThan(before);
  expect(await secretsSpilt()).toEqual([]);
}, 90_000);

test('a sign-in that is taken back is told at once, and mail that waited is collected after the next', async () => {
  const other = await admin.send<{ mailbox: { id: number } }>('POST', '/api/mailboxes', {
    address: OTHER,
    ...login(OTHER, MAILBOX_PASSWORD),
    ...LEARNT,
  });
  await contact(other.mailbox.id);
  const id = await connect();
  provider.revoke();
  await dovecot.stop();
  await dovecot.start();
  const words = /no longer let into.*Token has been expired or revoked.*Sign in again/s;
  await eventually(async () => words.test((await boxes()).find((box) => box.id === id)?.trouble ?? ''), 30_000);

  const alarm = await eventually(async () => plain.mails.find(({ raw }) => /sign-in ended/.test(raw)), 20_000);
  expect(headerOf(alarm.raw, 'Subject')).toBe('A promise is broken: sign-in ended');
  expect(alarm.to).toEqual(['grace@desk.example']);
  await send('While nobody was let in');

  await admin.send('PUT', `/api/mailboxes/${id}`, { signIn: await signIn() });
  await ticketOf('While nobody was let in', 30_000);
  await eventually(async () => (await boxes()).find((box) => box.id === id)?.trouble === null);
  expect(plain.mails.filter(({ raw }) => /sign-in ended/.test(raw))).toHaveLength(1);
  expect(await secretsSpilt()).toEqual([]);
}, 120_000);

test('an access token that is taken back before its time is renewed, and no admin hears of it', async () => {
  await connect();
  provider.forgetAccess();
  await dovecot.stop();
  await dovecot.start();
  await send('Renewed early');
  const { id, seq } = await ticketOf('Renewed early', 30_000);
  provider.forgetAccess();
  await admin.send('POST', `/api/tickets/${id}/answers`, { text: 'It goes out.' }, seq);
  await eventually(async () => relay.mails.some(({ raw }) => raw.includes('It goes out.')), 30_000);
  expect((await boxes()).map(({ trouble }) => trouble)).toEqual([null]);
}, 90_000);

test('somebody types a code on another device, and the mailbox is signed in', async () => {
  const begun = await admin.send<{ id: number; code: string; at: string }>('POST', '/api/oauth/sign-ins', {
    provider: 'custom',
    address: DESK,
    way: 'device',
  });
  const look = () => admin.get<{ status: string }>(`/api/oauth/sign-ins/${begun.id}`);
  expect(await look()).toMatchObject({ status: 'waiting' });
  provider.type(begun.code, DESK);
  await eventually(async () => (await look()).status === 'done');
  const way = { address: DESK, ...login(DESK), signIn: begun.id };
  const { mailbox } = await admin.send<{ mailbox: { id: number } }>('POST', '/api/mailboxes', { ...way, ...LEARNT });
  await contact(mailbox.id);
}, 60_000);

test('an end that is near is told to admins once, days before', async () => {
  provider.refreshLasts = 3 * 24 * 3600;
  await connect();
  expect(await warnOfEnds(database, providerName)).toBe(1);
  expect(await warnOfEnds(database, providerName)).toBe(0);
  const { rows } = await sql`select content from outbox where kind = 'alert'`.execute(database);
  expect(JSON.stringify(rows)).toMatch(/sign-in ends soon.*support@kite.example/);
}, 60_000);

test('a state that is not ours brings nobody in', async () => {
  const back = await fetch(`${gateway.url}/api/oauth/callback?state=guessed&code=stolen`, {
    redirect: 'manual',
    headers: { cookie: admin.cookie() ?? '' },
  });
  expect(back.status).toBe(422);
});
