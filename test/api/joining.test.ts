import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSetUp } from '../../gateway/account/set-up.ts';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import { DAY } from '../../gateway/desk/instant.ts';
import { type Api, apiOn, browser, PASSWORD, signedIn, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const DESK = {
  ...DEFAULT_DESK,
  name: 'Kite Support',
  zone: 'Europe/Berlin',
  contacts: { ...DEFAULT_DESK.contacts, phone: '+49 30 555' },
};
const ADMIN = { name: 'Grace', address: 'grace@desk.example', password: PASSWORD };

/** A token that is none, as the lookups of other desks took them for one. */
const NO_TOKENS = ['', ' ', '%20', '\t', 'null', 'undefined', '0', '*', '%', 'a'.repeat(43), 'ä'.repeat(43)];

const tokenOf = (link: unknown) => String(link).split('#')[1] ?? '';

describe('the set-up of a desk', () => {
  let db: TestDatabase;
  let api: Api;
  let token = '';
  beforeAll(async () => {
    db = await freshDatabase();
    ({ api } = await apiOn(db));
    token = tokenOf(await openSetUp(db));
  });
  afterAll(() => db[Symbol.asyncDispose]());
  const setUp = (given: unknown, changed: object = {}) =>
    browser(api).post('/api/setup', { body: { token: given, agent: ADMIN, desk: DESK, ...changed } });

  test('waits for its first agent', async () => {
    expect((await browser(api).get('/api/setup')).body).toEqual({ open: true });
    expect((await browser(api).post('/api/session', { body: { address: '', password: 'x' } })).status).toBe(401);
  });

  test.each(NO_TOKENS)('is not begun by "%s"', async (given) => {
    expect((await setUp(given)).status).toBe(404);
  });

  test('is not begun by its token in other letters, or by what the database keeps of it', async () => {
    const { rows } = await sql<{ hash: string }>`select token_hash as hash from invitation`.execute(db);
    for (const given of [token.toUpperCase(), token.toLowerCase(), `${token} `, token.slice(0, -1), rows[0]?.hash])
      expect((await setUp(given)).status, String(given)).toBe(404);
    for (const given of [[token], { token }, null, 0, true]) expect((await setUp(given)).status).toBe(400);
  });

  test('is refused in words with a password anyone would try, and the token still works', async () => {
    const { status, body } = await setUp(token, { agent: { ...ADMIN, password: 'password1234' } });
    expect([status, body]).toMatchObject([422, { error: { detail: { field: 'password' } } }]);
  });

  test('is done once, whoever comes first of many', async () => {
    const answers = await Promise.all(
      ['grace', 'ada', 'bob'].map((name) => setUp(token, { agent: { ...ADMIN, address: `${name}@desk.example` } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    const { rows } = await sql<{
      role: string;
      desk: unknown;
    }>`select role, (select value from setting where name = 'desk') as desk from agent`.execute(db);
    expect(rows).toEqual([{ role: 'admin', desk: DESK }]);
    const done = answers.find(({ status }) => status === 200);
    expect(done?.headers.get('set-cookie')).toContain('heed=');
    expect(done?.at('desk')).toMatchObject({ name: 'Kite Support', zone: 'Europe/Berlin' });
  });

  test('is not there any more, whatever is asked of it', async () => {
    expect((await browser(api).get('/api/setup')).status).toBe(404);
    for (const body of [{ token, agent: ADMIN, desk: DESK }, {}, { token }, []])
      expect((await browser(api).post('/api/setup', { body })).status).toBe(404);
    expect(await openSetUp(db)).toBeNull();
    const { rows } = await sql`select from invitation`.execute(db);
    expect(rows).toEqual([]);
  });
});

describe('an invitation', () => {
  let db: TestDatabase;
  let api: Api;
  let admin: Awaited<ReturnType<typeof signedIn>>;
  beforeAll(async () => {
    db = await freshDatabase();
    ({ api } = await apiOn(db));
    admin = await signedIn(db, api, 'Grace', 'admin');
  });
  afterAll(() => db[Symbol.asyncDispose]());
  beforeEach(() => turnClock(db, 0));

  const invite = async (address: string, role?: string) =>
    tokenOf((await admin.post('/api/invitations', { body: { address, ...(role ? { role } : {}) } })).at('link'));
  const join = (token: unknown, name = 'Bob', password = PASSWORD) =>
    browser(api).post('/api/invitations/acceptance', { body: { token, name, password } });

  test('is a link whose token stands behind the #, where no log sees it', async () => {
    const { at } = await admin.post('/api/invitations', { body: { address: 'link@desk.example' } });
    expect(at('link')).toMatch(/^http:\/\/localhost:3000\/app\/join#[\w-]{43}$/);
    const { rows } = await sql<{
      all: string;
    }>`select string_agg(i::text, ' ') || (select string_agg(e::text, ' ') from event e) as all from invitation i`.execute(
      db,
    );
    expect(rows[0]?.all).not.toContain(tokenOf(at('link')));
  });

  test('makes one agent, with its role and address whatever else is said, once', async () => {
    const token = await invite('bob@desk.example', 'admin');
    const joined = await join(token);
    expect([joined.status, joined.at('agent')]).toMatchObject([
      200,
      { address: 'bob@desk.example', role: 'admin', name: 'Bob' },
    ]);
    expect(joined.headers.get('set-cookie')).toContain('heed=');
    expect((await join(token, 'Mallory')).status).toBe(404);
    const extra = { token: await invite('eve@desk.example'), name: 'Eve', password: PASSWORD };
    for (const more of [{ role: 'admin' }, { address: 'other@desk.example' }])
      expect((await browser(api).post('/api/invitations/acceptance', { body: { ...extra, ...more } })).status).toBe(
        400,
      );
  });

  test('taken up twice at once makes one agent', async () => {
    const token = await invite('twin@desk.example');
    const answers = await Promise.all([join(token, 'One'), join(token, 'Two')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  test('works for a week', async () => {
    const [token, other] = [await invite('late@desk.example'), await invite('later@desk.example')];
    await turnClock(db, 7 * DAY - 60_000);
    expect((await join(token)).status).toBe(200);
    await turnClock(db, 7 * DAY + 60_000);
    expect((await join(other)).status).toBe(404);
  });

  test('is replaced by the next one to that address, in whatever letters', async () => {
    const first = await invite('carol@desk.example');
    const second = await invite('Carol@Desk.example');
    expect((await join(first)).status).toBe(404);
    expect((await join(second)).status).toBe(200);
  });

  test('to an agent is refused; to one who was brings them back, with a new password', async () => {
    const dave = await signedIn(db, api, 'Dave');
    const again = () => admin.post('/api/invitations', { body: { address: 'DAVE@desk.example' } });
    expect((await again()).status).toBe(409);
    await admin.remove(`/api/agents/${dave.id}`);
    const joined = await join(tokenOf((await again()).at('link')), 'Dave again', 'another walk by the sea');
    expect(joined.at('agent')).toMatchObject({ id: dave.id, name: 'Dave again', active: true });
    expect((await dave.get('/api/me')).status).toBe(401);
  });

  test.each(NO_TOKENS)('is not "%s"', async (token) => {
    expect((await join(token)).status).toBe(404);
  });

  test('is refused in words with a bad password, and still works', async () => {
    const token = await invite('frank@desk.example');
    expect((await join(token, 'Frank', 'short')).status).toBe(422);
    expect((await join(token, 'Frank')).status).toBe(200);
  });
});
