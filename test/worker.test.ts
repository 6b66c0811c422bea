import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { TestHarness } from 'wrangler';
import { openLive } from '../gateway/live.ts';
import { r2Spool } from '../gateway/mail/r2-spool.ts';
import { readApart } from '../gateway/mail/read-apart.ts';
import { type Edges, openSettings } from '../gateway/open-edges.ts';
import { secretsOf } from '../gateway/secrets.ts';
import { bucketBlobs } from '../gateway/store/bucket-blobs.ts';
import { receivingQueue, sweep } from '../gateway/wiring/receiving.ts';
import type { WorkerEnv } from '../gateway/worker-env.ts';
import { type Browser, browser, HOME, PASSWORD, turnClock } from './support/api.ts';
import { emptyDatabase, type TestDatabase } from './support/postgres.ts';
import { startReceiver } from './support/receiver.ts';
import { type Sink, startSink } from './support/smtp-sink.ts';
import { startWorker, workerOf } from './support/worker.ts';

/** One Worker and one database for the whole file: its tests tell the life of a desk, in their order. */

const SUPPORT = 'support@desk.example';
const GRACE = { name: 'Grace', address: 'grace@desk.example', password: PASSWORD };
const secrets = {
  SECRET_KEY: 'a key of the tests that is long enough',
  MAIL_ADDRESS: SUPPORT,
  SMTP_URL: '',
};

let database: TestDatabase;
let sink: Sink;
let worker: TestHarness;
let grace: Browser;
/** All that the Worker ever answered, to look for secrets in. */
let told = '';

beforeAll(async () => {
  database = await emptyDatabase({ max: 1 });
  sink = await startSink();
  secrets.SMTP_URL = `smtp://desk:relay-password@127.0.0.1:${sink.port}`;
  worker = await startWorker({ databaseUrl: database.url, vars: { BASE_URL: HOME }, secrets });
  grace = browser(api);
});

afterAll(async () => {
  await worker?.close();
  await sink?.close();
  await database?.[Symbol.asyncDispose]();
});

const api = {
  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const answer = await worker.fetch(url, { redirect: 'manual', ...init } as Parameters<TestHarness['fetch']>[1]);
    const bytes = Buffer.from(await answer.arrayBuffer());
    told += `${JSON.stringify([...answer.headers])}\n${bytes.toString('latin1')}\n`;
    return new Response(bytes.length === 0 ? null : bytes, { status: answer.status, headers: [...answer.headers] });
  },
};

const bucket = async () => (await worker.getWorker<WorkerEnv>().getEnv()).MAIL;
const minute = () => worker.getWorker().scheduled({ cron: '* * * * *', scheduledTime: new Date('2026-03-10T10:07Z') });
const hand = (raw: string) => worker.getWorker().email({ from: 'ada@kite.example', to: SUPPORT, raw });
const log = () =>
  worker
    .getLogs()
    .map(({ message }) => String(message))
    .join('\n');

let mails = 0;
const mail = (subject: string, { from = 'ada', headers = [] as string[], body = 'It smokes.' } = {}) =>
  [
    `From: Kite <${from}@kite.example>`,
    `To: ${SUPPORT}`,
    `Subject: ${subject}`,
    `Message-ID: <worker-${++mails}@kite.example>`,
    `Date: ${new Date().toUTCString()}`,
    ...headers,
    '',
    body,
    '',
  ].join('\r\n');

const ticketCalled = (subject: string): Promise<number> =>
  vi.waitFor(async () => {
    const found = await grace.get(`/api/tickets?q=${encodeURIComponent(subject)}`);
    expect(found.at('tickets.0.subject')).toBe(subject);
    return Number(found.at('tickets.0.id'));
  }, 5000);

test('while the database has no table yet, the app comes, and the desk says in words to wait', async () => {
  const visitor = browser(api);
  expect((await visitor.get('/')).headers.get('location')).toBe('/app/');
  const page = await visitor.get('/app/ticket/3');
  expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<!doctype html>') });
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  const [asset = ''] = /\/app\/assets\/main-\w+\.js/.exec(String(page.body)) ?? [];
  const script = await visitor.get(asset);
  expect(script.headers.get('content-type')).toContain('javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect((await visitor.get('/app/manifest.webmanifest')).headers.get('content-type')).toContain('manifest');
  expect((await visitor.get('/app/assets/main-GONE.js')).status).toBe(404);
  expect((await visitor.get('/index.html')).status).toBe(404);

  expect((await visitor.get('/healthz')).status).toBe(503);
  const answer = await visitor.get('/api/setup');
  expect(answer).toMatchObject({ status: 503, body: { error: { message: expect.stringContaining('in a minute') } } });
  expect(log()).toContain('The database has not had 0001_');
});

test('a mail that comes meanwhile is accepted and lies in the bucket', async () => {
  expect(await hand(mail('Nobody is there yet'))).toMatchObject({ outcome: 'ok' });
  expect(await r2Spool(await bucket()).count()).toBe(1);
});

test('the first minute migrates and says where to set up; the first agent signs in; the early mail is a ticket', async () => {
  expect(await minute()).toMatchObject({ outcome: 'ok' });
  expect(await browser(api).get('/healthz')).toMatchObject({ status: 200, body: 'ok' });
  const [, token] = /http:\/\/localhost:3000\/app\/setup#([\w-]+)/.exec(log()) ?? [];
  const contacts = Object.fromEntries(
    ['phone', 'emergency', 'portal', 'managerName', 'managerAddress', 'directorName', 'directorAddress'].map((one) => [
      one,
      '',
    ]),
  );
  const desk = { name: 'Desk', zone: 'America/New_York', senderName: 'The desk', signature: '', contacts };
  expect((await grace.post('/api/setup', { body: { token, agent: GRACE, desk } })).status).toBe(200);
  expect((await grace.remove('/api/session')).status).toBe(200);
  expect(
    (await grace.post('/api/session', { body: { address: GRACE.address, password: 'not this one' } })).status,
  ).toBe(401);
  const { address, password } = GRACE;
  expect((await grace.post('/api/session', { body: { address, password } })).at('agent.address')).toBe(address);

  await ticketCalled('Nobody is there yet');
  expect(await r2Spool(await bucket()).count()).toBe(0);
});

test('a mail handed to email() becomes a ticket with its file and an acknowledgement, which the next minute sends', async () => {
  const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
  const body = [
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Es <b>brennt</b>.</p><script>alert(1)</script>',
    '--b',
    'Content-Type: application/pdf; name=plan.pdf',
    'Content-Disposition: attachment; filename=plan.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('%PDF-1.7 a plan').toString('base64'),
    '--b--',
  ].join('\r\n');
  const raw = mail('The printer is on fire', { from: 'ben', headers, body });
  await hand(raw);
  await hand(raw);
  const id = await ticketCalled('The printer is on fire');
  expect((await grace.get('/api/tickets?q=printer')).at('tickets.1')).toBeUndefined();

  const ticket = await grace.get(`/api/tickets/${id}`);
  expect(ticket.at('messages.0.visible')).toContain('Es brennt.');
  const frame = await grace.get(`/app/m/${ticket.at('messages.0.id')}/`);
  expect(frame.body).toContain('<b>brennt</b>');
  expect(frame.body).not.toContain('alert');
  expect((await grace.get(`/api/attachments/${ticket.at('messages.0.attachments.0.id')}`)).body).toBe(
    '%PDF-1.7 a plan',
  );

  const { rows } = await sql<{ state: string }>`select state from outbox where ticket_id = ${id}`.execute(database.db);
  expect(rows).toEqual([{ state: 'queued' }]);
  await minute();
  const [acknowledgement] = sink.mails.filter(({ raw: sent }) => sent.includes(`#${id}`));
  expect(acknowledgement).toMatchObject({ from: '', to: ['ben@kite.example'] });
});

test('an answer of an agent goes out with the minute, its attachment whole', async () => {
  const id = await ticketCalled('The printer is on fire');
  const upload = await grace.ask('POST', '/api/uploads?name=steps.txt', {
    body: Buffer.from('Pull the plug.'),
    headers: { 'content-type': 'text/plain' },
  });
  const seq = Number((await grace.get(`/api/tickets/${id}`)).at('ticket.seq'));
  const answer = { text: 'Please pull the plug.', attachments: [upload.at('id')] };
  expect((await grace.write('POST', `/api/tickets/${id}/answers`, seq, answer)).status).toBe(200);
  await minute();
  const sent = sink.mails.find(({ raw }) => raw.includes('Please pull the plug.'));
  expect(sent).toMatchObject({ from: SUPPORT, to: ['ben@kite.example'] });
  expect(sent?.raw).toContain(Buffer.from('Pull the plug.').toString('base64'));
  expect((await grace.get(`/api/tickets/${id}`)).at('messages.1.delivery')).toBe('sent');
  expect((await grace.get('/api/sandbox/sent')).at('sent.0.text')).toContain('Please pull the plug.');
});

test('a webhook is told by the minute, signed, of what happened since', async () => {
  await using receiver = await startReceiver();
  const added = await grace.post('/api/webhooks', { body: { url: receiver.url, events: ['ticket.opened'] } });
  receiver.secret = String(added.at('secret'));
  const asked = { requester: { address: 'ben@kite.example' }, subject: 'He called', text: 'It smokes again.' };
  const webhookFor = (await grace.write('POST', '/api/tickets', undefined, asked)).at('ticket.id');
  await minute();
  expect(receiver.received).toMatchObject([
    { proven: true, body: { type: 'ticket.opened', data: { ticketId: webhookFor } } },
  ]);
  receiver.answers((response) => response.writeHead(302, { location: receiver.url }).end());
  await grace.write('POST', `/api/webhooks/${added.at('id')}/test`, undefined);
  await minute();
  expect(receiver.asked).toBe(2);
  expect((await grace.get(`/api/webhooks/${added.at('id')}/deliveries`)).at('deliveries.0.state')).toBe('queued');
});

test('a promise that is past is breached by the next minute', async () => {
  await hand(mail('Too late'));
  const id = await ticketCalled('Too late');
  await turnClock(database.db, 7 * 24 * 3600 * 1000);
  await minute();
  await turnClock(database.db, 0);
  const { rows } = await sql<{ kind: string }>`
    select kind from event where ticket_id = ${id} and kind = 'breached'`.execute(database.db);
  expect(rows.length).toBeGreaterThan(0);
});

test('a mail too extraordinary for a runtime that cannot stop its reader waits in sight, and a gateway that can reads it', async () => {
  const raw = mail('Very large', { body: 'All of it matters.\r\n'.repeat(60_000) });
  await hand(raw);
  const waiting = await vi.waitFor(async () => {
    const answer = await grace.get('/api/waiting');
    expect(answer.at('waiting.0.what')).toBe('left');
    return answer;
  }, 5000);
  expect(waiting.at('waiting.0.reason')).toContain(`${raw.length} bytes`);
  expect((await grace.get(`/api/ledger/${waiting.at('waiting.0.ledgerId')}/raw`)).body).toBe(raw);
  await minute();
  expect(await undecided()).toEqual([{ attempts: 0 }]);
  expect((await checked()).at('check')).toMatchObject({ accounted: 4, waiting: 1, findings: [] });

  const { db } = database;
  const node: Edges = {
    db,
    blobs: bucketBlobs(await bucket()),
    secrets: secretsOf(secrets.SECRET_KEY),
    templates: new Map(),
    live: openLive(),
    log: { error: console.error, info: () => undefined },
    config: { baseUrl: new URL(HOME), trustProxy: 0 },
    ...openSettings(db),
  };
  expect(await sweep(node, receivingQueue(node, readApart), readApart)).toBe(1);
  await ticketCalled('Very large');
  expect(await undecided()).toEqual([]);
});

const undecided = async () =>
  (await sql<{ attempts: number }>`select attempts from ledger where disposition is null`.execute(database.db)).rows;

test('a live stream tells what is there, ends with its session, and takes its connection along', async () => {
  const phone = browser(api);
  await phone.post('/api/session', { body: { address: GRACE.address, password: GRACE.password } });
  const headers = { cookie: phone.cookie() ?? '' };
  const stream = await worker.fetch(`${HOME}/api/live`, { headers } as Parameters<TestHarness['fetch']>[1]);
  const reader = stream.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString('utf8')).toContain('event: sync');
  await phone.remove('/api/session');
  while (!(await reader?.read())?.done);
  await vi.waitFor(async () => expect(await connections()).toBe(0), 5000);
});

/** The Worker's connections: all but the only one of this test. */
async function connections(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`.execute(
    database.db,
  );
  return rows[0]?.count ?? 0;
}

const checked = () => grace.post('/api/health/check');

test('every mail is counted, and every promise asked', async () => {
  expect((await checked()).at('check')).toMatchObject({ accounted: 4, unaccounted: 0, findings: [] });
});

test('with another key the desk stops rather than forgets its passwords, and mail is still accepted', async () => {
  const other = { ...secrets, SECRET_KEY: 'another key of the tests, also long' };
  await worker.update({ workers: [workerOf({ vars: { BASE_URL: HOME }, secrets: other })] });
  expect((await grace.get('/api/me')).status).toBe(503);
  expect(log()).toContain('SECRET_KEY is not the one this database was made with');
  expect(await hand(mail('With another key'))).toMatchObject({ outcome: 'ok' });
  expect(await r2Spool(await bucket()).count()).toBe(1);
});

test('no answer and no line of the log holds a secret', () => {
  expect(told.length).toBeGreaterThan(50_000);
  const { password } = new URL(database.url);
  for (const secret of [password, secrets.SECRET_KEY, 'relay-password', PASSWORD, 'scrypt$']) {
    expect(told).not.toContain(secret);
    expect(log()).not.toContain(secret);
  }
});

test('every migration and every template is in the Worker', async () => {
  const named = await readFile('gateway/worker-texts.ts', 'utf8');
  for (const folder of ['migrations', 'templates'])
    for (const name of (await readdir(folder)).filter((one) => /\.(sql|md)$/.test(one) && one !== 'schema.sql')) {
      expect(named, `import it in gateway/worker-texts.ts`).toContain(`from '../${folder}/${name}';`);
      expect(named, `name it in the Map of gateway/worker-texts.ts`).toContain(`['${name}', `);
    }
});
