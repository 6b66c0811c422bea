import { afterAll, beforeAll, expect, test } from 'vitest';
import { quietHoursOf } from '../../gateway/store/quiet.ts';
import { signedIn } from '../support/api.ts';
import { appOn } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: Awaited<ReturnType<typeof appOn>>;
let grace: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace');
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('an agent says when they are not to be disturbed, is told what cannot be read, and takes it back', async () => {
  const page = await app.device('/app/admin/you', grace.cookie());
  const turned = page.getByRole('checkbox', { name: /only a page may disturb/ });
  await turned.check();
  const [monday, save] = [page.getByLabel('Monday'), page.getByRole('button', { name: 'Save quiet hours' })];
  expect(await monday.inputValue()).toBe('22:00-07:00');
  await monday.fill('late');
  await save.click();
  await page.getByRole('alert').getByText('"Quiet hours": "late" is no interval').waitFor();
  await monday.fill('21:00-06:30');
  await save.click();
  await page.getByText('Saved').first().waitFor();
  expect((await quietHoursOf(db, grace.id))?.week.mon).toEqual(['21:00-06:30']);
  await page.reload();
  expect(await page.getByLabel('Monday').inputValue()).toBe('21:00-06:30');
  await turned.uncheck();
  await page.getByText('No quiet hours').first().waitFor();
  expect(await quietHoursOf(db, grace.id)).toBeNull();
  await page.context().close();
});
