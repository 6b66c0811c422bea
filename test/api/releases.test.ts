import { afterAll, beforeAll, expect, test } from 'vitest';
import { asInstant, DAY } from '../../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { releaseDue } from '../../gateway/desk/release.ts';
import { readPolicy, writeBook } from '../../gateway/store/policy.ts';
import { readDesk } from '../../gateway/store/settings.ts';
import { tick } from '../../gateway/tick.ts';
import { ticking } from '../../gateway/wiring/ticking.ts';
import { apiOn, type Browser, signedIn, ticketBy, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let grace: Browser;
let ada: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  await writeBook(db, DEFAULT_BOOK, null);
  const { api } = await apiOn(db, { policy: () => readPolicy(db) });
  grace = await signedIn(db, api, 'Grace', 'admin');
  ada = await signedIn(db, api, 'Ada');
});
afterAll(() => db[Symbol.asyncDispose]());

const dayIn = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const endOf = async (day: string) =>
  releaseDue((await readPolicy(db)).calendar, { id: 0, name: '', day, releasedAt: null }, asInstant(0));

type Row = {
  id: number;
  name: string;
  day: string | null;
  releasedAt: number | null;
  revision: number;
  waiting: number;
};
const list = async () => (await grace.get('/api/releases')).at('releases') as Row[];
const named = async (name: string) => (await list()).find((one) => one.name === name) ?? expect.fail(`no ${name}`);
const plan = (name: string, day: string | null) => grace.post('/api/releases', { body: { name, day } });
const change = async (name: string, part: object) => {
  const { id, revision, day, releasedAt } = await named(name);
  const body = { name, day, released: releasedAt !== null, revision, ...part };
  return grace.put(`/api/releases/${id}`, { body });
};
/** Open promises follow a few seconds later, by a tick. */
const follow = async () => {
  await turnClock(db, 5000);
  await tick(ticking({ db, policy: () => readPolicy(db), desk: () => readDesk(db) }));
  await turnClock(db, 0);
};
type Clock = { target: string; dueAt: number | null; release: object | null; breachedAt: number | null };
const resolution = async (id: number) =>
  ((await grace.get(`/api/tickets/${id}`)).at('ticket.clocks') as Clock[]).find(
    ({ target }) => target === 'resolution',
  );

test('an open promise points to the release, is due when that has a day, moves with it and passes to the next', async () => {
  const { id } = await ticketBy(grace, { priority: 'low' });
  expect(await resolution(id)).toMatchObject({ dueAt: null, release: null });

  await plan('2.4', null);
  await follow();
  expect(await resolution(id)).toMatchObject({ dueAt: null, release: { name: '2.4', day: null } });
  expect(await named('2.4')).toMatchObject({ waiting: 1 });

  const [first, second] = [dayIn(10), dayIn(17)];
  await change('2.4', { day: first });
  await follow();
  expect(await resolution(id)).toMatchObject({ dueAt: await endOf(first), release: { name: '2.4', day: first } });
  await change('2.4', { day: second });
  await follow();
  expect(await resolution(id)).toMatchObject({ dueAt: await endOf(second) });

  const sums = (await grace.get(`/api/tickets/${id}/clocks`)).at('clocks') as { target: string; moves: object[] }[];
  expect(sums.find(({ target }) => target === 'resolution')).toMatchObject({
    minutes: null,
    release: { name: '2.4', day: second },
    moves: [
      { by: 'promise moved', from: null, to: await endOf(first) },
      { by: 'promise moved', from: await endOf(first), to: await endOf(second) },
    ],
  });

  await plan('2.5', dayIn(30));
  await change('2.4', { released: true });
  const late = await ticketBy(grace, { priority: 'low' });
  await follow();
  expect(await resolution(id)).toMatchObject({ release: { name: '2.4' } });
  expect(await resolution(late.id)).toMatchObject({ release: { name: '2.5' }, dueAt: await endOf(dayIn(30)) });

  await grace.remove(`/api/releases/${(await named('2.4')).id}`);
  await follow();
  expect(await resolution(id)).toMatchObject({ release: { name: '2.5' } });
});

test('a release whose day passes breaks the promise, and rules fire', async () => {
  await plan('2.4.1', dayIn(5));
  const { id } = await ticketBy(grace, { priority: 'low' });
  await turnClock(db, 8 * DAY);
  await tick(ticking({ db, policy: () => readPolicy(db), desk: () => readDesk(db) }));
  expect(await resolution(id)).toMatchObject({ breachedAt: expect.any(Number) });
  const { at } = await grace.get(`/api/tickets/${id}`);
  expect(at('ticket.level')).toBe('L2');
  expect(JSON.stringify(at('events'))).toContain('A solution is late');
  await turnClock(db, 0);
});

test('every agent sees the releases; an admin alone changes them', async () => {
  expect((await ada.get('/api/releases')).status).toBe(200);
  expect((await ada.post('/api/releases', { body: { name: '9', day: null } })).status).toBe(403);
});

test('two of a name, a write over another, and a day that is none are refused in words', async () => {
  expect((await plan('2.5', null)).at('error.message')).toBe('There is a release "2.5" already.');
  const { id, revision } = await named('2.5');
  const write = (part: object) => grace.put(`/api/releases/${id}`, { body: { name: '2.5', day: null, ...part } });
  expect((await write({ revision: revision - 1 })).status).toBe(409);
  expect((await write({ revision, day: '2026-02-30' })).status).toBe(400);
  expect((await grace.remove('/api/releases/999')).status).toBe(404);
});
