import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR } from '../../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { readPolicy, writeBook } from '../../gateway/store/policy.ts';
import { apiOn, type Browser, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let grace: Browser;

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');
const promise = { firstResponse: '1 hour', resolution: '2 hours' };
const vip = {
  ...standard,
  name: 'VIP',
  calendar: 'always',
  fits: { tags: ['vip'] },
  priorities: { critical: promise, high: promise, medium: promise, low: promise },
};

beforeAll(async () => {
  db = await freshDatabase();
  await writeBook(db, { ...DEFAULT_BOOK, policies: [vip, { ...standard, calendar: 'always' }] }, null);
  const { api } = await apiOn(db, { policy: () => readPolicy(db) });
  grace = await signedIn(db, api, 'Grace');
});
afterAll(() => db[Symbol.asyncDispose]());

type Clock = { dueAt: number | null; startedAt: number };
const promised = (answer: { at: (path: string) => unknown }) => {
  const [first] = answer.at('ticket.clocks') as Clock[];
  return first?.dueAt ? (first.dueAt - first.startedAt) / HOUR : null;
};
const write = (method: 'PUT' | 'DELETE', id: number, seq: number, tag: string) =>
  grace.ask(method, `/api/tickets/${id}/tags/${encodeURIComponent(tag)}`, { seq, key: crypto.randomUUID(), body: {} });
const found = async (q: string) => {
  const { body } = await grace.get(`/api/tickets?q=${encodeURIComponent(q)}`);
  return (body as { tickets: { id: number }[] }).tickets.map(({ id }) => id);
};

test('a tag put on a ticket moves its promises at once, and taken off moves them back', async () => {
  const { id, seq } = await ticketBy(grace, { priority: 'medium' });
  const on = await write('PUT', id, seq, 'VIP');
  expect(on.at('ticket.tags')).toEqual(['vip']);
  expect(promised(on)).toBe(1);
  const [counted] = (await grace.get(`/api/tickets/${id}/clocks`)).at('clocks') as { policy: string }[];
  expect(counted?.policy).toBe('VIP');
  const off = await write('DELETE', id, Number(on.at('ticket.seq')), 'vip');
  expect(off.at('ticket.tags')).toEqual([]);
  expect(promised(off)).toBe(8);
});

test('a write on a ticket that has moved on changes nothing and shows how it is', async () => {
  const { id, seq } = await ticketBy(grace);
  await write('PUT', id, seq, 'one');
  const late = await write('PUT', id, seq, 'two');
  expect(late.status).toBe(409);
  expect(late.at('error.detail.tags')).toEqual(['one']);
});

test('what is no tag is refused in words', async () => {
  const { id, seq } = await ticketBy(grace);
  const answer = await write('PUT', id, seq, 'a,b');
  expect([answer.status, answer.at('error.message')]).toEqual([422, expect.stringContaining('write one word')]);
});

test('a search finds the tickets of a tag, alone and with words', async () => {
  const [fire, water] = [
    await ticketBy(grace, { subject: 'Kiln on fire', text: 'kiln' }),
    await ticketBy(grace, { subject: 'Boiler under water', text: 'boiler' }),
  ];
  const tagged = await write('PUT', fire.id, fire.seq, 'Größe M');
  await write('PUT', fire.id, Number(tagged.at('ticket.seq')), 'works');
  await write('PUT', water.id, water.seq, 'größe-m');
  expect(await found('tag:größe-m')).toEqual([water.id, fire.id]);
  expect(await found('tag:größe-m tag:WORKS')).toEqual([fire.id]);
  expect(await found('tag:größe-m boiler')).toEqual([water.id]);
  expect(await found('tag:nobody')).toEqual([]);
});

test('the search goes by its index', async () => {
  await sql`set enable_seqscan = off`.execute(db);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain select id from ticket t
    where t.tags <> '{}' and t.tags @> ${['vip']}::text[]`.execute(db);
  expect(JSON.stringify(rows)).toContain('ticket_tags');
});

test('tags are offered again, the last used first, also those that are on no ticket any more', async () => {
  const { id, seq } = await ticketBy(grace);
  const on = await write('PUT', id, seq, 'rare');
  await write('DELETE', id, Number(on.at('ticket.seq')), 'rare');
  const tags = (await grace.get('/api/tags')).at('tags') as string[];
  expect(tags).toContain('rare');
  expect(new Set(tags).size).toBe(tags.length);
});
