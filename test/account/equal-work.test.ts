import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkPassword, hashPassword } from '../../gateway/account/password.ts';
import { type Api, apiOn, browser, PASSWORD, signedIn } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

/** What Node is asked to derive: how much work that is stands in the numbers, however busy the machine is. */
const derived = vi.hoisted((): { salt: number; key: number; cost: object }[] => []);

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const scrypt = (...asked: Parameters<typeof crypto.scrypt>) => {
    const [, salt, key, { N, r, p }] = asked;
    derived.push({ salt: Buffer.from(salt as Uint8Array).length, key, cost: { N, r, p } });
    return crypto.scrypt(...asked);
  };
  return { ...crypto, scrypt };
});

const WORK = { salt: 16, key: 32, cost: { N: 2 ** 14, r: 8, p: 5 } };

/** The work that something asks for. */
async function workOf(something: () => Promise<unknown>): Promise<typeof derived> {
  derived.length = 0;
  await something();
  return [...derived];
}

test('to say that nobody has this password takes the work that it takes for somebody', async () => {
  const kept = await hashPassword(PASSWORD, '');
  expect(await workOf(() => checkPassword('something else', kept))).toEqual([WORK]);
  expect(await workOf(() => checkPassword('something else', null))).toEqual([WORK]);
  expect(await workOf(() => checkPassword(PASSWORD, kept))).toEqual([WORK]);
});

let db: TestDatabase;
let api: Api;
beforeAll(async () => {
  db = await freshDatabase();
  ({ api } = await apiOn(db));
});
afterAll(() => db[Symbol.asyncDispose]());

test('a wrong password, an unknown address and an agent who was get the same answer after the same work', async () => {
  const admin = await signedIn(db, api, 'Grace', 'admin');
  const former = await signedIn(db, api, 'Bob');
  await admin.remove(`/api/agents/${former.id}`);
  const asked = [
    { address: admin.address, password: 'something else' },
    { address: 'nobody@desk.example', password: 'something else' },
    { address: former.address, password: PASSWORD },
    { address: "' or 1 = 1 --", password: PASSWORD },
  ];
  const answers: unknown[] = [];
  for (const body of asked) {
    const work = await workOf(async () => {
      const { status, body: said, headers } = await browser(api).post('/api/session', { body });
      answers.push({ status, said, headers: [...headers].sort() });
    });
    expect(work, body.address).toEqual([WORK]);
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({
    status: 401,
    said: { error: { code: 'unauthenticated', message: 'The address or the password is wrong.' } },
  });
});

test('a password far too long is no more work than any other', async () => {
  expect(await workOf(() => checkPassword('x'.repeat(1_000_000), null))).toEqual([WORK]);
});
