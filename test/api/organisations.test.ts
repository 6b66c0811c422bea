import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { daysAfter } from '../../gateway/desk/days.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { contactsByPhone } from '../../gateway/store/contacts.ts';
import { writeBook } from '../../gateway/store/policy.ts';
import { type Api, apiOn, type Browser, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let admin: Browser;

beforeAll(async () => {
  db = await freshDatabase();
  ({ api } = await apiOn(db));
  admin = await signedIn(db, api, 'Grace', 'admin');
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  await sql`delete from organisation where parent_id is not null`.execute(db);
  await sql`delete from organisation`.execute(db);
});

const [WARRANTY, EXTENDED] = [1, 2];
const write = (method: string, path: string, body: object = {}, seq?: number) =>
  admin.ask(method, `/api/${path}`, { body, key: crypto.randomUUID(), ...(seq === undefined ? {} : { seq }) });
async function organisation(name: string, more: object = {}): Promise<number> {
  const { status, body, at } = await write('POST', 'organisations', { name, ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  return Number(at('organisation.id'));
}
const today = async () =>
  (await sql<{ day: string }>`select (now() at time zone 'America/New_York')::date as day`.execute(db)).rows[0]?.day ??
  '';
const standing = async (address: string) => {
  const { id } = await ticketBy(admin, { requester: { address } });
  return (await admin.get(`/api/tickets/${id}`)).at('standing');
};

describe('an organisation', () => {
  test('is kept with its domains and addresses, found by any of them, and listed by name in pages', async () => {
    await organisation('Zebra', { addresses: ['zebra.example'] });
    const id = await organisation('Kite & Sons', {
      addresses: ['Kite.example', 'Ada@Private.example'],
      notes: 'By phone.',
    });
    const whole = await admin.get(`/api/organisations/${id}`);
    expect(whole.at('organisation')).toMatchObject({
      name: 'Kite & Sons',
      notes: 'By phone.',
      addresses: ['ada@private.example', 'kite.example'],
      revision: 1,
    });
    for (const q of ['kite', 'private', '& s'])
      expect((await admin.get(`/api/organisations?q=${encodeURIComponent(q)}`)).at('organisations.0.id')).toBe(id);
    expect((await admin.get('/api/organisations?q=%25')).at('organisations')).toEqual([]);
    for (let n = 0; n < 50; n += 1) await organisation(`Many ${String(n).padStart(2, '0')}`);
    const first = await admin.get('/api/organisations');
    const rest = await admin.get(`/api/organisations?after=${encodeURIComponent(String(first.at('next')))}`);
    const names = [first, rest].flatMap((page) =>
      (page.at('organisations') as { name: string }[]).map((one) => one.name),
    );
    expect(names).toHaveLength(52);
    expect(names.at(-1)).toBe('Zebra');
    expect(rest.at('next')).toBeNull();
  });

  test('has a name, a domain and an address for itself', async () => {
    await organisation('Kite', { addresses: ['kite.example'] });
    const named = await write('POST', 'organisations', { name: 'KITE' });
    expect([named.status, named.at('error.message')]).toEqual([422, 'There is an organisation called "KITE" already.']);
    const taken = await write('POST', 'organisations', { name: 'Other', addresses: ['kite.example'] });
    expect([taken.status, taken.at('error.message')]).toEqual([422, "kite.example is Kite's already."]);
    expect((await admin.get('/api/organisations?q=Other')).at('organisations')).toEqual([]);
  });

  test.each(['gmail.com', 'yahoo.co.uk', 'mail.gmx.de'])(
    'is not known by %s, where anybody can have an address',
    async (domain) => {
      const { status, at } = await write('POST', 'organisations', { name: 'Kite', addresses: [domain] });
      expect([status, at('error.message')]).toEqual([
        422,
        `Anybody can have an address at ${domain}: give single addresses instead.`,
      ]);
      await organisation('Kite', { addresses: [`owner@${domain}`] });
    },
  );

  test('is not part of itself, however far around', async () => {
    const top = await organisation('Top');
    const middle = await organisation('Middle', { parentId: top });
    const low = await organisation('Low', { parentId: middle });
    for (const parentId of [top, low]) {
      const { status, at } = await write('PUT', `organisations/${top}`, { name: 'Top', parentId }, 1);
      expect([status, at('error.message')]).toEqual([422, 'An organisation cannot be part of itself.']);
    }
    const gone = await write('DELETE', `organisations/${middle}`, {}, 1);
    expect([gone.status, gone.at('error.message')]).toEqual([422, 'Low is part of it: give that another place first.']);
    expect((await write('DELETE', `organisations/${low}`, {}, 1)).status).toBe(200);
  });

  test('is not written over by whoever saw it before another changed it', async () => {
    const id = await organisation('Kite');
    expect((await write('PUT', `organisations/${id}`, { name: 'Kite II' }, 1)).status).toBe(200);
    const late = await write('PUT', `organisations/${id}`, { name: 'Kite III' }, 1);
    expect(late.status).toBe(409);
    expect((await write('PUT', `organisations/${id}`, { name: 'Kite III' })).status).toBe(428);
    expect((await admin.get(`/api/organisations/${id}`)).at('organisation.name')).toBe('Kite II');
  });

  test('is read by every agent and written by admins', async () => {
    const agent = await signedIn(db, api, 'Henry');
    const id = await organisation('Kite');
    expect((await agent.get(`/api/organisations/${id}`)).status).toBe(200);
    expect((await agent.get('/api/plans')).status).toBe(200);
    const asked = { body: { name: 'Mine' }, key: crypto.randomUUID() };
    expect((await agent.post('/api/organisations', asked)).status).toBe(403);
  });
});

describe('its people', () => {
  test('have roles and phones, by which a call finds them however the number is written', async () => {
    const id = await organisation('Kite', { addresses: ['kite.example'] });
    await ticketBy(admin, { requester: { address: 'bob@kite.example', name: 'Bob' } });
    const body = {
      address: 'ada@private.example',
      name: 'Ada',
      roles: ['data manager'],
      phones: ['+1 (555) 123-4567'],
    };
    const { at } = await write('PUT', `organisations/${id}/contacts`, body);
    expect(at('organisation.contacts')).toMatchObject([
      { address: 'ada@private.example', roles: ['data manager'], phones: ['+15551234567'], said: true },
      { address: 'bob@kite.example', roles: [], phones: [], said: false },
    ]);
    for (const number of ['5551234567', '+15551234567', '15551234567'])
      expect(await contactsByPhone(db, number)).toMatchObject([{ address: 'ada@private.example' }]);
    expect(await contactsByPhone(db, '+445551234567')).toEqual([]);
    const wrong = await write('PUT', `organisations/${id}/contacts`, { ...body, phones: ['call me'] });
    expect(wrong.status).toBe(400);
    expect(wrong.at('error.message')).toContain('"call me" is no phone number');
    await write('PUT', `organisations/${id}/contacts`, { ...body, phones: [] });
    expect(await contactsByPhone(db, '5551234567')).toEqual([]);
  });

  test('that somebody put there go before what their address says, until they are let out', async () => {
    const [kite, other] = [await organisation('Kite', { addresses: ['kite.example'] }), await organisation('Other')];
    expect(await standing('eve@kite.example')).toMatchObject({ organisation: { id: kite } });
    const { at } = await write('PUT', `organisations/${other}/contacts`, { address: 'Eve@kite.example' });
    expect(await standing('eve@kite.example')).toMatchObject({ organisation: { id: other } });
    const path = `organisations/${other}/contacts/${at('organisation.contacts.0.id')}`;
    expect((await write('DELETE', path)).at('organisation.contacts')).toEqual([]);
    expect(await standing('eve@kite.example')).toMatchObject({ organisation: { id: kite } });
    expect((await write('DELETE', path)).status).toBe(404);
  });
});

describe('its cover', () => {
  test('ends as its plan says, unless somebody gave another day, and runs on from there when it is renewed', async () => {
    const id = await organisation('Kite');
    const path = `organisations/${id}/cover`;
    const first = await write('POST', path, { planId: WARRANTY, product: 'Press 2', startsOn: '2026-03-01' });
    expect(first.at('organisation.covers')).toMatchObject([
      { plan: 'Standard warranty', product: 'Press 2', startsOn: '2026-03-01', endsOn: '2026-05-30', reminders: [] },
    ]);
    const given = { planId: EXTENDED, startsOn: '2026-03-01', endsOn: '2026-12-31' };
    const cover = (await write('POST', path, given)).at('organisation.covers.0.id');
    const renewed = await write('POST', `cover/${cover}/renewal`, {}, 1);
    expect(renewed.at('organisation.covers.0')).toMatchObject({ endsOn: '2027-12-31', revision: 2 });
    expect((await write('POST', `cover/${cover}/renewal`, {}, 1)).status).toBe(409);
    const warranty = await write('POST', `cover/${first.at('organisation.covers.0.id')}/renewal`, {}, 1);
    expect([warranty.status, warranty.at('error.message')]).toEqual([
      422,
      'Standard warranty cannot be renewed: give it another plan.',
    ]);
    const wrong = await write('POST', path, { ...given, endsOn: '2026-02-01' });
    expect([wrong.status, wrong.at('error.message')]).toEqual([
      422,
      'It ends before it begins: give a later last day.',
    ]);
    expect((await write('POST', path, { ...given, startsOn: '2026-02-30' })).status).toBe(400);
    const left = await write('DELETE', `cover/${cover}`, {}, 2);
    expect(left.at('organisation.covers')).toHaveLength(1);
  });

  test('stands on the tickets of its people, and of those below', async () => {
    expect(await standing('ada@kite.example')).toEqual({
      kept: false,
      offer: '',
      organisation: null,
      cover: null,
    });
    const id = await organisation('Kite', { addresses: ['kite.example'] });
    await organisation('Labs', { parentId: id, addresses: ['labs.kite.example'] });
    const endsOn = daysAfter(await today(), 6);
    const draft = { planId: WARRANTY, product: 'Press 2', startsOn: '2026-01-01', endsOn };
    await write('POST', `organisations/${id}/cover`, draft);
    for (const [address, name] of [
      ['ada@kite.example', 'Kite'],
      ['ben@labs.kite.example', 'Labs'],
    ])
      expect(await standing(address ?? '')).toMatchObject({
        kept: true,
        organisation: { name },
        cover: { plan: { name: 'Standard warranty', emergencyLine: false }, product: 'Press 2', endsOn },
      });
    expect(await standing('eve@stranger.example')).toMatchObject({
      kept: true,
      offer: expect.stringContaining('no support plan'),
      organisation: null,
      cover: null,
    });
    expect(await standing('ada@kite.example')).toMatchObject({ offer: '' });
  });
});

test('whether an agent hears of its end is theirs to say; admins do without a word', async () => {
  const agent = await signedIn(db, api, 'Ida');
  expect((await admin.get('/api/me')).at('coverReminders')).toBe(true);
  expect((await agent.get('/api/me')).at('coverReminders')).toBe(false);
  expect((await agent.put('/api/me', { body: { coverReminders: true } })).at('coverReminders')).toBe(true);
  expect((await admin.put('/api/me', { body: { coverReminders: false } })).at('coverReminders')).toBe(false);
});

describe('a plan', () => {
  const PLAN = { covers: ['Everything'], channels: ['phone'], emergencyLine: true, renewable: true, months: null };
  const plansOf = (answer: { body: unknown }) => (answer.body as { plans: { id: number; name: string }[] }).plans;

  test('is there from the start as the support guide has it', async () => {
    expect((await admin.get('/api/plans')).at('plans')).toMatchObject([
      {
        name: 'Standard warranty',
        days: 90,
        months: null,
        channels: ['email'],
        emergencyLine: false,
        renewable: false,
      },
      {
        name: 'Extended support',
        days: null,
        months: 12,
        channels: ['email', 'phone'],
        emergencyLine: true,
        renewable: true,
      },
    ]);
  });

  test('is an admin’s to change; one that somebody lives under, or a policy is for, is not taken away', async () => {
    const added = plansOf(await write('POST', 'plans', { ...PLAN, name: 'Gold', days: 30 })).at(-1);
    const path = `plans/${added?.id}`;
    expect((await write('PUT', path, { ...PLAN, name: 'Gold', days: 60 }, 1)).at('plans.2')).toMatchObject({
      days: 60,
    });
    expect((await write('PUT', path, { ...PLAN, name: 'Gold', days: 61 }, 1)).status).toBe(409);
    const id = await organisation('Kite');
    await write('POST', `organisations/${id}/cover`, { planId: added?.id, startsOn: '2026-03-01' });
    const used = await write('DELETE', path, {}, 2);
    expect([used.status, used.at('error.message')]).toEqual([422, 'Kite has it: give that another plan first.']);
    await write('DELETE', `organisations/${id}`, {}, 1);
    const [standard] = DEFAULT_BOOK.policies;
    if (!standard) throw new Error('no policy');
    const gold = { ...standard, name: 'Fast', fits: { plans: ['gold', 'none'] } };
    await writeBook(db, { ...DEFAULT_BOOK, policies: [gold, standard] }, null);
    for (const refused of [
      await write('DELETE', path, {}, 2),
      await write('PUT', path, { ...PLAN, name: 'Silver', days: 60 }, 2),
    ])
      expect([refused.status, refused.at('error.message')]).toEqual([
        422,
        'The policy "Fast" is for this plan: change that under Promises first.',
      ]);
    await expect(
      writeBook(db, { ...DEFAULT_BOOK, policies: [{ ...gold, fits: { plans: ['Platinum'] } }, standard] }, null),
    ).rejects.toThrow(/"Fast" is for the plan "Platinum", which is not there; write "none", .*"Gold"/);
    await writeBook(db, DEFAULT_BOOK, null);
    expect(plansOf(await write('DELETE', path, {}, 2))).toHaveLength(2);
  });

  test.each([
    [{ ...PLAN, name: 'None', days: 3 }, '"none" means having no plan: give this one another name.'],
    [{ ...PLAN, name: 'extended SUPPORT', days: 3 }, 'There is a plan called "extended SUPPORT" already.'],
    [{ ...PLAN, name: 'Odd', days: null }, 'runs for a number of days or of months'],
    [{ ...PLAN, name: 'Odd', days: 3, months: 3 }, 'runs for a number of days or of months'],
  ])('that cannot be is refused in words: %o', async (draft, words) => {
    const { status, at } = await write('POST', 'plans', draft);
    expect([400, 422]).toContain(status);
    expect(at('error.message')).toBe(words);
  });
});
