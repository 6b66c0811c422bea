import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../gateway/deliver.ts';
import { HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../gateway/desk/policy-book.ts';
import { postTo } from '../gateway/notify/webhook.ts';
import { writeBook } from '../gateway/store/policy.ts';
import { readDesk, writeDesk } from '../gateway/store/settings.ts';
import { tick } from '../gateway/tick.ts';
import { delivering } from '../gateway/wiring/delivering.ts';
import { openSenders } from '../gateway/wiring/sending.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { itselfFor, tellingWebhooks } from '../gateway/wiring/webhooks.ts';
import { apiOn, signedIn, turnClock } from './support/api.ts';
import { startReceiver } from './support/receiver.ts';
import { letter } from './support/running-desk.ts';
import { headerOf, type SunkMail } from './support/smtp-sink.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

/** A Monday, ten in the morning in Berlin. */
const TEN = Date.UTC(2026, 2, 9, 9);

let desk: StoryDesk;
let grace: Awaited<ReturnType<typeof signedIn>>;
let called: string[];
beforeEach(async () => {
  desk = await storyDesk();
  called = [];
  const { api } = await apiOn(desk.db, desk.heed);
  grace = await signedIn(desk.db, api, 'Grace', 'admin');
  const known = await readDesk(desk.db);
  const contacts = { ...known.contacts, managerName: 'Mia', managerAddress: 'manager@desk.example' };
  await writeDesk(desk.db, { ...known, contacts });
  await rota(['grace@desk.example']);
});
afterEach(() => desk[Symbol.asyncDispose]());

const at = (instant: number) => turnClock(desk.db, instant - Date.now());
async function rota(people: string[]): Promise<void> {
  const one = {
    ...{ name: 'First line', levels: ['L1' as const], zone: 'Europe/Berlin', handOver: 'mon 09:00' },
    ...{ from: '2026-03-02', people, overrides: [] },
  };
  const onCall = { rotas: [one], pageAgainAfter: '10 minutes', testPage: 'mon 10:00' };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall }, null);
  desk.heed.forgetSettings();
}
/** One turn of a gateway, or of several at once. */
async function look(gateways = 1): Promise<void> {
  const one = async () => {
    await tick(ticking(desk.heed));
    const senders = openSenders(desk.heed);
    const call = async (to: readonly string[], { is }: { is: string }) => called.push(`${is}: ${to}`);
    while ((await deliver(delivering(desk.heed, senders, undefined, call))) > 0);
    senders.close();
  };
  await Promise.all(Array.from({ length: gateways }, one));
}
const mailsTo = (address: string) => desk.sink.mails.filter(({ to }) => to.join().toLowerCase() === address);
const unfolded = (mail: SunkMail | undefined) => (mail?.raw ?? '').replace(/=\r\n/g, '');
const tests = async () => (await grace.get('/api/on-call')).at('tests');

test('whoever is on call is paged once a week by mail, devices and webhooks, however many gateways look, and no ticket comes of it', async () => {
  await using receiver = await startReceiver();
  const hook = await grace.post('/api/webhooks', { body: { url: receiver.url, events: ['page.test'] } });
  receiver.secret = String(hook.at('secret'));
  await at(TEN - MINUTE);
  await look();
  expect(desk.sink.mails).toEqual([]);
  await at(TEN);
  await look(3);
  await at(TEN + MINUTE);
  await look(3);
  const [mail] = mailsTo('grace@desk.example');
  expect(desk.sink.mails).toHaveLength(1);
  expect(headerOf(mail?.raw ?? '', 'subject')).toBe('Test, you are called for First line');
  expect(mail?.raw).toContain('No ticket needs you.');
  expect(called).toEqual(['test page: grace@desk.example']);
  const out = tellingWebhooks(desk.heed, postTo({ itself: itselfFor(desk.heed.config) }));
  while ((await deliver(out)) > 0);
  expect(receiver.received).toMatchObject([
    { proven: true, body: { type: 'page.test', data: { ticketId: null, details: { to: grace.id, missed: false } } } },
  ]);
  expect((await sql`select from ticket`.execute(desk.db)).rows).toEqual([]);
  await at(TEN + 7 * 24 * HOUR);
  await rota(['grace@desk.example']);
  await look();
  expect(mailsTo('grace@desk.example')).toHaveLength(2);
});

test('who says they have it is shown to have had it, and nobody else hears of it', async () => {
  await at(TEN);
  await look();
  expect((await grace.get('/api/test-page')).at('out')).toBe(true);
  await grace.post('/api/test-page/acknowledgement');
  expect((await grace.get('/api/test-page')).at('out')).toBe(false);
  await at(TEN + 11 * MINUTE);
  await look();
  expect(mailsTo('manager@desk.example')).toEqual([]);
  expect(await tests()).toEqual([
    { rota: 'First line', at: TEN, agentId: grace.id, acknowledgedAt: expect.any(Number), missedAt: null },
  ]);
});

test('a reply with any word says so too, and becomes no ticket', async () => {
  await at(TEN);
  await look();
  const id = headerOf(mailsTo('grace@desk.example')[0]?.raw ?? '', 'message-id') ?? '';
  await desk.receive(
    letter({
      to: SUPPORT,
      from: 'Grace <grace@desk.example>',
      subject: 'Re: Test',
      text: 'here',
      head: ['Message-ID: <2@desk.example>', `In-Reply-To: ${id}`, `References: ${id}`],
    }),
  );
  expect(await tests()).toMatchObject([{ acknowledgedAt: expect.any(Number) }]);
  expect((await sql`select from ticket`.execute(desk.db)).rows).toEqual([]);
});

test('the support manager is told once of who does not answer; an answer afterwards is late', async () => {
  await at(TEN);
  await look();
  await at(TEN + 10 * MINUTE);
  await look(3);
  await at(TEN + 20 * MINUTE);
  await look();
  const mails = mailsTo('manager@desk.example');
  expect(mails).toHaveLength(1);
  expect(unfolded(mails[0])).toContain('Grace did not acknowledge the test page of First line in time.');
  expect(unfolded(mails[0])).toContain('/app/admin/promises');
  expect(await tests()).toMatchObject([{ acknowledgedAt: null, missedAt: expect.any(Number) }]);
  await grace.post('/api/test-page/acknowledgement');
  expect(await tests()).toMatchObject([{ acknowledgedAt: expect.any(Number), missedAt: expect.any(Number) }]);
});

test('with nobody on call the support manager is told at once', async () => {
  await rota([]);
  await at(TEN);
  await look();
  expect(unfolded(mailsTo('manager@desk.example')[0])).toContain('Nobody was on call for First line');
  expect(await tests()).toMatchObject([{ agentId: null, missedAt: expect.any(Number) }]);
});

test('a test goes through quiet hours, as a page does', async () => {
  await grace.put('/api/me', { body: { quietHours: { zone: 'UTC', week: { mon: ['00:00-24:00'] } } } });
  await at(TEN);
  await look();
  expect(mailsTo('grace@desk.example')).toHaveLength(1);
});
