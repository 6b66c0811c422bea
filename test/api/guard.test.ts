import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS } from '../../gateway/api/access.ts';
import { type Api, apiOn, type Browser, browser, HOME, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let admin: Browser;
let faults: unknown[];

beforeAll(async () => {
  db = await freshDatabase();
  ({ api, faults } = await apiOn(db));
  admin = await signedIn(db, api, 'Grace', 'admin');
});
afterAll(() => db[Symbol.asyncDispose]());

describe('a write', () => {
  const write = (headers: Record<string, string>) => admin.put('/api/me', { body: { name: 'Grace' }, headers });

  test('from a page of ours is taken', async () => {
    expect((await write({})).status).toBe(200);
  });
  test.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site that an old browser names only by Origin', { origin: 'https://evil.example', 'sec-fetch-site': '' }],
    ['a sister site', { origin: 'http://other.localhost:3000', 'sec-fetch-site': 'same-site' }],
    ['no page at all', { origin: '', 'sec-fetch-site': 'same-origin' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a page whose name begins like ours', { origin: `${HOME}.evil.example`, 'sec-fetch-site': 'same-origin' }],
  ])('from %s is refused', async (_from, headers) => {
    expect((await write(headers)).status).toBe(403);
  });
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ])('as %s is refused', async (type) => {
    expect((await write({ 'content-type': type })).status).toBe(415);
  });
  test('that is no JSON is refused in words', async () => {
    const response = await api.request(`${HOME}/api/me`, {
      method: 'PUT',
      body: '{"name":',
      headers: { origin: HOME, cookie: admin.cookie() ?? '', 'content-type': 'application/json' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'malformed' } });
  });
  test.each([
    ['an unknown key', { name: 'Grace', role: 'admin' }],
    ['an array for a string', { name: ['Grace'] }],
    ['a line break in a name', { name: 'Grace\r\nBcc: all@kite.example' }],
    ['a NUL', { signature: 'a\0b' }],
    ['half a character', { signature: '\ud800' }],
  ])('with %s is refused', async (_what, body) => {
    expect((await admin.put('/api/me', { body })).status).toBe(400);
  });
  test('with __proto__ as a key changes nothing of ours', async () => {
    const response = await api.request(`${HOME}/api/me`, {
      method: 'PUT',
      body: '{"__proto__":{"role":"admin"},"name":"Grace"}',
      headers: { origin: HOME, cookie: admin.cookie() ?? '', 'content-type': 'application/json' },
    });
    expect([200, 400]).toContain(response.status);
    expect(Reflect.get({}, 'role')).toBeUndefined();
  });
});

describe('a body larger than allowed is refused', () => {
  const large = `{"name":"${'x'.repeat(3 * 1024 * 1024)}"}`;
  const send = (headers: Record<string, string>, body: BodyInit) =>
    api.request(
      new Request(`${HOME}/api/me`, {
        method: 'PUT',
        body,
        headers: { origin: HOME, cookie: admin.cookie() ?? '', 'content-type': 'application/json', ...headers },
        duplex: 'half',
      } as RequestInit),
    );
  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
  test('when it says so', async () => {
    expect((await send({ 'content-length': String(large.length) }, large)).status).toBe(413);
  });
  test('when it comes in chunks and says nothing', async () => {
    expect((await send({ 'transfer-encoding': 'chunked' }, stream())).status).toBe(413);
  });
  test('when it comes in chunks and lies', async () => {
    expect((await send({ 'transfer-encoding': 'chunked', 'content-length': '10' }, stream())).status).toBe(413);
  });
});

describe('security headers', () => {
  test('stand on every answer, good or bad', async () => {
    const { id } = await ticketBy(admin);
    const paths = Object.keys(ACCESS).filter((row) => row.startsWith('GET ') && row !== 'GET /api/live');
    for (const row of [...paths, 'GET /api/nothing', 'GET /nothing']) {
      const path = row.slice(4).replace(':id', String(id)).replace(':cid', 'x');
      for (const asking of [admin, browser(api)]) {
        const { headers } = await asking.get(path);
        expect(headers.get('content-security-policy'), path).toContain("default-src 'none'");
        expect(headers.get('x-content-type-options'), path).toBe('nosniff');
        expect(headers.get('referrer-policy'), path).toBe('no-referrer');
        expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
        expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
        expect(headers.get('x-frame-options'), path).toMatch(/^(DENY|SAMEORIGIN)$/);
        expect(headers.get('server'), path).toBeNull();
        if (path.startsWith('/api/')) expect(headers.get('cache-control'), path).toBe('no-store');
      }
    }
  });

  test('for the app allow nothing inline, nothing foreign and no text that becomes a script', async () => {
    const csp = (await browser(api).get('/app/')).headers.get('content-security-policy') ?? '';
    expect(csp).not.toContain('unsafe');
    for (const part of [
      "script-src 'self'",
      "base-uri 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ])
      expect(csp).toContain(part);
  });

  test('ask for https for good, where the desk is on https', async () => {
    const { api: secure } = await apiOn(db, {
      config: { baseUrl: new URL('https://help.kite.example'), trustProxy: 1 },
    });
    expect((await secure.request('/healthz')).headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/);
    expect((await api.request('/healthz')).headers.get('strict-transport-security')).toBeNull();
  });
});

test('a fault of ours tells nothing but that there was one, and is logged', async () => {
  const { api: broken, faults: logged } = await apiOn(db, {
    health: {
      check: async () => undefined,
      obstacles: async () => {
        throw new Error('password of the database: hunter2');
      },
    },
  });
  const { status, body } = await browser(broken, admin.cookie()).get('/api/health');
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('hunter2');
  expect(JSON.stringify(logged)).toContain('hunter2');
});

test('what the shape of an answer does not name never leaves', async () => {
  const told = { code: 'disk nearly full', words: 'No room.', secret: 'hunter2' };
  const { api: odd } = await apiOn(db, { health: { check: async () => undefined, obstacles: async () => [told] } });
  const { status, body } = await browser(odd, admin.cookie()).get('/api/health');
  expect(status).toBe(200);
  expect(JSON.stringify(body)).not.toContain('hunter2');
});

test('the desk answers monitors without a name or a number', async () => {
  const { status, body } = await browser(api).get('/healthz');
  expect([status, body]).toEqual([200, 'ok']);
});

test('a monitor hears 503 when the database is gone', async () => {
  const gone = await freshDatabase();
  const { api: dead } = await apiOn(gone);
  await gone[Symbol.asyncDispose]();
  expect((await dead.request('/healthz')).status).toBe(503);
});

test('nothing of all this was a fault', () => {
  expect(faults).toEqual([]);
});
