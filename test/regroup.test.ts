import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Api, apiOn, type Browser, signedIn } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { OUR_SERVER, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let api: Api;
let grace: Browser;
beforeEach(async () => {
  desk = await storyDesk();
  ({ api } = await apiOn(desk.db, { ...desk.heed }));
  grace = await signedIn(desk.db, api, 'Grace');
});
afterEach(() => desk[Symbol.asyncDispose]());

const ADA = 'Ada Kite <ada@kite.example>';
const BOB = 'Bob <bob@kite.example>';
const mail = (from: string, subject: string, head: string[] = []) =>
  letter({
    to: SUPPORT,
    from,
    subject,
    head: [`Authentication-Results: ${OUR_SERVER}; dmarc=pass header.from=kite.example`, ...head],
  });
const answering = (from: string, id: string, own = '') =>
  mail(from, 'Re: it', [`In-Reply-To: ${id}`, ...(own ? [`Message-ID: ${own}`] : [])]);
/** The Message-ID of the newest mail that went to somebody. */
const sentTo = (address: string) =>
  /^Message-ID:\s*(<[^>]+>)/im.exec(
    desk.sink.mails.findLast(({ raw }) => raw.includes(`To: ${address}`))?.raw ?? '',
  )?.[1] ?? '';
type Row = { seq: number; status: string; mergedInto: number | null; clocks: object[] };
const rowOf = async (id: number) => (await grace.get(`/api/tickets/${id}`)).at('ticket') as Row;
const on = async (id: number) => {
  const { at } = await grace.get(`/api/tickets/${id}`);
  return (at('messages') as { id: number; from: { address: string } }[]).map(({ from }) => from.address);
};
const participants = async (id: number) =>
  ((await grace.get(`/api/tickets/${id}`)).at('participants') as { address: string }[]).map(({ address }) => address);
const lastEnd = async () =>
  (
    await sql<{ disposition: string; ticketId: number | null }>`select disposition, ticket_id as "ticketId" from ledger
      order by id desc limit 1`.execute(desk.db)
  ).rows[0];
const seqOf = async (id: number) => (await rowOf(id)).seq;
const mergeInto = async (id: number, into: number | null) =>
  grace.write('PUT', `/api/tickets/${id}/merge`, await seqOf(id), { into });
const move = async (messageId: number, from: number, to: number | null) =>
  grace.write('POST', `/api/messages/${messageId}/move`, await seqOf(from), { to });

describe('two tickets that are one', () => {
  beforeEach(async () => {
    await desk.receive(mail(ADA, 'Stripes'));
    await desk.receive(mail(BOB, 'Stripes here too'));
    await desk.send();
  });

  test('are merged with one tap: all messages stand on one, and mail to the other lands there', async () => {
    expect((await mergeInto(2, 1)).at('ticket')).toMatchObject({ status: 'closed', mergedInto: 1 });
    expect(await on(1)).toEqual(['ada@kite.example', 'bob@kite.example']);
    expect(await on(2)).toEqual([]);
    await desk.receive(answering(BOB, sentTo('bob@kite.example')));
    expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 1 });
    expect(await participants(1)).toEqual(['ada@kite.example', 'bob@kite.example']);
  });

  test('take in mails to both that come in one breath', async () => {
    await mergeInto(2, 1);
    await desk.receive(
      answering(ADA, sentTo('ada@kite.example')),
      answering(BOB, sentTo('bob@kite.example')),
      answering(BOB, sentTo('bob@kite.example')),
    );
    expect(await on(1)).toHaveLength(5);
    expect(desk.faults).toEqual([]);
  });

  test('are two again as they were, but for what came meanwhile', async () => {
    const before = await rowOf(2);
    await mergeInto(2, 1);
    await desk.receive(answering(BOB, sentTo('bob@kite.example')));
    expect((await mergeInto(2, null)).at('ticket')).toMatchObject({
      status: 'open',
      mergedInto: null,
      clocks: before.clocks,
    });
    expect(await on(2)).toEqual(['bob@kite.example']);
    expect(await on(1)).toEqual(['ada@kite.example', 'bob@kite.example']);
    expect(await participants(1)).toEqual(['ada@kite.example']);
    await desk.receive(answering(BOB, sentTo('bob@kite.example')));
    expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 2 });
  });

  test('and a third: mail finds its way through all of them', async () => {
    await desk.receive(mail('Cleo <cleo@kite.example>', 'And here'));
    await mergeInto(2, 1);
    await mergeInto(1, 3);
    await desk.receive(answering(BOB, sentTo('bob@kite.example')));
    expect(await lastEnd()).toMatchObject({ ticketId: 3 });
  });

  test.each([
    ['into itself', 2, 2, 'the same ticket'],
    ['into nothing', 2, 99, 'no ticket #99'],
    ['apart, when they are', 2, null, 'is not merged'],
  ])('are not merged %s', async (_, id, into, words) => {
    const { status, at } = await mergeInto(id, into);
    expect([status >= 400, at('error.message')]).toEqual([true, expect.stringContaining(words)]);
  });

  test('and one of them is merged and closed: it is neither answered, nor opened, nor merged into', async () => {
    await mergeInto(2, 1);
    const write = async (method: 'PUT' | 'POST', path: string, body: object) =>
      (await grace.write(method, `/api/tickets/${path}`, await seqOf(Number(path.split('/')[0])), body)).at(
        'error.message',
      );
    const merged = expect.stringContaining('was merged into #1');
    expect(await write('POST', '2/answers', { text: 'Hello' })).toEqual(merged);
    expect(await write('PUT', '2/status', { status: 'open' })).toEqual(merged);
    expect(await write('PUT', '1/merge', { into: 2 })).toEqual(merged);
  });
});

describe('a mail that joined', () => {
  let reply = 0;
  beforeEach(async () => {
    await desk.receive(mail(ADA, 'Stripes'));
    await desk.receive(mail(BOB, 'Invoice'));
    await desk.send();
    await desk.receive(answering(ADA, sentTo('ada@kite.example'), '<reply@kite.example>'));
    reply = Number((await grace.get('/api/tickets/1')).at('messages.1.id'));
  });

  test('goes to another ticket with one tap, and what answers it follows', async () => {
    expect((await move(reply, 1, 2)).at('ticketId')).toBe(2);
    expect(await on(1)).toEqual(['ada@kite.example']);
    expect(await on(2)).toEqual(['bob@kite.example', 'ada@kite.example']);
    expect((await grace.get('/api/tickets/2')).at('messages.1.whyHere')).toBe('An agent moved it here.');
    await desk.receive(answering(ADA, '<reply@kite.example>'));
    expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 2 });
  });

  test('comes back, and its sender may not speak where they came by mistake', async () => {
    await move(reply, 1, 2);
    await move(reply, 2, 1);
    expect(await on(1)).toHaveLength(2);
    expect(await participants(2)).toEqual(['bob@kite.example']);
  });

  test('becomes a ticket of its own', async () => {
    expect((await move(reply, 1, null)).at('ticketId')).toBe(3);
    expect(await on(3)).toEqual(['ada@kite.example']);
    await desk.receive(answering(ADA, '<reply@kite.example>'));
    expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 3 });
  });

  test('and is the one its ticket began with stays: a ticket is merged instead', async () => {
    const first = Number((await grace.get('/api/tickets/1')).at('messages.0.id'));
    expect((await move(first, 1, 2)).status).toBe(404);
  });
});

test('a token that has ended joins nothing; the next mail carries one that does', async () => {
  const stranger = 'Eve <eve@else.example>';
  await desk.receive(mail(ADA, 'Stripes'));
  await desk.send();
  const leaked = sentTo('ada@kite.example');
  await desk.receive(answering(stranger, leaked));
  expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 1 });
  const { status } = await grace.ask('DELETE', '/api/tickets/1/tokens', {
    key: crypto.randomUUID(),
    seq: await seqOf(1),
  });
  expect(status).toBe(200);
  await desk.receive(answering(stranger, leaked));
  expect(await lastEnd()).toEqual({ disposition: 'ticket', ticketId: 2 });
  await desk.receive(answering(ADA, leaked));
  expect(await lastEnd()).toEqual({ disposition: 'joined', ticketId: 1 });
  await grace.write('POST', '/api/tickets/1/answers', await seqOf(1), { text: 'Restart it.' });
  await desk.send();
  const fresh = sentTo('Ada Kite');
  expect(fresh).not.toBe('');
  await desk.receive(answering(ADA, fresh));
  const { rows } = await sql<{ evidence: string }>`select evidence->>'evidence' as evidence from message
    where ticket_id = 1 and kind = 'mail' order by id desc limit 1`.execute(desk.db);
  expect(rows).toEqual([{ evidence: 'token' }]);
});
