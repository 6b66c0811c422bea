import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import type { Sandbox } from '../../gateway/mail/sandbox.ts';
import { openSettings } from '../../gateway/open-edges.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { mailboxes } from '../../gateway/store/mailboxes.ts';
import { mailEdge } from '../../gateway/wiring/mail-edge.ts';
import { openPasswords } from '../../gateway/wiring/sending.ts';
import { type Answer, type Api, apiOn, freshSandbox, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { startScriptedImap } from '../support/scripted-imap.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';

let db: TestDatabase;
let api: Api;
let deps: Awaited<ReturnType<typeof apiOn>>['deps'];
let faults: unknown[];
let grace: Awaited<ReturnType<typeof signedIn>>;
let sandbox: Sandbox;
let sink: Sink;
let forgotten = 0;
const secrets = secretsOf('a key that seals the passwords of these tests');

beforeAll(async () => {
  db = await freshDatabase();
  sandbox = await freshSandbox();
  sink = await startSink({
    script: { auth: ({ password }) => (password === 'smtp secret' ? undefined : '535 5.7.8 bad credentials') },
  });
  const settings = openSettings(db);
  ({ api, deps, faults } = await apiOn(db, {
    mail: mailEdge({ db, secrets, ...settings }, sandbox),
    secrets,
    forgetSettings() {
      forgotten += 1;
      settings.forgetSettings();
    },
  }));
  grace = await signedIn(db, api, 'Grace', 'admin');
});
afterAll(async () => {
  await Promise.all([sandbox.close(), sink.close()]);
  await db[Symbol.asyncDispose]();
});

const imap = () => ({ ...sandbox.imap, tls: false });
const smtp = () => ({ host: sink.host, port: sink.port, tls: false, user: 'support', password: 'smtp secret' });
const asked = (changed: object = {}) => ({
  address: 'support@kite.example',
  imap: imap(),
  smtp: smtp(),
  nullSender: true,
  authservId: 'mx.kite.example',
  junkFolder: 'Junk',
  sentFolder: 'Sent',
  ...changed,
});
const boxes = async () => (await grace.get('/api/mailboxes')).body as { mailboxes: { id: number; address: string }[] };

describe('testing a mailbox', () => {
  const tried = (changed: object = {}) =>
    grace.post('/api/mailboxes/test', {
      body: { address: 'support@kite.example', imap: imap(), smtp: smtp(), ...changed },
    });
  const steps = ({ body }: Answer) => (body as { steps: { ok: boolean; words: string }[] }).steps;

  test('really logs in both ways, finds the folders, and sends nothing', async () => {
    const answer = await tried();
    expect(answer).toMatchObject({
      status: 200,
      body: { nullSender: true, junkFolder: 'Junk', sentFolder: 'Sent', existing: 0 },
    });
    expect(steps(answer).every(({ ok }) => ok)).toBe(true);
    expect(sink.mails).toEqual([]);
  });

  test('says in words which password is wrong, and neither password is in them', async () => {
    const wrongIn = await tried({ imap: { ...imap(), password: 'wrong-imap-word' } });
    const wrongOut = await tried({ smtp: { ...smtp(), password: 'wrong-smtp-word' } });
    for (const answer of [wrongIn, wrongOut]) {
      expect(answer.status).toBe(200);
      expect(steps(answer).some(({ ok, words }) => !ok && words.length > 10)).toBe(true);
      expect(JSON.stringify(answer.body)).not.toMatch(/wrong-imap-word|wrong-smtp-word|smtp secret/);
    }
  });

  test('says in words that nobody listens', async () => {
    const answer = await tried({ imap: { ...imap(), port: 1 } });
    expect(steps(answer).find(({ ok }) => !ok)?.words).toMatch(/refuses connections/);
  });

  test.each([
    ['a host with a path', { host: 'mail.example/x' }],
    ['a host with a user', { host: 'a@mail.example' }],
    ['no port', { port: 0 }],
    ['a port that is none', { port: 65_536 }],
    ['a line break in the user', { user: 'a\r\nb' }],
    ['no password', { password: '' }],
  ])('refuses %s', async (_what, part) => {
    expect((await tried({ smtp: { ...smtp(), ...part } })).status).toBe(400);
  });
});

describe('older mail', () => {
  const counted = (date: string, more: object = {}) =>
    grace.post('/api/mailboxes/history', { body: { imap: { ...imap(), ...more }, date } });

  test('is counted from a day on before it is brought in', async () => {
    await using server = await startScriptedImap();
    server.add('INBOX');
    for (let uid = 1; uid <= 30; uid++) server.put('INBOX', uid, 'Subject: Old', new Date(Date.UTC(2026, 0, uid, 12)));
    const there = { host: '127.0.0.1', port: server.port, tls: false };
    expect(await counted('2026-01-21', there)).toMatchObject({ status: 200, body: { mails: 10 } });
    expect(await counted('2026-01-01', there)).toMatchObject({ status: 200, body: { mails: 30 } });
    expect(await counted('2026-02-01', there)).toMatchObject({ status: 200, body: { mails: 0 } });
  });

  test('is not counted on a server that refuses, and why is said without the password', async () => {
    const answer = await counted('2026-01-01', { password: 'wrong-imap-word' });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).not.toContain('wrong-imap-word');
    expect((await counted('yesterday')).status).toBe(400);
  });
});

test('the servers of an address are proposed with what its provider wants people to know', async () => {
  const { status, body } = await grace.post('/api/mailboxes/servers', { body: { address: 'a@gmail.com' } });
  expect([status, body]).toMatchObject([
    200,
    { imap: { host: 'imap.gmail.com', port: 993, tls: true }, advice: expect.stringMatching(/app password/i) },
  ]);
  expect((await grace.post('/api/mailboxes/servers', { body: { address: 'nobody' } })).status).toBe(400);
});

describe('a mailbox', () => {
  let id = 0;

  test('is connected once, and takes the sandbox out of service', async () => {
    await sql`insert into mailbox (kind, address, sender_name) values ('sandbox', 'support@desk.example', 'Support')`.execute(
      db,
    );
    const before = forgotten;
    const { status, body } = await grace.post('/api/mailboxes', { body: asked({ aliases: ['help@kite.example'] }) });
    expect([status, body]).toMatchObject([
      200,
      { mailbox: { address: 'support@kite.example', aliases: ['help@kite.example'], sandbox: false, trouble: null } },
    ]);
    expect((await boxes()).mailboxes.map(({ address }) => address)).toEqual(['support@kite.example']);
    expect(forgotten).toBeGreaterThan(before);
    id = (await boxes()).mailboxes[0]?.id ?? 0;
    expect(await grace.post('/api/mailboxes', { body: asked({ address: 'SUPPORT@kite.example' }) })).toMatchObject({
      status: 409,
    });
    expect((await boxes()).mailboxes).toHaveLength(1);
  });

  test('never tells its passwords, which lie sealed', async () => {
    const { rows } = await sql<{
      all: string;
    }>`select (select string_agg(m::text, ' ') from mailbox m) || (select string_agg(e::text, ' ') from event e) as all`.execute(
      db,
    );
    expect(rows[0]?.all).not.toContain('smtp secret');
    expect(JSON.stringify(await boxes())).not.toMatch(/secret|password/i);
    const [box] = await mailboxes(db);
    expect(box && openPasswords({ secrets }, box)).toEqual({ imap: sandbox.imap.password, smtp: 'smtp secret' });
  });

  test('changes in what is named, and keeps the rest', async () => {
    const change = (body: object) => grace.put(`/api/mailboxes/${id}`, { body });
    expect((await change({ senderName: 'Kite Care' })).at('mailbox.senderName')).toBe('Kite Care');
    await change({ smtp: { ...smtp(), password: 'another secret' } });
    const [box] = await mailboxes(db);
    expect(box).toMatchObject({
      senderName: 'Kite Care',
      authservId: 'mx.kite.example',
      junkFolder: 'Junk',
      aliases: ['help@kite.example'],
    });
    expect(box?.connection).toMatchObject({ imap: { host: sandbox.imap.host }, smtp: { port: sink.port } });
    expect(box && openPasswords({ secrets }, box)).toEqual({ imap: sandbox.imap.password, smtp: 'another secret' });
    expect((await change({ address: 'other@kite.example' })).status).toBe(400);
    expect((await change({ secret: 'x' })).status).toBe(400);
    expect((await grace.put('/api/mailboxes/987654321', { body: {} })).status).toBe(404);
  });

  test('brings in history from a day on, where it is asked for', async () => {
    const { at } = await grace.post('/api/mailboxes', {
      body: asked({ address: 'old@kite.example', history: { mode: 'since', date: '2026-01-31' } }),
    });
    const box = (await mailboxes(db)).find((one) => one.id === at('mailbox.id'));
    expect(box?.importSince).toBe(Date.UTC(2026, 0, 31));
    for (const history of [
      { mode: 'since' },
      { mode: 'since', date: '2026-02-30' },
      { mode: 'all' },
      { mode: 'from now', date: '2026-01-01' },
    ])
      expect(
        (await grace.post('/api/mailboxes', { body: asked({ address: 'x@kite.example', history }) })).status,
        JSON.stringify(history),
      ).toBe(400);
  });

  test('is disconnected once, and its password is forgotten', async () => {
    expect((await grace.remove(`/api/mailboxes/${id}`)).status).toBe(200);
    expect((await grace.remove(`/api/mailboxes/${id}`)).status).toBe(404);
    const { rows } = await sql`select secret, removed_at is not null as removed from mailbox where id = ${id}`.execute(
      db,
    );
    expect(rows).toEqual([{ secret: null, removed: true }]);
  });
});

describe('agents', () => {
  test('are listed with those who were; no hash, no session', async () => {
    const bob = await signedIn(db, api, 'Bob');
    await grace.remove(`/api/agents/${bob.id}`);
    const { body } = await grace.get('/api/agents');
    expect(body).toMatchObject({
      agents: [
        { name: 'Bob', active: false },
        { name: 'Grace', active: true, role: 'admin' },
      ],
    });
    expect(JSON.stringify(body)).not.toMatch(/scrypt|hash|token/);
  });

  test('who go leave their work to all: what is open, waiting or solved', async () => {
    const carol = await signedIn(db, api, 'Carol');
    const ids: number[] = [];
    for (const status of ['open', 'waiting', 'solved']) {
      const { id, seq } = await ticketBy(grace);
      const { at } = await grace.write('PUT', `/api/tickets/${id}/assignee`, seq, { agentId: carol.id });
      if (status !== 'open')
        await grace.write('PUT', `/api/tickets/${id}/status`, Number(at('ticket.seq')), { status });
      ids.push(id);
    }
    await grace.remove(`/api/agents/${carol.id}`);
    for (const id of ids) expect((await grace.get(`/api/tickets/${id}`)).at('ticket.assigneeId')).toBeNull();
    expect((await grace.get('/api/tickets?view=unassigned')).at('tickets')).toMatchObject([{}, {}]);
  });

  test('keep an admin: the last one does not go, nor do two who send each other away at once', async () => {
    expect(await grace.remove(`/api/agents/${grace.id}`)).toMatchObject({
      status: 422,
      body: { error: { message: 'A desk keeps at least one admin.' } },
    });
    const heidi = await signedIn(db, api, 'Heidi', 'admin');
    const answers = await Promise.all([
      grace.remove(`/api/agents/${heidi.id}`),
      heidi.remove(`/api/agents/${grace.id}`),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from agent where role = 'admin' and deactivated_at is null`.execute(db);
    expect(rows[0]?.count).toBe(1);
    await sql`update agent set deactivated_at = null where role = 'admin'`.execute(db);
    grace = await signedIn(db, api, 'Gracia', 'admin');
  });

  test('that are not there are not found', async () => {
    expect((await grace.remove('/api/agents/987654321')).status).toBe(404);
  });
});

describe('the desk', () => {
  const put = (changed: object) => grace.put('/api/desk', { body: { ...DEFAULT_DESK, ...changed } });

  test('is what an admin says', async () => {
    const desk = { ...DEFAULT_DESK, name: 'Kite', zone: 'Asia/Kolkata', signature: 'Your Kite\nSupport' };
    expect((await put(desk)).body).toEqual(desk);
    expect((await grace.get('/api/desk')).body).toEqual(desk);
    expect((await grace.get('/api/me')).at('desk')).toMatchObject({ name: 'Kite', zone: 'Asia/Kolkata' });
  });

  test.each([
    ['no name', { name: ' ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['a name that goes on', { name: 'x'.repeat(401) }],
    ['a zone that is none', { zone: 'Mars/Olympus' }],
    ['a sender name that hides a header', { senderName: 'a\r\nBcc: b@c.example' }],
    ['a signature with a NUL', { signature: 'a\0' }],
    ['a manager’s address that is none', { contacts: { ...DEFAULT_DESK.contacts, managerAddress: 'x' } }],
    ['a contact nobody knows', { contacts: { ...DEFAULT_DESK.contacts, fax: '1' } }],
  ])('with %s is refused', async (_what, changed) => {
    expect((await put(changed)).status).toBe(400);
  });
});

describe('mail that waits for a look', () => {
  const quarantined = async () => {
    const { id } = await ticketBy(grace);
    const { ledgerId } = await mailOn(db, { ticketId: id });
    await sql`update ledger set disposition = 'quarantined', reason = 'loop', ticket_id = null where id = ${ledgerId}`.execute(
      db,
    );
    return ledgerId;
  };
  const waiting = async () =>
    ((await grace.get('/api/waiting')).body as { waiting: { ledgerId: number }[] }).waiting.map(
      ({ ledgerId }) => ledgerId,
    );
  const counted = async () => Number((await grace.get('/api/sync')).at('waiting'));

  test('is listed and counted until somebody looked; who did stays', async () => {
    const id = await quarantined();
    const before = await counted();
    expect(await waiting()).toContain(id);
    expect((await grace.post(`/api/ledger/${id}/look`)).status).toBe(200);
    expect(await waiting()).not.toContain(id);
    expect(await counted()).toBe(before - 1);
    const other = await signedIn(db, api, 'Ivan');
    expect((await other.post(`/api/ledger/${id}/look`)).status).toBe(200);
    const { rows } = await sql`select looked_by as by from ledger where id = ${id}`.execute(db);
    expect(rows).toEqual([{ by: grace.id }]);
  });

  test('that is read again is undecided, with all its attempts', async () => {
    const id = await quarantined();
    await sql`update ledger set attempts = 3 where id = ${id}`.execute(db);
    expect((await grace.post(`/api/ledger/${id}/replay`)).status).toBe(200);
    const { rows } = await sql`select disposition, attempts from ledger where id = ${id}`.execute(db);
    expect(rows).toEqual([{ disposition: null, attempts: 0 }]);
    expect((await grace.post(`/api/ledger/${id}/replay`)).status).toBe(404);
  });

  test('is not what became a ticket, nor what is not there', async () => {
    const { id } = await ticketBy(grace);
    const { ledgerId } = await mailOn(db, { ticketId: id });
    for (const one of [ledgerId, 987654321])
      for (const what of ['look', 'replay']) expect((await grace.post(`/api/ledger/${one}/${what}`)).status).toBe(404);
  });
});

describe('the sandbox', () => {
  test('takes eight example mails, and no more once a real mailbox is connected', async () => {
    await sql`update mailbox set removed_at = heed_now()`.execute(db);
    await sql`insert into mailbox (kind, address, sender_name) values ('sandbox', 'support@desk.example', 'Support')`.execute(
      db,
    );
    deps.forgetSettings();
    expect((await grace.post('/api/sandbox/examples')).body).toEqual({ sent: 8 });
    const { api: real } = await apiOn(db, { mail: mailEdge({ db, secrets, ...openSettings(db) }, null) });
    const { api: bare } = await apiOn(db);
    for (const other of [real, bare]) {
      const response = await other.request('http://localhost:3000/api/sandbox/examples', {
        method: 'POST',
        headers: { origin: 'http://localhost:3000', cookie: grace.cookie() ?? '' },
      });
      expect(response.status).toBe(422);
    }
  });

  test('shows what went out as its reader sees it', async () => {
    const { id } = await ticketBy(grace);
    const raw =
      'From: Kite <support@desk.example>\r\nTo: ada@kite.example\r\nSubject: Re: =?utf-8?Q?f=C3=BCr?=\r\n\r\nClean the drum.\r\n';
    const sha256 = await deps.blobs.put(Buffer.from(raw));
    await sql`insert into outbox (ticket_id, kind, envelope, state, mime_sha256, run_at, queued_at, sent_at)
      values (${id}, 'answer', '{"to": [{"address": "ada@kite.example"}], "cc": []}', 'sent', ${sha256}, 0, 0, 1)`.execute(
      db,
    );
    const { body } = await grace.get('/api/sandbox/sent');
    expect(body).toMatchObject({
      sent: [
        {
          ticketId: id,
          kind: 'answer',
          to: ['ada@kite.example'],
          subject: 'Re: für',
          text: expect.stringContaining('Clean the drum.'),
          state: 'sent',
        },
      ],
    });
  });
});

test('nothing of all this was a fault', () => {
  expect(faults).toEqual([]);
});
