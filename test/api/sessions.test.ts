import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newToken } from '../../gateway/account/token.ts';
import { DAY, MINUTE } from '../../gateway/desk/instant.ts';
import { type Api, apiOn, browser, HOME, PASSWORD, signedIn, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
/** The machine at the other end. */
let client = '192.0.2.1';

beforeAll(async () => {
  db = await freshDatabase();
  ({ api } = await apiOn(db, { remoteAddress: () => client }));
  await signedIn(db, api, 'Grace', 'admin');
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  client = '192.0.2.1';
  await sql`delete from attempt`.execute(db);
  await turnClock(db, 0);
});

const GRACE = 'grace@desk.example';
const signIn = (address = GRACE, password = PASSWORD, headers: Record<string, string> = {}, at: Api = api) =>
  browser(at).post('/api/session', { body: { address, password }, headers });
const cookieOf = (headers: Headers) => headers.get('set-cookie') ?? '';

describe('signing in', () => {
  test('starts a session whose cookie no script reads and no other site sends', async () => {
    const { status, headers, at } = await signIn('Grace@DESK.example ');
    expect([status, at('agent.address')]).toEqual([200, GRACE]);
    expect(cookieOf(headers)).toMatch(/^heed=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('on https binds the cookie to host and https', async () => {
    const { api: secure } = await apiOn(db, {
      config: { baseUrl: new URL('https://help.kite.example'), trustProxy: 1 },
    });
    const { headers } = await signIn(GRACE, PASSWORD, { origin: 'https://help.kite.example' }, secure);
    expect(cookieOf(headers)).toMatch(/^__Host-heed=[\w-]{43};.*Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  });

  test('gives another token each time, and ends the session the browser carried before', async () => {
    const first = browser(api);
    await first.post('/api/session', { body: { address: GRACE, password: PASSWORD } });
    const before = first.cookie();
    await first.post('/api/session', { body: { address: GRACE, password: PASSWORD } });
    expect(first.cookie()).not.toBe(before);
    expect((await first.get('/api/me')).status).toBe(200);
    expect((await browser(api, before).get('/api/me')).status).toBe(401);
  });

  test('never takes up a token that somebody put into the browser', async () => {
    const planted = `heed=${newToken()}`;
    const victim = browser(api, planted);
    await victim.post('/api/session', { body: { address: GRACE, password: PASSWORD } });
    expect(victim.cookie()).not.toBe(planted);
    expect((await browser(api, planted).get('/api/me')).status).toBe(401);
  });

  test('leaves no token in the database', async () => {
    const { headers } = await signIn();
    const token = /heed=([^;]+)/.exec(cookieOf(headers))?.[1] ?? '';
    const { rows } = await sql<{ all: string }>`select (select string_agg(s::text, ' ') from session s) ||
      (select string_agg(e::text, ' ') from event e) as all`.execute(db);
    expect(token).toHaveLength(43);
    expect(rows[0]?.all).not.toContain(token);
  });
});

describe('too many attempts', () => {
  const TOO_MANY = { status: 429, body: { error: { code: 'too_many', detail: { retryAfterSeconds: 900 } } } };
  /** As if there had been so many in this window, under every name that was counted. */
  const pretend = (count: number) => sql`update attempt set count = ${count}`.execute(db);

  test('on one address from one machine are refused, the right password too, until the window ends', async () => {
    for (let n = 0; n < 8; n++) expect((await signIn(GRACE, 'wrong')).status).toBe(401);
    const refused = await signIn();
    expect(refused).toMatchObject(TOO_MANY);
    expect(refused.headers.get('retry-after')).toBe('900');
    await turnClock(db, 16 * MINUTE);
    expect((await signIn()).status).toBe(200);
  });

  test('are refused alike for an address that nobody has', async () => {
    await signIn('nobody@desk.example', 'wrong');
    await pretend(8);
    expect(await signIn('nobody@desk.example', 'wrong')).toMatchObject(TOO_MANY);
  });

  test('on one address from many machines are refused; another address is not', async () => {
    await signIn(GRACE, 'wrong');
    await pretend(60);
    client = '192.0.2.2';
    expect(await signIn()).toMatchObject(TOO_MANY);
    expect((await signIn('ada@desk.example', 'wrong')).status).toBe(401);
  });

  test('from one machine on many addresses are refused; another machine is not', async () => {
    await signIn('a@desk.example', 'wrong');
    await pretend(120);
    expect(await signIn()).toMatchObject(TOO_MANY);
    client = '192.0.2.2';
    expect((await signIn()).status).toBe(200);
  });

  test('are forgotten once the right password came', async () => {
    await signIn(GRACE, 'wrong');
    await pretend(7);
    expect((await signIn()).status).toBe(200);
    expect((await signIn(GRACE, 'wrong')).status).toBe(401);
  });

  test('are counted by the machine that asks, whatever it says of itself', async () => {
    await signIn(GRACE, 'wrong');
    await pretend(8);
    expect((await signIn(GRACE, PASSWORD, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(429);
  });

  test('behind a proxy of ours are counted by what that proxy saw', async () => {
    const { api: behind } = await apiOn(db, {
      config: { baseUrl: new URL(HOME), trustProxy: 1 },
      remoteAddress: () => '10.0.0.1',
    });
    const via = (forwarded: string) => signIn(GRACE, 'wrong', { 'x-forwarded-for': forwarded }, behind);
    await via('203.0.113.9');
    await pretend(8);
    expect((await via('198.51.100.1, 203.0.113.9')).status).toBe(429);
    expect((await via('203.0.113.9, 203.0.113.10')).status).toBe(401);
  });

  test('leave neither address nor machine in the database', async () => {
    await signIn(GRACE, 'wrong');
    const { rows } = await sql<{ name: string }>`select name from attempt`.execute(db);
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/grace|192\.0/);
  });
});

describe('a session', () => {
  test('rolls on while it is used, and ends thirty days after its last use', async () => {
    const agent = await signedIn(db, api, `Roller`);
    expect(cookieOf((await agent.get('/api/me')).headers)).toBe('');
    await turnClock(db, 29 * DAY);
    expect(cookieOf((await agent.get('/api/me')).headers)).toContain('Max-Age=2592000');
    expect(cookieOf((await agent.get('/api/me')).headers)).toBe('');
    await turnClock(db, 58 * DAY);
    expect((await agent.get('/api/me')).status).toBe(200);
    await turnClock(db, 89 * DAY);
    expect((await agent.get('/api/me')).status).toBe(401);
  });

  test('ends with signing out, for whoever copied its cookie', async () => {
    const agent = await signedIn(db, api, 'Leaver');
    const copied = agent.cookie();
    const { status, headers } = await agent.remove('/api/session');
    expect([status, cookieOf(headers)]).toEqual([200, expect.stringMatching(/^heed=;.*Max-Age=0/)]);
    expect((await browser(api, copied).get('/api/me')).status).toBe(401);
    expect((await agent.remove('/api/session')).status).toBe(200);
  });

  test.each([
    ['none', ''],
    ['an empty one', 'heed='],
    ['one of another shape', 'heed=1'],
    ['a hash', `heed=${'a'.repeat(64)}`],
    ['one that nobody has', `heed=${newToken()}`],
    ['one under another name', `__Host-heed=${newToken()}`],
  ])('is not there with a cookie that is %s', async (_how, cookie) => {
    expect((await browser(api, cookie || null).get('/api/me')).status).toBe(401);
  });

  test('of every other device ends when the password changes; a wrong one changes nothing', async () => {
    const agent = await signedIn(db, api, 'Changer');
    const other = browser(api);
    await other.post('/api/session', { body: { address: agent.address, password: PASSWORD } });
    const change = (now: string) =>
      agent.put('/api/me', { body: { password: { now, next: 'another walk by the sea' } } });
    expect((await change('wrong')).status).toBe(403);
    expect((await other.get('/api/me')).status).toBe(200);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await other.get('/api/me')).status).toBe(401);
    expect((await agent.get('/api/me')).status).toBe(200);
    expect((await signIn(agent.address, 'another walk by the sea')).status).toBe(200);
    expect((await signIn(agent.address)).status).toBe(401);
  });

  test('of an agent who is deactivated ends at the next request', async () => {
    const [admin, agent] = [await signedIn(db, api, 'Chief', 'admin'), await signedIn(db, api, 'Goner')];
    expect((await agent.get('/api/me')).status).toBe(200);
    expect((await admin.remove(`/api/agents/${agent.id}`)).status).toBe(200);
    expect((await agent.get('/api/me')).status).toBe(401);
    expect((await signIn(agent.address)).status).toBe(401);
  });
});

describe('the live stream', () => {
  /** What came over it until it ended, or until it said `enough`. */
  async function streamOf(cookie: string | null, enough = '\0', headers: Record<string, string> = {}) {
    const { body, status } = await api.request(`${HOME}/api/live`, { headers: { cookie: cookie ?? '', ...headers } });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const read = async () => {
      let heard = '';
      for (;;) {
        const { done, value = '' } = (await reader?.read()) ?? { done: true };
        heard += value;
        if (done || heard.includes(enough)) return { heard, done };
      }
    };
    return { status, read, stop: () => reader?.cancel() };
  }

  test.each([
    [
      'the agent is deactivated',
      async (agent: Awaited<ReturnType<typeof signedIn>>) => {
        const admin = await signedIn(db, api, 'Ender', 'admin');
        await admin.remove(`/api/agents/${agent.id}`);
      },
    ],
    [
      'the agent signs out',
      async (agent: Awaited<ReturnType<typeof signedIn>>) => {
        await agent.remove('/api/session');
      },
    ],
  ])(
    'ends when %s',
    async (_when, end) => {
      const { api: own, live } = await apiOn(db);
      const stop = await db.listen(() => live.tell());
      const agent = await signedIn(db, own, `Streamer${Math.random()}`);
      const { body } = await own.request(`${HOME}/api/live`, { headers: { cookie: agent.cookie() ?? '' } });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      expect((await reader?.read())?.value).toContain('event: sync');
      await end(agent);
      let ended = false;
      while (!ended) ended = (await reader?.read())?.done ?? true;
      await stop();
      expect((await agent.get('/api/me')).status).toBe(401);
    },
    15_000,
  );

  test('tells each change once, and goes on from where a device left off', async () => {
    const agent = await signedIn(db, api, 'Reader');
    const first = await streamOf(agent.cookie(), '\n\n');
    const { heard } = await first.read();
    expect(heard).toMatch(/^event: sync\ndata: \{.*"full":true.*\}\nid: \S+\n\n$/s);
    await first.stop();
    const id = /id: (\S+)/.exec(heard)?.[1] ?? '';
    await agent.write('POST', '/api/tickets', undefined, {
      requester: { address: 'ada@kite.example' },
      subject: 'Streamed',
      text: 'Words.',
    });
    const again = await streamOf(agent.cookie(), 'Streamed', { 'last-event-id': id });
    const told = (await again.read()).heard;
    await again.stop();
    expect(told).toContain('"full":false');
    expect(told.match(/"kind":"opened"/g)).toHaveLength(1);
  });
});
