import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf, daysAfter } from '../../gateway/desk/days.ts';
import { readNow } from '../../gateway/store/now.ts';
import { organisationDetail } from '../../gateway/store/organisations.ts';
import { type Browser, signedIn, ticketBy } from '../support/api.ts';
import { appOn, type TestApp } from '../support/app.ts';
import { coverOn, organisationOn } from '../support/organisations.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let app: TestApp;
let grace: Browser;
let today: string;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  grace = await signedIn(db, app.api, 'Grace', 'admin');
  today = dayOf('America/New_York', await readNow(db));
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test('an admin adds an organisation on a phone, covers a product, renews it, and gives its people roles and phones', async () => {
  await organisationOn(db, 'Kite Holding', ['holding.example']);
  const page = await app.device('/app/admin/organisations', grace.cookie());
  await page.getByRole('link', { name: 'Add an organisation' }).click();
  await page.getByLabel('Name').fill('Kite');
  await page.getByLabel('Domains and addresses').fill('kite.example, gmail.com');
  await page.getByLabel('Part of').fill('Nobody');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('alert').getByText('There is no organisation called “Nobody”.').waitFor();
  await page.getByLabel('Part of').fill('kite holding');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('alert').getByText('Anybody can have an address at gmail.com').waitFor();
  await page.getByLabel('Domains and addresses').fill('kite.example');
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('heading', { name: 'Kite', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Kite Holding' }).waitFor();
  const id = Number(new URL(page.url()).pathname.split('/').at(-1));

  await page.getByText('Cover a product').click();
  await page.getByLabel('Plan').selectOption({ label: 'Extended support' });
  await page.getByLabel('Product').fill('Press 2');
  await page.getByLabel('Deployed, or begins, on').fill(daysAfter(today, -10));
  await page.getByLabel('Last day').fill(daysAfter(today, 6));
  await page.getByRole('button', { name: 'Add', exact: true }).first().click();
  await page.getByText('In Extended support, 6 days left').waitFor();
  await page.getByRole('button', { name: 'Renew' }).click();
  await page.getByText(/In Extended support, 37\d days left/).waitFor();

  await page.getByText('Add somebody').click();
  await page.getByLabel('Address', { exact: true }).fill('ada@private.example');
  await page.getByLabel('Phones').fill('+1 555 123 4567');
  await page.getByLabel('System administrator').check();
  await page.getByRole('button', { name: 'Add', exact: true }).last().click();
  await page.getByRole('link', { name: '+15551234567' }).waitFor();
  expect(await organisationDetail(db, id)).toMatchObject({
    parent: { name: 'Kite Holding' },
    addresses: ['kite.example'],
    covers: [{ product: 'Press 2' }],
    contacts: [{ address: 'ada@private.example', roles: ['system administrator'], phones: ['+15551234567'] }],
  });

  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await page.getByRole('button', { name: 'Yes, remove it' }).click();
  await page.getByRole('heading', { name: 'Organisations' }).waitFor();
  expect(await organisationDetail(db, id)).toBeNull();
  await page.context().close();
});

test('an admin edits plans, and is told why one cannot go', async () => {
  await coverOn(db, await organisationOn(db, 'Ink'), 'Standard warranty', { startsOn: '2026-01-01' });
  const page = await app.device('/app/admin/organisations/plans', grace.cookie());
  await page.getByText('Standard warranty').click();
  await page.getByRole('button', { name: 'Remove' }).first().click();
  await page.getByRole('button', { name: 'Yes, remove it' }).click();
  await page.getByRole('alert').getByText('Ink has it: give that another plan first.').waitFor();
  await page.getByText('Add a plan').click();
  const fresh = page.locator('details').last();
  await fresh.getByLabel('Name').fill('Gold');
  await fresh.getByLabel('Covers').fill('Everything\nAt once');
  await fresh.getByLabel(/emergency line/).check();
  await fresh.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Gold, 12 months').waitFor();
  const { body } = await grace.get('/api/plans');
  expect((body as { plans: object[] }).plans.at(-1)).toMatchObject({
    name: 'Gold',
    months: 12,
    covers: ['Everything', 'At once'],
    emergencyLine: true,
  });
  await page.context().close();
});

test('a ticket says whom it comes from and what covers them; out of cover, one tap begins an offer', async () => {
  const kite = await organisationOn(db, 'Kite & Sons', ['kite.example']);
  const endsOn = daysAfter(today, 6);
  await coverOn(db, kite, 'Standard warranty', { startsOn: daysAfter(today, -84), endsOn, product: 'Press 2' });
  const old = await organisationOn(db, 'Oldies', ['oldies.example']);
  await coverOn(db, old, 'Extended support', { startsOn: '2020-01-01', endsOn: daysAfter(today, -3) });
  const covered = await ticketBy(grace, { requester: { address: 'ada@kite.example' } });
  const page = await app.device(`/app/t/${covered.id}`, grace.cookie());
  await page.getByText('In Standard warranty, 6 days left').waitFor();
  await page.getByRole('link', { name: 'Kite & Sons' }).waitFor();
  expect(await page.getByRole('button', { name: 'Offer a quote' }).count()).toBe(0);

  const text = 'Unser Drucker macht seit heute Streifen und wir wissen nicht, was wir tun sollen.';
  const over = await ticketBy(grace, { requester: { address: 'bob@oldies.example' }, text });
  await page.goto(`/app/t/${over.id}`);
  await page.getByText('Extended support ended 3 days ago').waitFor();
  await page.getByRole('button', { name: 'Reply' }).click();
  await page.getByLabel('Your answer').fill('500 EUR.');
  await page.getByRole('button', { name: 'Offer a quote' }).click();
  const begun = await page.getByLabel('Your answer').inputValue();
  expect(begun).toMatch(/^Guten Tag,\n\nIhr Support ist am .* ausgelaufen\. .*:\n\n500 EUR\.$/);
  await page.getByRole('button', { name: 'Offer a quote' }).click();
  expect(await page.getByLabel('Your answer').inputValue()).toBe(begun);

  const stranger = await ticketBy(grace, { requester: { address: 'eve@stranger.example' } });
  await page.goto(`/app/t/${stranger.id}`);
  await page.getByText('No support plan').waitFor();
  await page.context().close();
});
