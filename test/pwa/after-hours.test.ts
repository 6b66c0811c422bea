import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { writeBook } from '../../gateway/store/policy.ts';
import { readDesk, writeDesk } from '../../gateway/store/settings.ts';
import { tick } from '../../gateway/tick.ts';
import { ticking } from '../../gateway/wiring/ticking.ts';
import { eventually } from '../support/agent-client.ts';
import { signedIn, turnClock } from '../support/api.ts';
import { appOn, type TestApp } from '../support/app.ts';
import { coverOn, organisationOn } from '../support/organisations.ts';
import { letter } from '../support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from '../support/story-desk.ts';

/** A Sunday, three in the morning in New York; the desk opens the day after at nine. */
const SUNDAY = Date.UTC(2026, 2, 15, 7);
const OPENS = Date.UTC(2026, 2, 16, 13);
const EMERGENCY = '+1 555 0199';

let desk: StoryDesk;
let app: TestApp;
let grace: Awaited<ReturnType<typeof signedIn>>;
let phone: Page;

beforeAll(async () => {
  desk = await storyDesk();
  app = await appOn(desk.db, { policy: desk.heed.policy });
  grace = await signedIn(desk.db, app.api, 'Grace', 'admin');
  const known = await readDesk(desk.db);
  await writeDesk(desk.db, { ...known, contacts: { ...known.contacts, emergency: EMERGENCY } });
  const rota = {
    name: 'Everybody',
    levels: ['L1' as const, 'L2' as const, 'L3' as const, 'L4' as const],
    zone: 'UTC',
    handOver: 'mon 09:00',
    from: '2026-03-09',
    people: [grace.address],
    overrides: [],
  };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  desk.heed.forgetSettings();
  const [kite, ink] = [
    await organisationOn(desk.db, 'Kite', ['kite.example']),
    await organisationOn(desk.db, 'Ink', ['ink.example']),
  ];
  await coverOn(desk.db, kite, 'Extended support', { startsOn: '2026-01-01', endsOn: '2026-03-21' });
  await coverOn(desk.db, ink, 'Standard warranty', {
    startsOn: '2025-12-01',
    endsOn: '2026-03-12',
    product: 'Press 2',
  });
  phone = await app.device('/app/help', grace.cookie());
  await at(SUNDAY);
  await phone.clock.install({ time: SUNDAY });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

/** The desk's clock, which every gateway goes by; sessions last. */
const at = async (instant: number) => {
  await turnClock(desk.db, instant - Date.now());
  await sql`update session set expires_at = ${instant + 86_400_000}, seen_at = ${instant}`.execute(desk.db);
};
const pagesOut = async () =>
  Number(
    (await sql<{ n: number }>`select count(*) as n from page where closed_at is null`.execute(desk.db)).rows[0]?.n,
  );
/** For which tickets somebody was called, in the order of the calls that went out. */
const called = async () =>
  (
    await sql<{
      id: number;
    }>`select ticket_id as id from outbox where kind = 'page' and state = 'sent' order by id`.execute(desk.db)
  ).rows.map(({ id }) => id);
const look = async () => {
  await tick(ticking(desk.heed));
  await desk.send();
};
const mailsTo = (address: string) => desk.sink.mails.filter(({ to }) => to.includes(address));
const saidTo = (address: string) => mailsTo(address)[0]?.raw.replace(/=\r?\n/g, '') ?? '';

test('on a Sunday night one customer is covered and one is not: the desk keeps to it, and the agent sees why', async () => {
  for (const from of ['ada@kite.example', 'ben@ink.example'])
    await desk.receive(
      letter({
        to: SUPPORT,
        from,
        subject: `Everything is down at ${from}`,
        text: 'The whole system is down for everyone.',
        head: [`Message-ID: <${from}>`],
      }),
    );
  await look();
  expect(saidTo('ada@kite.example')).toContain(`call our emergency line at any hour: ${EMERGENCY}`);
  expect(saidTo('ben@ink.example')).toContain('Support for Press 2 ended on March 12, 2026;');
  expect(saidTo('ben@ink.example')).toContain('open again on Monday, March 16, 9:00 AM ET.');
  expect(saidTo('ben@ink.example')).not.toContain(EMERGENCY);
  expect(await called()).toEqual([1]);

  await phone.goto('/app/t/1');
  await phone.getByText('In Extended support, 6 days left').waitFor();
  await phone.getByRole('button', { name: 'I have it' }).click();
  await eventually(async () => (await pagesOut()) === 0);
  await phone.goto('/app/t/2');
  await phone.getByText('Standard warranty ended 3 days ago').waitFor();
  await phone.getByRole('button', { name: 'Offer a quote' }).waitFor();
  expect(await phone.getByRole('button', { name: 'I have it' }).count()).toBe(0);

  await at(OPENS);
  await look();
  expect(await called()).toEqual([1, 2]);
  await phone.reload();
  await phone.getByRole('button', { name: 'I have it' }).waitFor();
  const width = await phone.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(360);
});
