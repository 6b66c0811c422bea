import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asInstant, DAY } from '../../gateway/desk/instant.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { addAgent } from '../../gateway/store/agents.ts';
import { grantDied, keepGrant, warnOfEnds } from '../../gateway/store/grants.ts';
import { keepOauthClient } from '../../gateway/store/oauth-clients.ts';
import { providerName, sealTokens, tokenOf } from '../../gateway/wiring/grants.ts';
import { turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { CLIENT, startTokenServer, type TokenServer } from '../support/token-server.ts';

const secrets = secretsOf('a key of the tests that is long enough');
const HOUR = 3600;

let db: TestDatabase;
let provider: TokenServer;

beforeAll(async () => {
  provider = await startTokenServer();
});
afterAll(() => provider.close());

beforeEach(async () => {
  db = await freshDatabase();
  provider.lasts = HOUR;
  provider.granted.length = 0;
  return () => db[Symbol.asyncDispose]();
});

const heed = () => ({ db, secrets });
const client = (secret: string, secretEndsAt: number | null = null) =>
  keepOauthClient(db, {
    provider: 'custom',
    clientId: CLIENT.id,
    secret: secrets.encrypt(secret),
    secretEndsAt: secretEndsAt === null ? null : asInstant(secretEndsAt),
    endpoints: { ...provider.endpoints, scopes: ['mail'], more: {} },
  });

/** A mailbox whose access token was given by the provider just now. */
async function granted(): Promise<number> {
  await client(CLIENT.secret);
  const { rows } = await sql<{ id: number }>`
    insert into mailbox (kind, address, sender_name) values ('imap', 'support@kite.example', 'Kite') returning id`.execute(
    db,
  );
  const id = rows[0]?.id ?? 0;
  const given = provider.grant('support@kite.example');
  const tokens = { access: given.access, refresh: given.refresh, lastsSeconds: HOUR, refreshLastsSeconds: null };
  await keepGrant(db, id, 'custom', sealTokens(heed(), tokens, null, asInstant(Date.now())));
  return id;
}

const alerts = async () =>
  (await sql<{ content: object }>`select content from outbox where kind = 'alert'`.execute(db)).rows;

test('twenty that need a token when it ends get one, and it is renewed once', async () => {
  const id = await granted();
  await turnClock(db, HOUR * 1000);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenOf(heed(), id)()));
  expect(new Set(tokens).size).toBe(1);
  expect(provider.granted.map(({ how }) => how)).toEqual(['by hand', 'refresh_token']);
  expect(provider.userOf(tokens[0] ?? '')).toBe('support@kite.example');
});

test('a token is renewed with life to spare, and not before', async () => {
  const id = await granted();
  await turnClock(db, 0.7 * HOUR * 1000);
  await tokenOf(heed(), id)();
  expect(provider.granted).toHaveLength(1);
  await turnClock(db, 0.85 * HOUR * 1000);
  await tokenOf(heed(), id)();
  expect(provider.granted).toHaveLength(2);
});

test('while the provider is away a token that has not ended goes on', async () => {
  const id = await granted();
  await sql`update oauth_client set endpoints = endpoints || '{"token": "http://127.0.0.1:1/token"}'`.execute(db);
  await turnClock(db, 0.85 * HOUR * 1000);
  expect(await tokenOf(heed(), id)()).toBe(provider.granted[0]?.access);
  await turnClock(db, 1.1 * HOUR * 1000);
  await expect(tokenOf(heed(), id)()).rejects.toMatchObject({ login: false, message: /could not be renewed/ });
  const { rows } = await sql`select died_at from oauth_grant`.execute(db);
  expect(rows).toEqual([{ died_at: null }]);
});

test('who signs in anew while an old sign-in dies is not shut out with it', async () => {
  const id = await granted();
  const old = await sql<{ sealed: string }>`select sealed from oauth_grant`.execute(db);
  provider.revoke();
  const given = provider.grant('support@kite.example');
  const tokens = { ...given, lastsSeconds: HOUR, refreshLastsSeconds: null };
  await keepGrant(db, id, 'custom', sealTokens(heed(), tokens, null, asInstant(Date.now())));
  const before = { mailboxId: id, address: 'support@kite.example', sealed: old.rows[0]?.sealed ?? '' };
  await grantDied(db, before, 'your provider', 'Token has been expired or revoked.');
  expect(await tokenOf(heed(), id)()).toBe(given.access);
});

test('a client secret that has ended is told once, and a new one lets the mailbox in again', async () => {
  await addAgent(db, { name: 'Grace', address: 'grace@desk.example', role: 'admin', passwordHash: 'x' });
  const id = await granted();
  await client('an old secret');
  await turnClock(db, HOUR * 1000);
  for (const _ of [1, 2])
    await expect(tokenOf(heed(), id)()).rejects.toMatchObject({
      login: true,
      message: /invalid_client.*Sign in again/s,
    });
  expect(await alerts()).toHaveLength(1);
  await client(CLIENT.secret);
  expect(provider.userOf(await tokenOf(heed(), id)())).toBe('support@kite.example');
});

test('the last day of the client secret is told a fortnight before, and once', async () => {
  await addAgent(db, { name: 'Grace', address: 'grace@desk.example', role: 'admin', passwordHash: 'x' });
  await granted();
  await client(CLIENT.secret, Date.now() + 20 * DAY);
  expect(await warnOfEnds(db, providerName)).toBe(0);
  await turnClock(db, 7 * DAY);
  expect(await warnOfEnds(db, providerName)).toBe(1);
  expect(await warnOfEnds(db, providerName)).toBe(0);
  expect(JSON.stringify(await alerts())).toMatch(/client secret.*support@kite.example.*new client secret/s);
  // A new one has another last day.
  await client(CLIENT.secret, Date.now() + 10 * DAY);
  expect(await warnOfEnds(db, providerName)).toBe(1);
});
