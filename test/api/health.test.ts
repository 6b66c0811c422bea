import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepCheckup } from '../../gateway/store/checkups.ts';
import { readLimits } from '../../gateway/store/settings.ts';
import { apiOn, signedIn } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const WELL = { accounted: 3, unaccounted: 0, waiting: 0, spooled: 0, sources: [], findings: [] };
const DISK = { code: 'disk nearly full', words: 'The disk is nearly full.' };

let db: TestDatabase;
let admin: Awaited<ReturnType<typeof signedIn>>;
let paused: (typeof DISK)[] = [];
let forgotten = 0;

beforeAll(async () => {
  db = await freshDatabase();
  const { api } = await apiOn(db, {
    health: { check: () => keepCheckup(db, WELL, {}), obstacles: async () => paused },
    forgetSettings: () => forgotten++,
  });
  admin = await signedIn(db, api, 'Grace', 'admin');
});
afterAll(() => db[Symbol.asyncDispose]());

test('before the first check there is none, and a check now is kept for whoever looks later', async () => {
  expect((await admin.get('/api/health')).body).toMatchObject({ check: null, checkedAt: null, nightlyAt: null });
  expect((await admin.post('/api/health/check')).body).toMatchObject({ check: WELL, nightlyAt: null });
  expect((await admin.get('/api/health')).body).toMatchObject({
    check: WELL,
    checkedAt: expect.any(Number),
    paused: [],
  });
});

test('a check that another release kept in another shape is none', async () => {
  await sql`update checkup set result = '{"accounted": "many"}'`.execute(db);
  expect((await admin.get('/api/health')).body).toMatchObject({ check: null, checkedAt: expect.any(Number) });
});

test('why nothing is accepted is told as of now, whenever the check was', async () => {
  paused = [DISK];
  expect((await admin.get('/api/health')).at('paused')).toEqual([DISK]);
  paused = [];
  expect((await admin.get('/api/health')).at('paused')).toEqual([]);
});

test('an admin raises the room that is kept free, at once for every gateway, and within bounds', async () => {
  expect((await admin.put('/api/health/limits', { body: { leastFreeMegabytes: 1024 } })).status).toBe(200);
  expect([await readLimits(db), forgotten]).toEqual([{ leastFreeMegabytes: 1024 }, 1]);
  for (const leastFreeMegabytes of [0, -1, 1.5, 3_000_000, 'much'])
    expect((await admin.put('/api/health/limits', { body: { leastFreeMegabytes } })).status).toBe(400);
  expect(await readLimits(db)).toEqual({ leastFreeMegabytes: 1024 });
});
