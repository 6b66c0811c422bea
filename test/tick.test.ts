import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../gateway/desk/policy-book.ts';
import { writeBook } from '../gateway/store/policy.ts';
import { readDesk, writeDesk } from '../gateway/store/settings.ts';
import { tick } from '../gateway/tick.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { apiOn, signedIn, turnClock } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { headerOf } from './support/smtp-sink.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

/** A Sunday, three in the morning in New York. */
const SUNDAY = Date.UTC(2026, 2, 15, 7);
/** The Tuesday before, ten in the morning there. */
const TUESDAY = Date.UTC(2026, 2, 10, 14);
const EMERGENCY = '+1 555 0199';

let desk: StoryDesk;
let grace: Awaited<ReturnType<typeof signedIn>>;
let alan: Awaited<ReturnType<typeof signedIn>>;

beforeEach(async () => {
  desk = await storyDesk();
  const { api } = await apiOn(desk.db);
  grace = await signedIn(desk.db, api, 'Grace');
  alan = await signedIn(desk.db, api, 'Alan');
  const known = await readDesk(desk.db);
  await writeDesk(desk.db, {
    ...known,
    contacts: { ...known.contacts, emergency: EMERGENCY, managerAddress: 'manager@desk.example' },
  });
  const rota = {
    name: 'Everybody',
    levels: ['L1' as const, 'L2' as const, 'L3' as const, 'L4' as const],
    zone: 'UTC',
    handOver: 'mon 09:00',
    from: '2026-03-09',
    people: [grace.address, alan.address],
    overrides: [],
  };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  desk.heed.forgetSettings();
});
afterEach(() => desk[Symbol.asyncDispose]());

const at = (instant: number) => turnClock(desk.db, instant - Date.now());
const look = async () => {
  await tick(ticking(desk.heed));
  await desk.send();
};
const down = () =>
  letter({
    to: SUPPORT,
    from: 'Ada Kite <ada@kite.example>',
    subject: 'Everything is down',
    text: 'The whole system is down for everyone.',
    head: ['Message-ID: <1@kite.example>'],
  });
const mailsTo = (address: string) => desk.sink.mails.filter(({ to }) => to.includes(address));
const eventKinds = async () =>
  (
    await sql<{ kind: string }>`select kind from event where ticket_id = 1 order by ticket_seq`.execute(desk.db)
  ).rows.map(({ kind }) => kind);

test('what is critical and comes after hours is acknowledged as such, and whoever is on call is called until one replies', async () => {
  await at(SUNDAY);
  await desk.receive(down());
  await look();
  const [acknowledgement] = mailsTo('ada@kite.example');
  expect(acknowledgement?.raw).toContain('We are closed just now.');
  expect(acknowledgement?.raw).toContain(EMERGENCY);
  const [call] = mailsTo(grace.address);
  expect(call?.from).toBe('');
  expect(headerOf(call?.raw ?? '', 'subject')).toBe('You are called: critical ticket #1');
  expect(call?.raw).toContain('/app/t/1');
  expect(mailsTo(alan.address)).toHaveLength(0);

  await at(SUNDAY + 11 * MINUTE);
  await look();
  expect(mailsTo(alan.address)).toHaveLength(1);
  const id = headerOf(mailsTo(alan.address)[0]?.raw ?? '', 'message-id') ?? '';
  await desk.receive(
    letter({
      to: SUPPORT,
      from: `Alan <${alan.address}>`,
      subject: 'Re: You are called',
      text: 'On it.',
      head: ['Message-ID: <on-it@desk.example>', `In-Reply-To: ${id}`],
    }),
  );
  const ticket = await grace.get('/api/tickets/1');
  expect(ticket.at('ticket.pagedAgentId')).toBeNull();
  expect(ticket.at('ticket.assigneeId')).toBe(alan.id);
  await at(SUNDAY + 40 * MINUTE);
  await look();
  expect([mailsTo(grace.address).length, mailsTo(alan.address).length]).toEqual([1, 1]);
  expect(await eventKinds()).toEqual(
    expect.arrayContaining(['opened', 'escalated', 'paged', 'page acknowledged', 'assigned']),
  );
});

test('in opening hours nobody is called at once, and nothing is said of being closed', async () => {
  await at(TUESDAY);
  await desk.receive(down());
  await look();
  expect(mailsTo('ada@kite.example')[0]?.raw).not.toContain('We are closed');
  expect(mailsTo(grace.address)).toHaveLength(0);
  await at(TUESDAY + HOUR + MINUTE);
  await look();
  expect(mailsTo(grace.address)).toHaveLength(1);
});

test('a broken promise is told to the manager once, whichever of two gateways sees it and however often', async () => {
  await at(TUESDAY);
  await desk.receive(down());
  await at(TUESDAY + 2 * HOUR + MINUTE);
  await Promise.all([tick(ticking(desk.heed)), tick(ticking(desk.heed)), tick(ticking(desk.heed))]);
  await look();
  await at(TUESDAY + 3 * HOUR);
  await look();
  const told = mailsTo('manager@desk.example');
  expect(told).toHaveLength(1);
  expect(headerOf(told[0]?.raw ?? '', 'subject')).toContain('#1');
  expect(told[0]?.raw).toContain('An answer is late');
  expect((await eventKinds()).filter((kind) => kind === 'breached')).toHaveLength(1);
});

test('what an agent writes back to a notice is no mail of a customer', async () => {
  await at(TUESDAY);
  await desk.receive(down());
  await sql`update ticket set assignee_id = ${grace.id}`.execute(desk.db);
  await at(TUESDAY + 95 * MINUTE);
  await look();
  const notice = mailsTo(grace.address).find(({ raw }) => headerOf(raw, 'subject')?.startsWith('#1'));
  const id = headerOf(notice?.raw ?? '', 'message-id') ?? 'none';
  const head = ['Message-ID: <thanks@desk.example>', `In-Reply-To: ${id}`];
  await desk.receive(letter({ to: SUPPORT, from: grace.address, subject: 'Re: #1', text: 'I know.', head }));
  const { rows } = await sql<{ disposition: string }>`
    select disposition from ledger where header_message_id = '<thanks@desk.example>'`.execute(desk.db);
  expect(rows).toEqual([{ disposition: 'quarantined' }]);
});
