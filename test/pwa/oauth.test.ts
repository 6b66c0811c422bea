import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSettings } from '../../gateway/open-edges.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { mailEdge } from '../../gateway/wiring/mail-edge.ts';
import { signInEdge } from '../../gateway/wiring/sign-ins.ts';
import { signedIn } from '../support/api.ts';
import { appOn, type TestApp } from '../support/app.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';
import { CLIENT, startTokenServer, type TokenServer } from '../support/token-server.ts';

const WIDTHS = [360, 1280];
const address = (width: number) => `support${width}@kite.example`;

let db: TestDatabase;
let app: TestApp;
let provider: TokenServer;
let dovecot: Dovecot;
let relay: Sink;
let cookie: string;

beforeAll(async () => {
  db = await freshDatabase();
  provider = await startTokenServer();
  dovecot = await startDovecot({ users: WIDTHS.map(address), introspect: provider.introspect });
  relay = await startSink({
    script: {
      tokens: { mechanisms: 'XOAUTH2', good: (user, token) => provider.userOf(token) === user },
      body({ to, raw }) {
        for (const one of to) void dovecot.deliver(one, raw);
        return undefined;
      },
    },
  });
  const secrets = secretsOf('a key of the tests that is long enough');
  // The address of the desk is known once its app listens.
  const config = { baseUrl: new URL('http://127.0.0.1'), trustProxy: 0 };
  const mail = mailEdge({ db, secrets, ...openSettings(db) }, null);
  app = await appOn(db, { mail, secrets, config, signIns: signInEdge({ db, secrets, config }) });
  config.baseUrl.port = new URL(app.url).port;
  cookie = (await signedIn(db, app.api, 'Grace', 'admin')).cookie() ?? '';
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await dovecot[Symbol.asyncDispose]();
  await Promise.all([relay.close(), provider.close()]);
  await db[Symbol.asyncDispose]();
});

test.each([
  [360, 'light'],
  [1280, 'dark'],
] as const)(
  'an admin signs a mailbox in with its provider at %i px, %s, and connects it without a password',
  async (width, colorScheme) => {
    const page = await app.device('/app/admin/mailboxes/new', cookie, {
      viewport: { width, height: 740 },
      colorScheme,
    });
    const fits = async () =>
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    const shot = (name: string) =>
      process.env.SHOTS &&
      page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    await page.getByLabel('Address your customers write to').fill(address(width));
    await page.getByRole('button', { name: 'Find its servers' }).click();
    await page.getByText('Sign in with a provider (OAuth 2.0)').click();
    if (width === WIDTHS[0]) {
      await page.getByLabel('Client ID').fill(CLIENT.id);
      await page.getByLabel('Client secret').fill(CLIENT.secret);
      await page.getByLabel('Authorization endpoint').fill(provider.endpoints.authorize);
      await page.getByLabel('Token endpoint').fill(provider.endpoints.token);
      await page.getByLabel('Device endpoint').fill(provider.endpoints.device);
      await page.getByLabel('Scopes').fill('mail');
      await fits();
      await shot('client');
      await page.getByRole('button', { name: 'Save and go on' }).click();
    }
    await page.getByRole('button', { name: 'Sign in by a code' }).waitFor();
    // What is known is not asked for again, and the secret stays.
    await page.getByRole('button', { name: 'Change the client ID or secret' }).click();
    expect(await page.getByLabel('Token endpoint').inputValue()).toBe(provider.endpoints.token);
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByRole('button', { name: 'Sign in by a code' }).waitFor();
    await fits();
    await shot('ways');
    await page.getByRole('button', { name: 'Sign in with your provider' }).click();
    await page.getByText('Signed in: Heed needs no password').waitFor();
    for (const [n, port] of [dovecot.port, relay.port].entries()) {
      await page.getByLabel('Server', { exact: true }).nth(n).fill('127.0.0.1');
      await page.getByLabel('Port').nth(n).fill(String(port));
      await page.getByLabel('Encryption').nth(n).selectOption('starttls');
    }
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByRole('heading', { name: 'It works' }).waitFor();
    const copies = page.getByLabel('Copies of answers on the server');
    expect(await copies.inputValue()).toBe('append');
    await fits();
    await shot('tested');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('heading', { name: 'Mailboxes' }).waitFor();
    await copies.last().selectOption('none');
    await page.getByRole('link', { name: 'Sign in again' }).last().click();
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor();
    await page.getByRole('button', { name: 'Sign in by a code' }).click();
    const code = await page.getByRole('status').locator('strong').textContent();
    await fits();
    await shot('code');
    provider.type(code ?? '', address(width));
    await page.getByRole('link', { name: 'Connect a mailbox' }).waitFor();
    await fits();
    await shot('mailboxes');
  },
  60_000,
);
