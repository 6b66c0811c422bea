import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../gateway/desk/policy-book.ts';
import { removeCover } from '../gateway/store/covers.ts';
import { writeBook } from '../gateway/store/policy.ts';
import { readDesk, writeDesk } from '../gateway/store/settings.ts';
import { tick } from '../gateway/tick.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { apiOn, signedIn, turnClock } from './support/api.ts';
import { coverOn, organisationOn } from './support/organisations.ts';
import { letter } from './support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

/** A Sunday, three in the morning in New York; the desk opens the day after at nine. */
const SUNDAY = Date.UTC(2026, 2, 15, 7);
const OPENS = Date.UTC(2026, 2, 16, 13);
const EMERGENCY = '+1 555 0199';
const PHONE = '+1 555 0100';

let desk: StoryDesk;
let grace: Awaited<ReturnType<typeof signedIn>>;

beforeEach(async () => {
  desk = await storyDesk();
  const { api } = await apiOn(desk.db);
  grace = await signedIn(desk.db, api, 'Grace');
  const known = await readDesk(desk.db);
  await writeDesk(desk.db, { ...known, contacts: { ...known.contacts, emergency: EMERGENCY, phone: PHONE } });
  await write(DEFAULT_BOOK);
  await at(SUNDAY);
});
afterEach(() => desk[Symbol.asyncDispose]());

const write = async (book: typeof DEFAULT_BOOK) => {
  const rota = {
    name: 'Everybody',
    levels: ['L1' as const, 'L2' as const, 'L3' as const, 'L4' as const],
    zone: 'UTC',
    handOver: 'mon 09:00',
    from: '2026-03-09',
    people: [grace.address],
    overrides: [],
  };
  await writeBook(desk.db, { ...book, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  desk.heed.forgetSettings();
};
const at = (instant: number) => turnClock(desk.db, instant - Date.now());
const look = async () => {
  await tick(ticking(desk.heed));
  await desk.send();
};
const down = (from: string) =>
  letter({
    to: SUPPORT,
    from,
    subject: 'Everything is down',
    text: 'The whole system is down for everyone.',
    head: [`Message-ID: <${crypto.randomUUID()}@kite.example>`],
  });
const mailsTo = (address: string) => desk.sink.mails.filter(({ to }) => to.includes(address));
const saidTo = (address: string) => mailsTo(address)[0]?.raw.replace(/=\r?\n/g, '') ?? '';
const pages = () => mailsTo(grace.address).length;
const policyOf = async (ticketId: number) =>
  (
    await sql<{
      minutes: number;
    }>`select minutes from clock where ticket_id = ${ticketId} and target = 'first response'`.execute(desk.db)
  ).rows[0]?.minutes;

test('a desk that keeps no cover serves everybody as if covered, whatever organisations it knows', async () => {
  await organisationOn(desk.db, 'Kite', ['kite.example']);
  await desk.receive(down('ada@kite.example'));
  await look();
  expect(pages()).toBe(1);
  expect(saidTo('ada@kite.example')).toContain(EMERGENCY);
});

test('after hours a covered customer gets the emergency line, and whoever is on call is called', async () => {
  const kite = await organisationOn(desk.db, 'Kite', ['kite.example']);
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-01-01' });
  await desk.receive(down('ada@kite.example'));
  await look();
  expect(saidTo('ada@kite.example')).toContain('We are closed just now.');
  expect(saidTo('ada@kite.example')).toContain(EMERGENCY);
  expect(pages()).toBe(1);
});

test.each([
  ['whose cover has ended', '2026-03-14', 'Support for Press 2 ended on March 14, 2026; a person will look'],
  ['whose plan has no emergency line', '2026-03-15', ''],
  ['of whom nothing is known', null, 'We find no support plan for your address; a person will look'],
])('after hours a customer %s waits for the opening, and is told when that is', async (_, endsOn, words) => {
  const kite = await organisationOn(desk.db, 'Kite', ['kite.example']);
  await coverOn(desk.db, kite, 'Standard warranty', { startsOn: '2026-01-01', endsOn, product: 'Press 2' });
  const from = endsOn === null ? 'eve@stranger.example' : 'ada@kite.example';
  await desk.receive(down(from));
  await look();
  const said = saidTo(from);
  expect(said).toContain('We are closed just now and open again on Monday, March 16, 9:00 AM ET.');
  expect(said).toContain('A person will answer by Monday, March 16, 11:00 AM ET.');
  expect(said).not.toContain(EMERGENCY);
  expect(said).not.toContain(PHONE);
  if (words === '') expect(said).not.toContain('may offer you a quote');
  else expect(said).toContain(words);
  await at(OPENS - MINUTE);
  await look();
  expect(pages()).toBe(0);
  await at(OPENS);
  await look();
  expect(pages()).toBe(1);
});

test('the last day is covered to its end, as the zone of the desk has it', async () => {
  const kite = await organisationOn(desk.db, 'Kite', ['kite.example']);
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-01-01', endsOn: '2026-03-15' });
  const midnight = Date.UTC(2026, 2, 16, 4);
  await at(midnight - MINUTE);
  await desk.receive(down('ada@kite.example'));
  await look();
  expect(saidTo('ada@kite.example')).toContain(EMERGENCY);
  await at(midnight);
  await desk.receive(down('ben@kite.example'));
  await look();
  expect(saidTo('ben@kite.example')).toContain('Your support ended on March 15, 2026;');
  expect(pages()).toBe(1);
});

test('a ticket keeps the standing it was opened under; a cover that is written down late counts from its day', async () => {
  const kite = await organisationOn(desk.db, 'Kite', ['kite.example']);
  await coverOn(desk.db, kite, 'Standard warranty', { startsOn: '2025-01-01' });
  await desk.receive(down('ada@kite.example'));
  await look();
  expect(pages()).toBe(0);
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-03-16' });
  await at(SUNDAY + HOUR);
  await look();
  expect(pages()).toBe(0);
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-03-01' });
  await at(SUNDAY + 2 * HOUR);
  await look();
  expect(pages()).toBe(1);
});

test('a plan, or the name of an organisation, chooses the policy; so does having no plan', async () => {
  const [standard] = DEFAULT_BOOK.policies;
  if (!standard) throw new Error('no policy');
  const promise = (firstResponse: string) => ({ firstResponse, resolution: '30 hours' });
  const policy = (name: string, fits: object, words: string) => ({
    ...standard,
    name,
    fits,
    priorities: { critical: promise(words), high: promise(words), medium: promise(words), low: promise(words) },
  });
  const kite = await organisationOn(desk.db, 'Kite & Sons', ['kite.example']);
  await organisationOn(desk.db, 'Labs', ['labs.example'], kite);
  const press = await organisationOn(desk.db, 'Press', ['press.example']);
  const warranty = await coverOn(desk.db, press, 'Standard warranty', { startsOn: '2026-03-01' });
  await coverOn(desk.db, await organisationOn(desk.db, 'Ink', ['ink.example']), 'Extended support', {
    startsOn: '2026-03-01',
  });
  await write({
    ...DEFAULT_BOOK,
    policies: [
      policy('Kite’s own', { organisations: ['kite & sons'] }, '1 minute'),
      policy('Extended', { plans: ['Extended support'] }, '2 minutes'),
      policy('Nobody’s', { plans: ['none'] }, '3 minutes'),
      policy('Everybody’s', {}, '4 minutes'),
    ],
  });
  const senders = [
    'ada@kite.example',
    'ada@labs.example',
    'ada@ink.example',
    'ada@press.example',
    'eve@stranger.example',
  ];
  for (const from of senders) await desk.receive(down(from));
  expect(await Promise.all([1, 2, 3, 4, 5].map(policyOf))).toEqual([1, 1, 2, 4, 3]);
  await removeCover(desk.db, warranty, 1, async () => {});
  await at(SUNDAY + HOUR);
  await look();
  expect(await policyOf(4)).toBe(3);
});

test('mail that an agent brings on stands as whoever wrote it does', async () => {
  const kite = await organisationOn(desk.db, 'Kite', ['kite.example']);
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-01-01' });
  const opened = await grace.write('POST', '/api/tickets', undefined, {
    requester: { address: 'ada@kite.example' },
    subject: 'Call',
    text: 'Everything is down for everyone.',
    priority: 'critical',
  });
  expect(opened.status).toBe(200);
  await look();
  expect(pages()).toBe(1);
});
