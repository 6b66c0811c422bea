import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSetUp } from '../../gateway/account/set-up.ts';
import { ACCESS } from '../../gateway/api/access.ts';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import type { Sandbox } from '../../gateway/mail/sandbox.ts';
import { openSettings } from '../../gateway/open-edges.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { mailEdge } from '../../gateway/wiring/mail-edge.ts';
import { signInEdge } from '../../gateway/wiring/sign-ins.ts';
import {
  type Api,
  apiOn,
  type Browser,
  browser,
  freshSandbox,
  HOME,
  mailOn,
  PASSWORD,
  signedIn,
  ticketBy,
} from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type ScriptedImap, startScriptedImap } from '../support/scripted-imap.ts';

let db: TestDatabase;
let api: Api;
let admin: Browser;
let sandbox: Sandbox;
let imap: ScriptedImap;

beforeAll(async () => {
  db = await freshDatabase();
  sandbox = await freshSandbox();
  imap = await startScriptedImap();
  imap.add('INBOX');
  const [secrets, config] = [
    secretsOf('a key of the tests that is long enough'),
    { baseUrl: new URL(HOME), trustProxy: 0 },
  ];
  const devices = { publicKey: async () => 'B', allows: () => true, test: async () => 0 };
  const mail = mailEdge({ db, secrets, ...openSettings(db) }, sandbox);
  ({ api } = await apiOn(db, { mail, secrets, config, signIns: signInEdge({ db, secrets, config }), devices }));
  admin = await signedIn(db, api, 'Grace', 'admin');
});
afterAll(async () => {
  await sandbox.close();
  await imap[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

/** A write as it is taken: who asks, where, with what; and the events it leaves, which say who did it. */
type Write = { path: string; body?: object; seq?: number; by?: Browser; events: string[] };

let people = 0;
const somebody = (role: 'admin' | 'agent' = 'agent') => signedIn(db, api, `Somebody${++people}`, role);
const seqOf = async (id: number) => Number((await admin.get(`/api/tickets/${id}`)).at('ticket.seq'));

const onTicket = (what: string, body: object, events: string[]) => async (): Promise<Write> => {
  const { id, seq } = await ticketBy(admin);
  return { path: `/api/tickets/${id}/${what}`, body, seq, events };
};
const onHeldMail = (what: string, events: string[]) => async (): Promise<Write> => {
  const { id } = await ticketBy(admin);
  const { messageId } = await mailOn(db, { ticketId: id, held: true });
  return { path: `/api/messages/${messageId}/${what}`, seq: await seqOf(id), events };
};
const onKeptMail = (what: string, events: string[]) => async (): Promise<Write> => {
  const { id } = await ticketBy(admin);
  const { ledgerId } = await mailOn(db, { ticketId: id });
  await sql`update ledger set disposition = 'quarantined' where id = ${ledgerId}`.execute(db);
  return { path: `/api/ledger/${ledgerId}/${what}`, events };
};

const SERVER = { host: '127.0.0.1', port: 1, tls: false, user: 'support', password: 'a secret' };
const MAILBOX = {
  imap: SERVER,
  smtp: SERVER,
  nullSender: true,
  authservId: null,
  junkFolder: null,
  sentFolder: null,
};
async function connected(): Promise<number> {
  const address = `box${++people}@desk.example`;
  return Number((await admin.post('/api/mailboxes', { body: { ...MAILBOX, address } })).at('mailbox.id'));
}
async function planned(): Promise<number> {
  const name = `2.${++people}`;
  const { body } = await admin.post('/api/releases', { body: { name, day: null } });
  const { releases } = body as { releases: { id: number; name: string }[] };
  return releases.find((one) => one.name === name)?.id ?? 0;
}
const HOOK = { url: 'https://chat.kite.com/hooks/1', events: ['ticket.opened'] };
const hooked = async (): Promise<number> => Number((await admin.post('/api/webhooks', { body: HOOK })).at('id'));
const contacts = DEFAULT_DESK.contacts;

const made = (path: string, body: object) => admin.ask('POST', path, { body, key: crypto.randomUUID() });
const organisation = async () =>
  Number((await made('/api/organisations', { name: `Kite ${++people}` })).at('organisation.id'));
/** Under the standard warranty, unless told otherwise. */
const cover = async (planId = 1) => {
  const path = `/api/organisations/${await organisation()}/cover`;
  return Number((await made(path, { planId, startsOn: '2026-03-01' })).at('organisation.covers.0.id'));
};
const planCalled = (name: string) => ({
  name,
  days: 30,
  months: null,
  covers: [],
  channels: ['email'],
  emergencyLine: false,
  renewable: true,
});
const plan = async () => {
  const { body } = await made('/api/plans', planCalled(`Plan ${++people}`));
  return (body as { plans: { id: number }[] }).plans.at(-1)?.id;
};

/** Every route that is no reading, and how it is asked for rightly. A route without a row here is a red test. */
const WRITES: Record<string, () => Promise<Write>> = {
  'POST /api/session': async () => {
    const { address } = await somebody();
    return { path: '/api/session', body: { address, password: PASSWORD }, by: browser(api), events: ['signed in'] };
  },
  'DELETE /api/session': async () => ({ path: '/api/session', by: await somebody(), events: ['signed out'] }),
  'POST /api/setup': async () => {
    const other = await freshDatabase();
    const { api: fresh } = await apiOn(other);
    const token = (await openSetUp(other))?.split('#')[1];
    const agent = { name: 'Ada', address: 'ada@desk.example', password: PASSWORD };
    const asked = { path: '/api/setup', body: { token, agent, desk: DEFAULT_DESK } };
    expect((await browser(fresh).post(asked.path, { body: { ...asked.body, role: 'admin' } })).status).toBe(400);
    expect((await browser(fresh).post(asked.path, asked)).status).toBe(200);
    const { rows } = await sql`select kind, agent_id as by from event`.execute(other);
    expect(rows).toEqual([{ kind: 'set up', by: 1 }]);
    await other[Symbol.asyncDispose]();
    // Here it is over.
    return { ...asked, by: browser(api), events: [] };
  },
  'POST /api/invitations/acceptance': async () => {
    const { at } = await admin.post('/api/invitations', { body: { address: `joins${++people}@desk.example` } });
    const token = String(at('link')).split('#')[1];
    return {
      path: '/api/invitations/acceptance',
      body: { token, name: 'Joins', password: PASSWORD },
      by: browser(api),
      events: ['agent joined'],
    };
  },
  'PUT /api/me': async () => ({ path: '/api/me', body: { signature: 'G.' }, events: ['agent changed'] }),
  'POST /api/tickets': async () => ({
    path: '/api/tickets',
    body: { requester: { address: 'ada@kite.example' }, subject: 'Call', text: 'It smokes.' },
    events: ['opened'],
  }),
  'PUT /api/tickets/:id/status': onTicket('status', { status: 'solved' }, ['solved']),
  'PUT /api/tickets/:id/assignee': async () => {
    const { id } = await somebody();
    return onTicket('assignee', { agentId: id }, ['assigned'])();
  },
  'PUT /api/tickets/:id/priority': onTicket('priority', { priority: 'critical' }, ['prioritised']),
  'PUT /api/tickets/:id/level': onTicket('level', { level: 'L2', reason: 'It needs a developer.' }, [
    'noted',
    'handed over',
  ]),
  'PUT /api/tickets/:id/mailbox': async () => {
    // Tickets that agents open are the first one's.
    await connected();
    const mailboxId = await connected();
    return onTicket('mailbox', { mailboxId }, ['transferred'])();
  },
  'PUT /api/tickets/:id/request': onTicket('request', { stage: 'evaluation', words: 'Let us see.' }, ['request moved']),
  'DELETE /api/tickets/:id/request': async () => {
    const { id, seq } = await ticketBy(admin);
    const { at } = await admin.write('PUT', `/api/tickets/${id}/request`, seq, { stage: 'evaluation' });
    return { path: `/api/tickets/${id}/request`, seq: Number(at('ticket.seq')), events: ['request ended'] };
  },
  'PUT /api/tickets/:id/tags/:tag': onTicket('tags/vip', {}, ['tagged']),
  'DELETE /api/tickets/:id/tags/:tag': async () => {
    const { id, seq } = await ticketBy(admin);
    const { at } = await admin.write('PUT', `/api/tickets/${id}/tags/vip`, seq);
    return { path: `/api/tickets/${id}/tags/vip`, seq: Number(at('ticket.seq')), events: ['untagged'] };
  },
  'PUT /api/tickets/:id/spam': onTicket('spam', { spam: true }, ['spam']),
  'PUT /api/tickets/:id/merge': async () => {
    const into = await ticketBy(admin);
    return onTicket('merge', { into: into.id }, ['merged', 'merged here'])();
  },
  'DELETE /api/tickets/:id/tokens': async () => {
    const { id, seq } = await ticketBy(admin);
    return { path: `/api/tickets/${id}/tokens`, seq, events: ['tokens ended'] };
  },
  'POST /api/messages/:id/move': async () => {
    const [from, to] = [await ticketBy(admin), await ticketBy(admin)];
    const { messageId } = await mailOn(db, { ticketId: from.id });
    const events = ['mail moved', 'mail moved here'];
    return { path: `/api/messages/${messageId}/move`, body: { to: to.id }, seq: await seqOf(from.id), events };
  },
  // Nobody was called.
  'POST /api/tickets/:id/page/acknowledgement': onTicket('page/acknowledgement', {}, []),
  'POST /api/tickets/:id/answers': onTicket('answers', { text: 'Clean the drum.' }, ['answered', 'assigned']),
  'POST /api/tickets/:id/notes': onTicket('notes', { text: 'She called.' }, ['noted']),
  'POST /api/uploads': async () => ({
    path: '/api/uploads?name=a.txt',
    body: new TextEncoder().encode('a'),
    events: ['uploaded'],
  }),
  'POST /api/messages/:id/acceptance': onHeldMail('acceptance', ['accepted']),
  'POST /api/messages/:id/split': onHeldMail('split', ['split', 'opened']),
  'POST /api/ledger/:id/look': onKeptMail('look', ['looked']),
  'POST /api/ledger/:id/replay': onKeptMail('replay', ['replayed']),
  'POST /api/ledger/:id/acceptance': onKeptMail('acceptance', ['wanted']),
  // Whom a device belongs to is no deed on the desk.
  'PUT /api/devices': async () => ({
    path: '/api/devices',
    body: { endpoint: 'https://push.example/1', p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
    events: [],
  }),
  'DELETE /api/devices': async () => ({
    path: '/api/devices',
    body: { endpoint: 'https://push.example/1' },
    events: [],
  }),
  'POST /api/devices/test': async () => ({ path: '/api/devices/test', events: [] }),
  'POST /api/sandbox/examples': async () => ({ path: '/api/sandbox/examples', events: ['examples sent'] }),
  'POST /api/invitations': async () => ({
    path: '/api/invitations',
    body: { address: `invited${++people}@desk.example` },
    events: ['agent invited'],
  }),
  'DELETE /api/agents/:id': async () => {
    const agent = await somebody();
    const { id, seq } = await ticketBy(admin);
    await admin.write('PUT', `/api/tickets/${id}/assignee`, seq, { agentId: agent.id });
    return { path: `/api/agents/${agent.id}`, events: ['agent deactivated', 'released'] };
  },
  'PUT /api/desk': async () => ({ path: '/api/desk', body: { ...DEFAULT_DESK, contacts }, events: ['desk changed'] }),
  'PUT /api/policy': async () => ({
    path: '/api/policy',
    body: { book: DEFAULT_BOOK, version: Number((await admin.get('/api/policy')).at('version')) },
    events: ['policy changed'],
  }),
  'POST /api/organisations': async () => ({
    path: '/api/organisations',
    body: { name: `Kite ${++people}` },
    events: ['organisation changed'],
  }),
  'PUT /api/organisations/:id': async () => ({
    path: `/api/organisations/${await organisation()}`,
    body: { name: `Kite ${++people}` },
    seq: 1,
    events: ['organisation changed'],
  }),
  'DELETE /api/organisations/:id': async () => ({
    path: `/api/organisations/${await organisation()}`,
    seq: 1,
    events: ['organisation removed'],
  }),
  'PUT /api/organisations/:id/contacts': async () => ({
    path: `/api/organisations/${await organisation()}/contacts`,
    body: { address: 'ada@kite.example' },
    events: ['organisation changed'],
  }),
  'DELETE /api/organisations/:id/contacts/:contact': async () => {
    const path = `/api/organisations/${await organisation()}/contacts`;
    const body = { address: `ada${++people}@kite.example` };
    const { at } = await admin.ask('PUT', path, { body, key: crypto.randomUUID() });
    return { path: `${path}/${at('organisation.contacts.0.id')}`, events: ['organisation changed'] };
  },
  'POST /api/organisations/:id/cover': async () => ({
    path: `/api/organisations/${await organisation()}/cover`,
    body: { planId: 1, startsOn: '2026-03-01' },
    events: ['organisation changed'],
  }),
  'PUT /api/cover/:id': async () => ({
    path: `/api/cover/${await cover()}`,
    body: { planId: 1, startsOn: '2026-03-02' },
    seq: 1,
    events: ['organisation changed'],
  }),
  'POST /api/cover/:id/renewal': async () => ({
    path: `/api/cover/${await cover(2)}/renewal`,
    seq: 1,
    events: ['organisation changed'],
  }),
  'DELETE /api/cover/:id': async () => ({
    path: `/api/cover/${await cover()}`,
    seq: 1,
    events: ['organisation changed'],
  }),
  'POST /api/plans': async () => ({
    path: '/api/plans',
    body: planCalled(`Plan ${++people}`),
    events: ['plan changed'],
  }),
  'PUT /api/plans/:id': async () => ({
    path: `/api/plans/${await plan()}`,
    body: planCalled(`Plan ${++people}`),
    seq: 1,
    events: ['plan changed'],
  }),
  'DELETE /api/plans/:id': async () => ({ path: `/api/plans/${await plan()}`, seq: 1, events: ['plan changed'] }),
  'POST /api/releases': async () => ({
    path: '/api/releases',
    body: { name: `2.${++people}`, day: null },
    events: ['release planned'],
  }),
  'PUT /api/releases/:id': async () => ({
    path: `/api/releases/${await planned()}`,
    body: { name: `3.${++people}`, day: '2026-03-10', released: true, revision: 1 },
    events: ['release changed'],
  }),
  'DELETE /api/releases/:id': async () => ({
    path: `/api/releases/${await planned()}`,
    events: ['release dropped'],
  }),
  'PUT /api/phone': async () => ({
    path: '/api/phone',
    body: { ring: ['+15550102030'] },
    events: ['phone changed'],
  }),
  'PUT /api/replies': async () => ({
    path: '/api/replies',
    body: (await admin.get('/api/replies')).body as object,
    events: ['replies changed'],
  }),
  'POST /api/blocks': async () => ({
    path: '/api/blocks',
    body: { sender: `spam${++people}.example` },
    events: ['blocked'],
  }),
  'DELETE /api/blocks/:id': async () => {
    const { body } = await admin.post('/api/blocks', { body: { sender: `spam${++people}.example` } });
    const { blocks } = body as { blocks: { id: number }[] };
    return { path: `/api/blocks/${Math.max(...blocks.map(({ id }) => id))}`, events: ['unblocked'] };
  },
  'POST /api/health/check': async () => ({ path: '/api/health/check', events: ['desk checked'] }),
  'PUT /api/health/limits': async () => ({
    path: '/api/health/limits',
    body: { leastFreeMegabytes: 300 },
    events: ['limits changed'],
  }),
  // These look and change nothing.
  'POST /api/policy/preview': async () => ({ path: '/api/policy/preview', body: { book: DEFAULT_BOOK }, events: [] }),
  'POST /api/holidays/file': async () => ({
    path: '/api/holidays/file',
    body: { text: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n' },
    events: [],
  }),
  'POST /api/mailboxes/servers': async () => ({
    path: '/api/mailboxes/servers',
    body: { address: 'a@desk.invalid' },
    events: [],
  }),
  'POST /api/mailboxes/test': async () => ({
    path: '/api/mailboxes/test',
    body: { address: 'a@desk.example', imap: SERVER, smtp: SERVER },
    events: [],
  }),
  'POST /api/mailboxes/history': async () => ({
    path: '/api/mailboxes/history',
    body: { imap: { ...SERVER, port: imap.port }, date: '2026-01-01' },
    events: [],
  }),
  'POST /api/mailboxes': async () => ({
    path: '/api/mailboxes',
    body: { ...MAILBOX, address: `box${++people}@desk.example` },
    events: ['mailbox connected'],
  }),
  'PUT /api/mailboxes/:id': async () => ({
    path: `/api/mailboxes/${await connected()}`,
    body: { senderName: 'Kite' },
    events: ['mailbox changed'],
  }),
  'DELETE /api/mailboxes/:id': async () => ({
    path: `/api/mailboxes/${await connected()}`,
    events: ['mailbox disconnected'],
  }),
  'POST /api/webhooks': async () => ({ path: '/api/webhooks', body: HOOK, events: ['webhook added'] }),
  'PUT /api/webhooks/:id': async () => ({
    path: `/api/webhooks/${await hooked()}`,
    body: HOOK,
    seq: 1,
    events: ['webhook changed'],
  }),
  'DELETE /api/webhooks/:id': async () => ({
    path: `/api/webhooks/${await hooked()}`,
    seq: 1,
    events: ['webhook removed'],
  }),
  'POST /api/webhooks/:id/secret': async () => ({
    path: `/api/webhooks/${await hooked()}/secret`,
    events: ['webhook changed'],
  }),
  'POST /api/webhooks/:id/test': async () => ({
    path: `/api/webhooks/${await hooked()}/test`,
    events: ['webhook tried'],
  }),
  'POST /api/test-page/acknowledgement': async () => {
    const by = await somebody();
    await sql`insert into test_page (rota, due_at, agent_id, answer_by)
      select 'First line', ${++people}, id, heed_now() from agent where lower(address) = lower(${by.address})`.execute(
      db,
    );
    return { path: '/api/test-page/acknowledgement', by, events: ['test page acknowledged'] };
  },
  'PUT /api/oauth/clients/:provider': async () => ({
    path: '/api/oauth/clients/google',
    body: { clientId: 'the-desk', secret: 'a secret' },
    events: ['provider changed'],
  }),
  'POST /api/oauth/sign-ins': async () => {
    await admin.put('/api/oauth/clients/google', { body: { clientId: 'the-desk', secret: 'a secret' } });
    const body = { provider: 'google', address: 'support@desk.example', way: 'browser' };
    return { path: '/api/oauth/sign-ins', body, events: ['sign-in begun'] };
  },
};

const ask = (route: string, { path, body, seq, by = admin }: Write) =>
  by.ask(route.split(' ', 1)[0] ?? '', path, {
    ...(body === undefined ? {} : { body }),
    ...(body instanceof Uint8Array ? { headers: { 'content-type': 'text/plain' } } : {}),
    key: crypto.randomUUID(),
    ...(seq === undefined ? {} : { seq }),
  });

type Told = { seq: number; kind: string; by: number | null; data: object };
const toldAfter = async (seq: number): Promise<Told[]> =>
  (await sql<Told>`select seq, kind, agent_id as by, data from event where seq > ${seq} order by seq`.execute(db)).rows;
const newest = async () => (await toldAfter(0)).at(-1)?.seq ?? 0;

test('every route that is no reading is in the table', () => {
  // What the phone provider signs is in test/voice.test.ts.
  const routes = Object.entries(ACCESS).flatMap(([route, who]) =>
    route.startsWith('GET ') || who === 'signed' ? [] : [route],
  );
  expect(Object.keys(WRITES).sort()).toEqual(routes.sort());
});

describe.each(Object.entries(WRITES))('%s', (route, prepare) => {
  test('leaves its events, each with who did it, and ids and codes in place of words', async () => {
    const write = await prepare();
    const before = await newest();
    const { status, body } = await ask(route, write);
    expect({ status, body }).toMatchObject({ status: route === 'POST /api/setup' ? 404 : 200 });
    const told = await toldAfter(before);
    expect(told.map(({ kind }) => kind)).toEqual(write.events);
    expect(told.filter(({ by }) => by === null)).toEqual([]);
    expect(JSON.stringify(told)).not.toMatch(/@|smokes|drum|called|developer|secret/);
  });

  test('is refused with a key that its shape does not name, and then nothing happens', async () => {
    const write = await prepare();
    if (write.body === undefined || write.body instanceof Uint8Array || Object.keys(write.body).length === 0) return;
    const before = await newest();
    for (const extra of [{ isAdmin: true }, { id: 1 }, { createdAt: 0 }]) {
      const { status } = await ask(route, { ...write, body: { ...write.body, ...extra } });
      expect(status, JSON.stringify(extra)).toBe(route === 'POST /api/setup' ? 404 : 400);
    }
    expect(await toldAfter(before)).toEqual([]);
  });
});

test('somebody who is deactivated already is not deactivated again', async () => {
  const agent = await somebody();
  await admin.remove(`/api/agents/${agent.id}`);
  const before = await newest();
  expect((await admin.remove(`/api/agents/${agent.id}`)).at('active')).toBe(false);
  expect(await toldAfter(before)).toEqual([]);
});
