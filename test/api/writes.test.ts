import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../gateway/desk/instant.ts';
import { forgetOld } from '../../gateway/store/due.ts';
import { readNow } from '../../gateway/store/now.ts';
import { type Answer, type Api, apiOn, mailOn, signedIn, ticketBy, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let faults: unknown[];
let grace: Awaited<ReturnType<typeof signedIn>>;
let bob: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  db = await freshDatabase();
  ({ api, faults } = await apiOn(db));
  grace = await signedIn(db, api, 'Grace');
  bob = await signedIn(db, api, 'Bob');
});
afterAll(() => db[Symbol.asyncDispose]());

const count = async (table: 'message' | 'outbox' | 'ticket', id: number): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}
    where ${sql.ref(table === 'ticket' ? 'id' : 'ticket_id')} = ${id}`.execute(db);
  return rows[0]?.count ?? 0;
};
const key = () => crypto.randomUUID();
const bodyOf = ({ status, body }: Answer) => ({ status, body });

/** Every write to a ticket: its path and a body it takes. */
const WRITES: [method: 'PUT' | 'POST', path: string, body: object][] = [
  ['PUT', 'status', { status: 'waiting', waitingOn: 'customer' }],
  ['PUT', 'assignee', { agentId: null }],
  ['PUT', 'priority', { priority: 'critical' }],
  ['POST', 'answers', { text: 'Clean the drum.' }],
  ['POST', 'notes', { text: 'She called.' }],
];

describe.each(WRITES)('%s %s', (method, path, body) => {
  const write = (id: number, asked: object, by = grace) =>
    by.ask(method, `/api/tickets/${id}/${path}`, { body, ...asked });

  test('without a key, or with one that is too short or no text, is refused', async () => {
    const { id, seq } = await ticketBy(grace);
    for (const given of [{}, { key: '' }, { key: 'short' }, { key: 'x'.repeat(201) }, { key: 'with a space' }])
      expect(await write(id, { seq, ...given })).toMatchObject({ status: 400, body: { error: { code: 'no_key' } } });
  });

  test('without the seq that was seen is refused', async () => {
    const { id } = await ticketBy(grace);
    expect(await write(id, { key: key() })).toMatchObject({ status: 428, body: { error: { code: 'no_if_match' } } });
    for (const match of ['1', '*', 'W/"1"', '"x"', '"1", "2"'])
      expect((await write(id, { key: key(), headers: { 'if-match': match } })).status, match).toBe(428);
  });

  test('of a ticket that moved on is a conflict that brings the ticket, and changes nothing', async () => {
    const { id, seq } = await ticketBy(grace);
    await bob.write('POST', `/api/tickets/${id}/notes`, seq, { text: 'Mine first.' });
    const { body: before } = await grace.get(`/api/tickets/${id}`);
    const { status, at } = await write(id, { key: key(), seq });
    expect(status).toBe(409);
    expect(at('error.code')).toBe('conflict');
    expect(at('error.detail')).toEqual((before as { ticket: unknown }).ticket);
    expect((await grace.get(`/api/tickets/${id}`)).body).toEqual(before);
  });

  test('sent again under its key is done once and answered alike, whatever has changed since', async () => {
    const { id, seq } = await ticketBy(grace);
    const asked = { key: key(), seq };
    const first = await write(id, asked);
    expect(first.status).toBe(200);
    await bob.write('POST', `/api/tickets/${id}/notes`, Number(first.at('ticket.seq')), { text: 'Meanwhile.' });
    const messages = await count('message', id);
    expect(bodyOf(await write(id, asked))).toEqual(bodyOf(first));
    expect(await count('message', id)).toBe(messages);
  });

  test('sent five times at once is done once, and each is told so', async () => {
    const { id, seq } = await ticketBy(grace);
    const asked = { key: key(), seq };
    const answers = await Promise.all(Array.from({ length: 5 }, () => write(id, asked)));
    expect(new Set(answers.map((answer) => JSON.stringify(bodyOf(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect(await count('message', id)).toBe(path === 'answers' || path === 'notes' ? 2 : 1);
    expect(await count('outbox', id)).toBe(path === 'answers' ? 1 : 0);
  });

  test('with another body or for another ticket under the same key is refused, and does nothing', async () => {
    const [one, other] = [await ticketBy(grace), await ticketBy(grace)];
    const asked = { key: key(), seq: one.seq };
    await write(one.id, asked);
    const [{ status }, { body: row }] = [
      await write(other.id, { ...asked, seq: other.seq }),
      await grace.get(`/api/tickets/${other.id}`),
    ];
    expect(status).toBe(422);
    expect(row).toMatchObject({ ticket: { seq: other.seq } });
    expect(
      (await grace.ask(method, `/api/tickets/${one.id}/${path}`, { ...asked, body: { ...body, quote: false } })).status,
    ).toBeGreaterThanOrEqual(400);
  });

  test('under a colleague’s key is another write', async () => {
    const { id, seq } = await ticketBy(grace);
    const asked = { key: key(), seq };
    await write(id, asked);
    const { at } = await grace.get(`/api/tickets/${id}`);
    expect((await write(id, { ...asked, seq: Number(at('ticket.seq')) }, bob)).status).toBe(200);
  });

  test('of a ticket that is not there is not found, and leaves the key free', async () => {
    const asked = { key: key(), seq: 1 };
    expect((await write(987654321, asked)).status).toBe(404);
    const { id, seq } = await ticketBy(grace);
    expect((await write(id, { ...asked, seq })).status).toBe(200);
  });
});

describe('opening a ticket', () => {
  const said = { requester: { address: 'ada@kite.example', name: 'Ada' }, subject: 'Call', text: 'It smokes.' };
  const open = (asked: object, body: object = said) => grace.post('/api/tickets', { body, ...asked });

  test('five times at once under one key opens one', async () => {
    const asked = { key: key() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => open(asked)));
    expect(new Set(answers.map(({ at }) => at('id'))).size).toBe(1);
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from event where kind = 'opened' and ticket_id = ${Number(answers[0]?.at('id'))}`.execute(
      db,
    );
    expect(rows[0]?.count).toBe(1);
  });

  test('with other words under the same key is refused', async () => {
    const asked = { key: key() };
    expect((await open(asked)).status).toBe(200);
    expect((await open(asked, { ...said, text: 'Other words.' })).status).toBe(422);
  });

  test.each([
    ['no requester', { ...said, requester: undefined }],
    ['no address', { ...said, requester: { address: 'ada', name: '' } }],
    ['two addresses', { ...said, requester: { address: 'a@b.example, c@d.example' } }],
    ['a line break in the address', { ...said, requester: { address: 'a@b.example\r\nBcc: c@d.example' } }],
    ['a line break in the name', { ...said, requester: { address: 'a@b.example', name: 'A\r\nBcc: c@d.example' } }],
    ['no subject', { ...said, subject: ' ' }],
    ['a line break in the subject', { ...said, subject: 'a\nb' }],
    ['no words', { ...said, text: '' }],
    ['a NUL', { ...said, text: 'a\0b' }],
    ['half a sign', { ...said, text: 'a\ud83d' }],
    ['a priority that is none', { ...said, priority: 'urgent' }],
  ])('with %s is refused', async (_what, body) => {
    expect((await open({ key: key() }, body)).status).toBe(400);
  });

  test('with a sign at the end of what a preview shows is taken', async () => {
    const text = `${'x'.repeat(199)}😀 and more`;
    expect((await open({ key: key() }, { ...said, text })).status).toBe(200);
  });
});

describe('what an agent does', () => {
  test('moves a ticket only where the table of moves says', async () => {
    const { id, seq } = await ticketBy(grace);
    const closed = await grace.write('PUT', `/api/tickets/${id}/status`, seq, { status: 'closed' });
    expect(closed.at('ticket')).toMatchObject({ status: 'closed', waitingOn: null });
    const waiting = await grace.write('PUT', `/api/tickets/${id}/status`, Number(closed.at('ticket.seq')), {
      status: 'waiting',
    });
    expect(waiting).toMatchObject({
      status: 422,
      body: { error: { message: 'A closed ticket cannot become waiting.' } },
    });
  });

  test('assigns only to an agent who is one', async () => {
    const admin = await signedIn(db, api, 'Chief', 'admin');
    const former = await signedIn(db, api, 'Former');
    const { id, seq } = await ticketBy(grace);
    await grace.write('PUT', `/api/tickets/${id}/assignee`, seq, { agentId: former.id });
    await admin.remove(`/api/agents/${former.id}`);
    const { at } = await grace.get(`/api/tickets/${id}`);
    expect(at('ticket.assigneeId')).toBeNull();
    for (const agentId of [former.id, 987654321])
      expect(
        await grace.write('PUT', `/api/tickets/${id}/assignee`, Number(at('ticket.seq')), { agentId }),
      ).toMatchObject({
        status: 422,
        body: { error: { detail: { field: 'agentId' } } },
      });
  });

  test('gives another priority, and the promises with it', async () => {
    const { id, seq } = await ticketBy(grace, { priority: 'low' });
    const { at } = await grace.write('PUT', `/api/tickets/${id}/priority`, seq, { priority: 'critical' });
    expect(at('ticket')).toMatchObject({
      priority: 'critical',
      clocks: [{ priority: 'critical' }, { priority: 'critical' }],
    });
    expect((await grace.get(`/api/tickets/${id}`)).at('priorityReason.setByAgentId')).toBe(grace.id);
  });

  test('answers with words, and with files that are theirs alone', async () => {
    const { id, seq } = await ticketBy(grace);
    const answer = (body: object) =>
      grace.write('POST', `/api/tickets/${id}/answers`, seq, { text: 'Look here.', ...body });
    expect((await answer({ text: ' \n ' })).status).toBe(422);
    const bring = async (by: typeof grace) =>
      String(
        (
          await by.post('/api/uploads?name=a.txt', {
            body: new TextEncoder().encode('a'),
            headers: { 'content-type': 'text/plain' },
          })
        ).at('id'),
      );
    const [own, colleagues] = [await bring(grace), await bring(bob)];
    for (const attachments of [[colleagues], [own, colleagues], ['x'], [own, own.toLowerCase().replace(/./, '-')]])
      expect(await answer({ attachments })).toMatchObject({
        status: 422,
        body: { error: { detail: { field: 'attachments' } } },
      });
    expect((await answer({ attachments: [own] })).status).toBe(200);
    expect((await grace.get(`/api/tickets/${id}`)).at('messages.1.attachments.0.name')).toBe('a.txt');
  });

  test.each([
    ['a Cc that is no address', { cc: ['ada'] }],
    ['a Cc with a line break', { cc: ['a@b.example\nBcc: c@d.example'] }],
    ['51 in Cc', { cc: Array.from({ length: 51 }, (_, n) => `a${n}@b.example`) }],
    ['21 files', { attachments: Array.from({ length: 21 }, () => 'x') }],
    ['a text longer than any letter', { text: 'x'.repeat(200_001) }],
    ['another requester', { to: ['mallory@evil.example'] }],
  ])('answers with %s: refused', async (_what, body) => {
    const { id, seq } = await ticketBy(grace);
    expect((await grace.write('POST', `/api/tickets/${id}/answers`, seq, { text: 'x', ...body })).status).toBe(400);
  });

  test('makes whom they write to in Cc a participant, and leaves whom they only note about a stranger', async () => {
    const { id, seq } = await ticketBy(grace);
    const noted = await grace.write('POST', `/api/tickets/${id}/notes`, seq, { text: 'Ask boss@kite.example.' });
    expect((await grace.get(`/api/tickets/${id}`)).at('participants')).toMatchObject([{ address: 'ada@kite.example' }]);
    await grace.write('POST', `/api/tickets/${id}/answers`, Number(noted.at('ticket.seq')), {
      text: 'x',
      cc: ['boss@kite.example'],
    });
    expect((await grace.get(`/api/tickets/${id}`)).at('participants')).toMatchObject([
      { address: 'ada@kite.example' },
      { address: 'boss@kite.example' },
    ]);
  });
});

describe('a held mail', () => {
  const held = async () => {
    const { id } = await ticketBy(grace);
    const { messageId } = await mailOn(db, {
      ticketId: id,
      held: true,
      from: 'eve@kite.example',
      name: 'Eve',
      messageId: `<${key()}@kite.example>`,
    });
    const { at } = await grace.get(`/api/tickets/${id}`);
    return { id, messageId, seq: Number(at('ticket.seq')) };
  };

  test('is accepted once: then it is conversation, its sender a participant, its thread the ticket’s', async () => {
    const { id, messageId, seq } = await held();
    expect((await grace.get('/api/waiting')).body).toMatchObject({
      waiting: expect.arrayContaining([expect.objectContaining({ messageId, what: 'held' })]),
    });
    const accepted = await grace.write('POST', `/api/messages/${messageId}/acceptance`, seq);
    expect(accepted.at('ticket.held')).toBe(0);
    const { at } = await grace.get(`/api/tickets/${id}`);
    expect(at('messages.1')).toMatchObject({ held: false, whyHere: 'An agent accepted it.' });
    expect(at('participants')).toMatchObject([{ address: 'ada@kite.example' }, { address: 'eve@kite.example' }]);
    const { rows } =
      await sql`select t.ticket_id as id from thread_id t join message m on m.message_id = t.message_id where m.id = ${messageId}`.execute(
        db,
      );
    expect(rows).toEqual([{ id }]);
    expect((await grace.write('POST', `/api/messages/${messageId}/acceptance`, Number(at('ticket.seq')))).status).toBe(
      404,
    );
  });

  test('is split off once: then it is the first of a ticket of its own, and its thread leads there', async () => {
    const { id, messageId, seq } = await held();
    // Somebody spoke of it before; that led to the old ticket.
    await sql`insert into thread_id (message_id, ticket_id) select message_id, ${id} from message where id = ${messageId}`.execute(
      db,
    );
    const answers = await Promise.all(
      [key(), key()].map((one) => grace.post(`/api/messages/${messageId}/split`, { body: {}, key: one, seq })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, expect.any(Number)]);
    const done = answers.find(({ status }) => status === 200);
    const to = Number(done?.at('ticketId'));
    const { at } = await grace.get(`/api/tickets/${to}`);
    expect(at('ticket.requester')).toEqual({ address: 'eve@kite.example', name: 'Eve' });
    expect(at('messages')).toMatchObject([
      { id: messageId, held: false, whyHere: 'An agent split it off from another ticket.' },
    ]);
    expect((await grace.get(`/api/tickets/${id}`)).at('messages')).toHaveLength(1);
    const { rows } =
      await sql`select t.ticket_id as id from thread_id t join message m on m.message_id = t.message_id where m.id = ${messageId}`.execute(
        db,
      );
    expect(rows).toEqual([{ id: to }]);
  });

  test('sent twice under one key is split off once', async () => {
    const { messageId, seq } = await held();
    const asked = { body: {}, key: key(), seq };
    const first = await grace.post(`/api/messages/${messageId}/split`, asked);
    expect(bodyOf(await grace.post(`/api/messages/${messageId}/split`, asked))).toEqual(bodyOf(first));
  });

  test('of a ticket that moved on is a conflict with the ticket', async () => {
    const { id, messageId, seq } = await held();
    await bob.write('POST', `/api/tickets/${id}/notes`, seq, { text: 'Mine.' });
    for (const what of ['acceptance', 'split']) {
      const { status, at } = await grace.write('POST', `/api/messages/${messageId}/${what}`, seq);
      expect([status, at('error.detail.id')]).toEqual([409, id]);
    }
  });

  test('that is flagged and not held is accepted and split off alike', async () => {
    for (const what of ['acceptance', 'split']) {
      const { id } = await ticketBy(grace);
      const { messageId } = await mailOn(db, { ticketId: id, from: 'eve@kite.example' });
      await sql`update message set flagged = true where id = ${messageId}`.execute(db);
      const { at } = await grace.get(`/api/tickets/${id}`);
      expect((await grace.write('POST', `/api/messages/${messageId}/${what}`, Number(at('ticket.seq')))).status).toBe(
        200,
      );
    }
  });

  test('is none where a message is plain conversation, or not there', async () => {
    const { id } = await ticketBy(grace);
    const { messageId } = await mailOn(db, { ticketId: id });
    const { at } = await grace.get(`/api/tickets/${id}`);
    for (const one of [messageId, 987654321])
      expect((await grace.write('POST', `/api/messages/${one}/acceptance`, Number(at('ticket.seq')))).status).toBe(404);
  });
});

test('the answer to a write is kept for a week', async () => {
  const { id, seq } = await ticketBy(grace);
  const asked = { body: { text: 'Kept.' }, key: key(), seq };
  await grace.post(`/api/tickets/${id}/notes`, asked);
  await turnClock(db, 6 * DAY);
  await forgetOld(db, await readNow(db));
  expect((await grace.post(`/api/tickets/${id}/notes`, asked)).status).toBe(200);
  await turnClock(db, 8 * DAY);
  await forgetOld(db, await readNow(db));
  expect((await grace.post(`/api/tickets/${id}/notes`, asked)).status).toBe(409);
  await turnClock(db, 0);
});

test('nothing of all this was a fault', () => {
  expect(faults).toEqual([]);
});
