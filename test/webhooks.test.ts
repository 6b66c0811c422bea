import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver, recover } from '../gateway/deliver.ts';
import { DAY, HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../gateway/desk/policy-book.ts';
import { postTo } from '../gateway/notify/webhook.ts';
import { writeBook } from '../gateway/store/policy.ts';
import { tick } from '../gateway/tick.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { itselfFor, tellingWebhooks } from '../gateway/wiring/webhooks.ts';
import { apiOn, type Browser, browser, mailOn, signedIn, ticketBy, turnClock } from './support/api.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { letter } from './support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let grace: Browser;
let receiver: Receiver;
beforeEach(async () => {
  desk = await storyDesk();
  receiver = await startReceiver();
  const { api } = await apiOn(desk.db, desk.heed);
  grace = await signedIn(desk.db, api, 'Grace', 'admin');
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

/** A webhook to the receiver, which is told its secret. */
async function hook(events: string[], url = receiver.url): Promise<number> {
  const added = await grace.post('/api/webhooks', { body: { url, events } });
  if (added.status !== 200) throw new Error(JSON.stringify(added.body));
  receiver.secret = String(added.at('secret'));
  return Number(added.at('id'));
}
const gateway = () => tellingWebhooks(desk.heed, postTo({ itself: itselfFor(desk.heed.config) }));
async function tell(gateways = 1): Promise<void> {
  const one = async (out: ReturnType<typeof gateway>) => {
    while ((await deliver(out)) > 0);
  };
  await Promise.all(Array.from({ length: gateways }, () => one(gateway())));
}
const types = () => receiver.received.map(({ body }) => body.type);
const states = async () =>
  (
    await sql<{ state: string; attempts: number }>`
    select state, attempts from outbox where kind = 'webhook' order by id`.execute(desk.db)
  ).rows;
const alerts = async () =>
  (
    await sql<{ content: { findings: { code: string; words: string }[] } }>`
    select content from outbox where kind = 'alert'`.execute(desk.db)
  ).rows.flatMap(({ content }) => content.findings);
const seqOf = async (id: number) => Number((await grace.get(`/api/tickets/${id}`)).at('ticket.seq'));

test('what happens to a ticket is told once, signed, in ids and codes and no word of the customer', async () => {
  await hook(['ticket.opened', 'ticket.solved']);
  await desk.receive(
    letter({
      to: SUPPORT,
      from: 'Ada Kite <ada@kite.example>',
      subject: 'Stripes',
      text: 'The drum smokes.',
      head: ['Message-ID: <1@kite.example>'],
    }),
  );
  await tell();
  expect(types()).toEqual(['ticket.opened']);
  const [told] = receiver.received;
  expect(told).toMatchObject({
    proven: true,
    id: expect.stringMatching(/^msg_\d+$/),
    body: {
      data: {
        ticketId: 1,
        url: 'http://localhost:3000/app/t/1',
        status: 'open',
        level: 'L1',
        priority: expect.any(String),
      },
    },
  });
  expect(JSON.stringify(told)).not.toMatch(/ada|kite|drum|Stripes/i);
  expect(Math.abs((told?.timestamp ?? 0) * 1000 - Date.now())).toBeLessThan(MINUTE);
  await grace.write('PUT', '/api/tickets/1/priority', await seqOf(1), { priority: 'high' });
  await grace.write('PUT', '/api/tickets/1/status', await seqOf(1), { status: 'solved' });
  await tell();
  expect(types()).toEqual(['ticket.opened', 'ticket.solved']);
});

test('three gateways at once tell each thing once', async () => {
  await hook(['ticket.opened']);
  await Promise.all(Array.from({ length: 12 }, () => ticketBy(grace)));
  await tell(3);
  expect(new Set(receiver.received.map(({ body }) => body.data.ticketId)).size).toBe(12);
  expect(receiver.received).toHaveLength(12);
});

test('what is not committed is never told', async () => {
  await hook(['ticket.opened']);
  await desk.db
    .transaction()
    .execute(async (tx) => {
      await sql`insert into event (kind, data, at) values ('opened', '{}', heed_now())`.execute(tx);
      throw new Error('no');
    })
    .catch(() => {});
  await tell();
  expect(receiver.asked).toBe(0);
});

test('who does not take it is told again, later and later, under the same id and in the same words', async () => {
  await hook(['ticket.opened']);
  await ticketBy(grace);
  receiver.answers(500);
  await tell();
  expect(await states()).toEqual([{ state: 'queued', attempts: 1 }]);
  const { rows } = await sql<{
    wait: number;
  }>`select run_at - heed_now() as wait from outbox where kind = 'webhook'`.execute(desk.db);
  expect(rows[0]?.wait).toBeGreaterThan(50_000);
  expect(rows[0]?.wait).toBeLessThan(76_000);
  await tell();
  expect(receiver.asked).toBe(1);
  await turnClock(desk.db, 2 * MINUTE);
  receiver.answers(204);
  await tell();
  expect(receiver.received).toHaveLength(1);
  expect(await states()).toEqual([{ state: 'sent', attempts: 2 }]);
});

test('a gateway that dies while it tells leaves it to another, and the id says that it is the same', async () => {
  await hook(['ticket.opened']);
  await ticketBy(grace);
  const died = new Error('killed');
  const dying = tellingWebhooks(desk.heed, postTo({ itself: itselfFor(desk.heed.config) }), async (point) => {
    if (point === 'answered') throw died;
  });
  await expect(deliver(dying)).rejects.toBe(died);
  await turnClock(desk.db, 21 * MINUTE);
  expect(await recover(gateway())).toBe(1);
  await turnClock(desk.db, 24 * MINUTE);
  await tell();
  const [first, second] = receiver.received;
  expect(receiver.received).toHaveLength(2);
  expect(second?.id).toBe(first?.id);
  expect(second?.body).toEqual(first?.body);
});

test('what nobody takes for four days is given up, and admins are told once until something is taken again', async () => {
  const id = await hook(['ticket.opened']);
  receiver.answers(500);
  await ticketBy(grace);
  await ticketBy(grace);
  await tell();
  await turnClock(desk.db, 4 * DAY + HOUR);
  await tell();
  expect((await states()).map(({ state }) => state)).toEqual(['failed', 'failed']);
  expect((await alerts()).map(({ code }) => code)).toEqual(['webhook given up']);
  expect((await alerts())[0]?.words).toContain('127.0.0.1');
  const log = (await grace.get(`/api/webhooks/${id}/deliveries`)).at('deliveries');
  expect(log).toMatchObject([
    { type: 'ticket.opened', state: 'failed', reason: 'given up after four days: It answered 500.' },
    {},
  ]);
});

test('who answers 410 is told nothing more, and admins hear of it once', async () => {
  const id = await hook(['ticket.opened']);
  for (let each = 0; each < 8; each++) await ticketBy(grace);
  receiver.answers(410);
  await tell(2);
  const asked = receiver.asked;
  expect(asked).toBeLessThanOrEqual(8);
  expect((await alerts()).map(({ code }) => code)).toEqual(['webhook ended']);
  await ticketBy(grace);
  await tell();
  expect(receiver.asked).toBe(asked);
  expect((await states()).filter(({ state }) => state === 'queued' || state === 'claimed')).toEqual([]);
  const hooks = (await grace.get('/api/webhooks')).at('webhooks');
  expect(hooks).toMatchObject([{ id, endedWhy: 'It answered 410: it wants to hear nothing more.' }]);
});

test('one that does not answer holds up neither mail nor the others', async () => {
  await using silent = await startReceiver();
  silent.answers(() => {});
  await hook(['ticket.opened'], silent.url);
  await hook(['ticket.opened']);
  await desk.receive(
    letter({
      to: SUPPORT,
      from: 'Ada Kite <ada@kite.example>',
      subject: 'Stripes',
      text: 'Help.',
      head: ['Message-ID: <1@kite.example>'],
    }),
  );
  const telling = tell(2);
  await desk.send();
  expect(desk.sink.mails.length).toBeGreaterThan(0);
  await expect.poll(() => receiver.received.length).toBe(1);
  expect((await states()).some(({ state }) => state === 'claimed')).toBe(true);
  await telling;
}, 30_000);

test('a page goes out by webhook with its mail, at the same time', async () => {
  const rota = {
    ...{ name: 'Everybody', levels: ['L1' as const], zone: 'UTC', handOver: 'mon 09:00', from: '2026-03-09' },
    people: ['grace@desk.example'],
    overrides: [],
  };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  await hook(['page.called', 'page.acknowledged', 'promise.escalated']);
  // A Sunday, three in the morning in New York.
  await turnClock(desk.db, Date.UTC(2026, 2, 15, 7) - Date.now());
  desk.heed.forgetSettings();
  await desk.receive(
    letter({
      to: SUPPORT,
      from: 'Ada Kite <ada@kite.example>',
      subject: 'Everything is down',
      text: 'The whole system is down for everyone.',
      head: ['Message-ID: <1@kite.example>'],
    }),
  );
  await tick(ticking(desk.heed));
  await Promise.all([tell(), desk.send()]);
  expect(desk.sink.mails.some(({ to }) => to.includes('Grace@desk.example') || to.includes('grace@desk.example'))).toBe(
    true,
  );
  expect(types().sort()).toEqual(['page.called', 'promise.escalated']);
  await grace.write('POST', '/api/tickets/1/page/acknowledgement', await seqOf(1));
  await tell();
  expect(types()).toContain('page.acknowledged');
});

test('mail that is brought in as history is no news', async () => {
  await hook(['ticket.replied']);
  const { id } = await ticketBy(grace);
  const joined = async (imported: boolean) => {
    const { messageId, ledgerId } = await mailOn(desk.db, { ticketId: id });
    await sql`update ledger set imported = ${imported} where id = ${ledgerId}`.execute(desk.db);
    await sql`insert into event (kind, data, at) values ('joined', ${JSON.stringify({ messageId })}::jsonb, heed_now())`.execute(
      desk.db,
    );
    return messageId;
  };
  await joined(true);
  const news = await joined(false);
  await tell();
  expect(receiver.received).toMatchObject([{ body: { data: { details: { messageId: news } } } }]);
});

test('an admin tries it, changes it, gives it another secret, switches it off and removes it', async () => {
  const id = await hook(['ticket.opened']);
  const test = () => grace.write('POST', `/api/webhooks/${id}/test`, undefined);
  expect((await test()).status).toBe(200);
  await tell();
  expect(receiver.received).toMatchObject([{ proven: true, body: { type: 'webhook.test', data: { ticketId: null } } }]);

  receiver.secret = String((await grace.post(`/api/webhooks/${id}/secret`)).at('secret'));
  await test();
  await tell();
  expect(receiver.received.map(({ proven }) => proven)).toEqual([true, true]);

  const change = (seq: number, changed: object) =>
    grace.write('PUT', `/api/webhooks/${id}`, seq, { url: receiver.url, events: ['ticket.solved'], ...changed });
  expect((await change(1, {})).status).toBe(409);
  expect((await change(2, {})).at('webhooks.0.events')).toEqual(['ticket.solved']);
  await ticketBy(grace);
  await test();
  expect((await change(3, { on: false })).at('webhooks.0.endedWhy')).toBe('An admin switched it off.');
  expect((await test()).at('error.message')).toBe('It is switched off. Switch it on first.');
  await tell();
  expect(receiver.received).toHaveLength(2);
  expect((await change(4, { on: true })).at('webhooks.0.endedAt')).toBeNull();
  const removed = await grace.remove(`/api/webhooks/${id}`, { seq: 5, key: crypto.randomUUID() });
  expect(removed.at('webhooks')).toEqual([]);
  expect(await states()).toEqual([]);
});

test('a secret is told once and is nowhere in clear', async () => {
  await hook(['ticket.opened']);
  const key = receiver.secret.slice('whsec_'.length);
  expect(Buffer.from(key, 'base64')).toHaveLength(32);
  expect(JSON.stringify((await grace.get('/api/webhooks')).body)).not.toContain(key);
  for (const table of ['webhook', 'outbox', 'event', 'idempotent_write']) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.table(table)} t`.execute(desk.db);
    expect(rows.filter(({ text }) => text.includes(key))).toEqual([]);
  }
});

test('a URL into somebody’s own network, in clear or with a password is refused in words', async () => {
  const { api } = await apiOn(desk.db, { config: { baseUrl: new URL('https://desk.kite.com'), trustProxy: 0 } });
  const ada = browser(api, `__Host-${grace.cookie()}`);
  const headers = { origin: 'https://desk.kite.com' };
  for (const [url, words] of [
    ['http://chat.kite.com/hook', 'Write https'],
    ['https://user:word@chat.kite.com/hook', 'Leave user and password out'],
    ['https://169.254.169.254/latest', 'public servers only'],
    ['https://10.1.2.3/', 'public servers only'],
    ['https://localhost/', 'public servers only'],
    ['http://127.0.0.1:8080/', 'Write https'],
    ['https://[::1]/', 'public servers only'],
    ['https://2130706433/', 'public servers only'],
    ['https://printer.local/', 'public servers only'],
    ['not a url', 'This is no URL'],
  ] as const) {
    const refused = await ada.post('/api/webhooks', { body: { url, events: ['ticket.opened'] }, headers });
    expect([refused.status, refused.at('error.message')]).toEqual([422, expect.stringContaining(words)]);
  }
});
