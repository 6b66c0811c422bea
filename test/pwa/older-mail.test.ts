import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSettings } from '../../gateway/open-edges.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { mailEdge } from '../../gateway/wiring/mail-edge.ts';
import { signedIn } from '../support/api.ts';
import { appOn, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { type ScriptedImap, startScriptedImap } from '../support/scripted-imap.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';

let db: TestDatabase;
let app: TestApp;
let imap: ScriptedImap;
let relay: Sink;
let cookie: string;

beforeAll(async () => {
  db = await freshDatabase();
  imap = await startScriptedImap();
  imap.add('INBOX');
  for (let day = 1; day <= 1500; day++)
    imap.put('INBOX', day, 'Subject: Old\r\n\r\n', new Date(Date.UTC(2022, 0, day, 12)));
  relay = await startSink();
  app = await appOn(db, {
    mail: mailEdge({ db, secrets: secretsOf('a key of the tests that is long enough'), ...openSettings(db) }, null),
  });
  cookie = (await signedIn(db, app.api, 'Grace', 'admin')).cookie() ?? '';
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await relay.close();
  await imap[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

const LOOKS = [
  [360, 'light'],
  [1280, 'dark'],
] as const;

test.each(LOOKS)(
  'an admin sees at %i px, %s, how much older mail a day brings in, and how far it is',
  async (width, colorScheme) => {
    const page = await app.device('/app/admin/mailboxes/new', cookie, {
      viewport: { width, height: 740 },
      colorScheme,
    });
    await page.getByLabel('Address your customers write to').fill('support@gmail.com');
    await page.getByRole('button', { name: 'Find its servers' }).click();
    await page.getByLabel('Password', { exact: true }).fill('secret');
    for (const [n, port] of [imap.port, relay.port].entries()) {
      await page.getByLabel('Server', { exact: true }).nth(n).fill('127.0.0.1');
      await page.getByLabel('Port').nth(n).fill(String(port));
      await page.getByLabel('Encryption').nth(n).selectOption('starttls');
    }
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByLabel('Also take in older mail').check();
    await page.getByLabel('Since').fill('2022-01-11');
    await page.getByText('Import since 2022-01-11: 1,490 mails').waitFor();
    await sql`insert into mailbox (kind, address, sender_name, connection, health)
    values ('imap', ${`box${width}@kite.example`}, 'Kite', '{}', '{"importing": {"done": 3200, "of": 12345}}')`.execute(
      db,
    );
    await page.goto('/app/admin/mailboxes');
    await page.getByText('Older mail: 3,200 of 12,345 brought in').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  },
  60_000,
);
