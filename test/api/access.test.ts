import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS, type Access } from '../../gateway/api/access.ts';
import { type Api, apiOn, type Browser, browser, signedIn } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
const asking = {} as Record<'anyone' | 'agent' | 'admin' | 'former', Browser>;

beforeAll(async () => {
  db = await freshDatabase();
  ({ api } = await apiOn(db));
  asking.anyone = browser(api);
  asking.admin = await signedIn(db, api, 'Grace', 'admin');
  const former = await signedIn(db, api, 'Bob');
  asking.former = former;
  const gone = await asking.admin.remove(`/api/agents/${former.id}`);
  expect(gone.status).toBe(200);
});
afterAll(() => db[Symbol.asyncDispose]());

/** What a route asks of whom: a path with its holes filled by ids that nothing has. */
const request = (row: string): [method: string, path: string] => {
  const [method = '', path = ''] = row.split(' ');
  return [method, path.replace(':id', '987654321').replace(':provider', 'google').replace(':cid', 'x')];
};

test('every route has a row in the table of who may what, and every row a route', () => {
  const routes = new Set(
    api.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
  );
  expect([...routes].sort()).toEqual(Object.keys(ACCESS).sort());
});

const LIVE = 'GET /api/live';

describe.each(Object.entries(ACCESS).filter(([row]) => row !== LIVE))('%s is for %s', (row, needed) => {
  const MAY: Record<Access, readonly (keyof typeof asking)[]> = {
    anyone: ['anyone', 'agent', 'admin', 'former'],
    agent: ['agent', 'admin'],
    admin: ['admin'],
    // Who shows the token is no agent: test/api/metrics.test.ts.
    token: [],
    // Who signs is no agent either: test/api/voice.test.ts.
    signed: [],
  };
  test.each(['anyone', 'former', 'agent', 'admin'] as const)('asked by %s', async (who) => {
    // A session of its own: signing out is among the routes.
    const asked = who === 'agent' || who === 'admin' ? await signedInOnce(who) : asking[who];
    const [method, path] = request(row);
    const { status, body } = await asked.ask(method, path, {
      ...(method === 'GET' ? {} : { body: {} }),
      key: crypto.randomUUID(),
      seq: 1,
    });
    const refused = status === 401 || status === 403;
    expect({ status, body, refused }).toMatchObject({ refused: !MAY[needed].includes(who) });
    if (refused) expect(status).toBe(who === 'agent' && needed === 'admin' ? 403 : 401);
    expect(status).not.toBe(500);
  });
});

let agents = 0;
async function signedInOnce(role: 'agent' | 'admin'): Promise<Browser> {
  agents += 1;
  return signedIn(db, api, `${role}${agents}`, role);
}

test('the live stream is for agents and not for those who were', async () => {
  expect((await asking.anyone.get('/api/live')).status).toBe(401);
  expect((await asking.former.get('/api/live')).status).toBe(401);
});

test('a route that someone adds without a row is refused, even to an admin', async () => {
  const { api: grown } = await apiOn(db);
  grown.get('/api/secrets', (c) => c.text('everything'));
  const admin = browser(grown, asking.admin.cookie());
  expect((await admin.get('/api/secrets')).status).toBe(403);
  expect((await browser(grown).get('/api/secrets')).status).toBe(403);
});

test('a path without a route is not there, for anyone', async () => {
  expect((await asking.anyone.get('/api/nothing')).status).toBe(404);
  expect((await asking.admin.get('/api/tickets/1/nothing')).status).toBe(404);
});
