import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../gateway/desk/finding.ts';
import { keepCheckup } from '../../gateway/store/checkups.ts';
import { signedIn } from '../support/api.ts';
import { appOn } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: Awaited<ReturnType<typeof appOn>>;
let grace: Awaited<ReturnType<typeof signedIn>>;
let paused: { code: string; words: string }[] = [];
let found: Finding[] = [];

let junk: { unaccounted: number | null; problem: string | null } = { unaccounted: 0, problem: null };

const SOURCE = { mailbox: 'support@kite.example', folder: 'INBOX', accounted: 12, waiting: 3, undecided: 0 };
const kept = () => ({
  ...{ accounted: 12, unaccounted: 0, waiting: 3, spooled: 0 },
  sources: [
    { ...SOURCE, unaccounted: 0, problem: null },
    { ...SOURCE, folder: 'Junk', ...junk },
  ],
  findings: found,
});
const SILENT: Finding = {
  ...{ code: 'server not asked', severity: 'warning', count: 1, words: 'A mail server did not answer.' },
  ...{ advice: 'Test the mailbox.', examples: ['support@kite.example Junk'] },
};
const DOUBLED: Finding = {
  ...{ code: 'I4 doubled', severity: 'broken', count: 2, words: 'The same mail is in the desk twice.' },
  ...{ advice: 'Merge the two tickets.', examples: ['12', '19'] },
};

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db, { health: { check: () => keepCheckup(db, kept(), {}), obstacles: async () => paused } });
  grace = await signedIn(db, app.api, 'Grace', 'admin');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('an admin checks now and reads that every promise holds, beside what waits', async () => {
  const page = await app.device('/app/admin/health', grace.cookie());
  await page.getByText('Nothing has been checked yet').waitFor();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Every promise holds').waitFor();
  expect(await page.locator('.numbers').textContent()).toMatch(/Unaccounted0Waiting for a look3Accounted12/);
  await page.context().close();
});

test('what could not be asked is not said to be well', async () => {
  junk = { unaccounted: null, problem: 'The server did not answer.' };
  found = [SILENT];
  await grace.post('/api/health/check');
  const page = await app.device('/app/admin/health', grace.cookie());
  await page.getByText('Every promise that could be checked holds').waitFor();
  await page.getByText('Not asked', { exact: true }).waitFor();
  await page.getByText('The server did not answer.').waitFor();
  await page.context().close();
});

test('a break is shown in every place of the app to admins, and to nobody else', async () => {
  found = [DOUBLED];
  await grace.post('/api/health/check');
  const page = await app.device('/app/', grace.cookie());
  await page.getByRole('link', { name: 'Settings 1' }).click();
  await page.getByText('One promise is broken').waitFor();
  await page.getByText('Merge the two tickets.').waitFor();
  await page.getByText('I4 doubled, 2 times: 12, 19').waitFor();
  await page.context().close();

  const alan = await signedIn(db, app.api, 'Alan');
  const other = await app.device('/app/admin/health', alan.cookie());
  await other.getByText('is for administrators').waitFor();
  expect(await other.getByRole('link', { name: 'Settings', exact: true }).count()).toBe(1);
  await other.context().close();
});

test('while nothing is accepted the page says why, and an admin changes how much room is kept', async () => {
  paused = [{ code: 'disk nearly full', words: 'The disk is nearly full.' }];
  const page = await app.device('/app/admin/health', grace.cookie());
  await page.getByText('Collecting is paused.').waitFor();
  await page.getByLabel('Free disk space to keep, in MB').fill('512');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await grace.get('/api/health')).at('limits')).toEqual({ leastFreeMegabytes: 512 });
  await page.context().close();
});
