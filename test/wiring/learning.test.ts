import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY } from '../../gateway/desk/instant.ts';
import { report } from '../../gateway/desk/learning/report.ts';
import { openSettings } from '../../gateway/open-edges.ts';
import { learnTonight } from '../../gateway/wiring/learning.ts';
import { type Api, apiOn, type Browser, signedIn, ticketBy, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let grace: Browser;
let settings: ReturnType<typeof openSettings>;
const log = { info: () => {} };
const learn = () => learnTonight({ db, ...settings, log });

beforeEach(async () => {
  db = await freshDatabase();
  settings = openSettings(db);
  ({ api } = await apiOn(db, { ...settings }));
  grace = await signedIn(db, api, 'Grace', 'admin');
});
afterEach(() => db[Symbol.asyncDispose]());

const prioritise = (ticket: { id: number; seq: number }, priority: string) =>
  grace.write('PUT', `/api/tickets/${ticket.id}/priority`, ticket.seq, { priority });
const solve = (ticket: { id: number; seq: number }) =>
  grace.write('PUT', `/api/tickets/${ticket.id}/status`, ticket.seq, { status: 'solved' });

async function labels() {
  const { rows } = await sql<{ ticket: number; said: string }>`
    select ticket_id as ticket, how || ' ' || from_priority || ' ' || to_priority as said from label order by id`.execute(
    db,
  );
  return rows.map(({ said }) => said);
}
const modelNow = async () => (await settings.practice()).model;

test('who changes a priority says what it should have been; who solves and lets it be says it was right', async () => {
  await prioritise(await ticketBy(grace, { text: 'How do I export contacts?' }), 'high');
  await solve(await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?' }));
  const given = await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?', priority: 'medium' });
  await solve(given);
  expect(await labels()).toEqual(['changed critical high', 'confirmed low low', 'changed low medium']);
});

test('what agents said by day is learnt at night, once', async () => {
  await solve(await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?' }));
  await learn();
  expect(report(await modelNow())).toMatchObject({ labels: 1, confirmed: 1, judged: 1 });
  await solve(await ticketBy(grace, { subject: 'Contacts', text: 'How do I export the calendar?' }));
  await learn();
  expect((await modelNow()).confirmed).toBe(1);
  await turnClock(db, DAY);
  await learn();
  expect(report(await modelNow())).toMatchObject({ labels: 2, judged: 2 });
  await turnClock(db, 2 * DAY);
  await learn();
  expect(report(await modelNow())).toMatchObject({ labels: 2, judged: 2 });
});

test('of two gateways one learns; the other reads what it learnt', async () => {
  await solve(await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?' }));
  await Promise.all([learn(), learn(), learn()]);
  const { rows } = await sql<{ revision: number }>`select revision from learned_model`.execute(db);
  expect(rows).toEqual([{ revision: 1 }]);
  expect((await openSettings(db).practice()).model.confirmed).toBe(1);
});

test('a label taken back leaves nothing but what was written down of it', async () => {
  const ticket = await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?' });
  const changed = await prioritise(ticket, 'critical');
  await prioritise({ id: ticket.id, seq: Number(changed.at('ticket.seq')) }, 'low');
  await learn();
  expect((await modelNow()).labels).toEqual({ critical: 0, high: 0, medium: 0, low: 1 });
});

test('an admin reads how well priorities are read, and who taught what', async () => {
  await prioritise(await ticketBy(grace, { subject: 'Contacts', text: 'How do I export contacts?' }), 'high');
  await learn();
  const { body } = await grace.get('/api/learning');
  expect(body).toMatchObject({
    standing: 'too few',
    labels: 1,
    unheard: 0,
    madeAt: expect.any(Number),
    sentence: expect.stringContaining('1 of 50 labels'),
    newest: [{ from: 'low', to: 'high', how: 'changed' }],
  });
});

test('a ticket that may be critical asks until an agent has said', async () => {
  const ticket = await ticketBy(grace, {
    subject: 'A question',
    text: 'We suspect a potential security breach in our account.',
  });
  const row = async () => (await grace.get(`/api/tickets/${ticket.id}`)).at('ticket');
  expect(await row()).toMatchObject({ unsure: true });
  await prioritise(ticket, 'high');
  expect(await row()).toMatchObject({ unsure: false, priority: 'high' });
  const { rows } = await sql<{ wakes: boolean }>`select (priority_reason->>'wakes')::boolean as wakes from ticket
    where id = ${ticket.id}`.execute(db);
  expect(rows).toEqual([{ wakes: false }]);
});

test('an admin settles what becomes of replies; the desk goes by it at once', async () => {
  expect((await grace.get('/api/replies')).body).toEqual({ reopensWithinDays: 30, agentsAnswerByMail: false });
  const asked = { reopensWithinDays: 7, agentsAnswerByMail: true };
  expect((await grace.put('/api/replies', { body: asked })).body).toEqual(asked);
  expect(await settings.practice()).toMatchObject({ replies: asked, agents: [{ address: 'grace@desk.example' }] });
  expect((await grace.put('/api/replies', { body: { ...asked, reopensWithinDays: -1 } })).status).toBe(400);
});
