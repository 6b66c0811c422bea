import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliver } from '../gateway/deliver.ts';
import { HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { tick } from '../gateway/tick.ts';
import { delivering } from '../gateway/wiring/delivering.ts';
import { openSenders } from '../gateway/wiring/sending.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { apiOn, type Browser, signedIn, ticketBy, turnClock } from './support/api.ts';
import { type StoryDesk, storyDesk } from './support/story-desk.ts';

/** A Tuesday, eleven at night in UTC. */
const TONIGHT = Date.UTC(2026, 2, 10, 23);
const MORNING = Date.UTC(2026, 2, 11, 7);
const NIGHTS = { zone: 'UTC', week: { tue: ['22:00-07:00'] } };

let desk: StoryDesk;
let grace: Browser;
let called: string[];
beforeEach(async () => {
  desk = await storyDesk();
  called = [];
  const { api } = await apiOn(desk.db, desk.heed);
  grace = await signedIn(desk.db, api, 'Grace');
  await at(TONIGHT);
});
afterEach(() => desk[Symbol.asyncDispose]());

const at = (instant: number) => turnClock(desk.db, instant - Date.now());
const quiet = (quietHours: unknown) => grace.put('/api/me', { body: { quietHours } });

/** Told by a rule on a new ticket: a notice, or a page. */
async function told(kind: 'notice' | 'page', rule = 'An answer is late'): Promise<number> {
  const { id } = await ticketBy(grace);
  const content = JSON.stringify({ items: [{ ticketId: id, target: 'first response', rule }] });
  await sql`insert into outbox (ticket_id, mailbox_id, kind, envelope, content, run_at, queued_at)
    values (${id}, 1, ${kind}, '{"to": [{"name": "Grace", "address": "Grace@desk.example"}], "cc": []}', ${content}::jsonb,
      heed_now(), heed_now())`.execute(desk.db);
  return id;
}

/** One gateway's turn, with or without the other; devices ring when a mail is sent. */
async function look(gateways = 1): Promise<void> {
  const one = async () => {
    await tick(ticking(desk.heed));
    const senders = openSenders(desk.heed);
    const call = async (addresses: readonly string[], { is }: { is: string }) => called.push(`${is} ${addresses}`);
    while ((await deliver(delivering(desk.heed, senders, undefined, call))) > 0);
    senders.close();
  };
  await Promise.all(Array.from({ length: gateways }, one));
}
const mails = () => desk.sink.mails.filter(({ to }) => to.includes('Grace@desk.example'));
const states = async () =>
  (await sql<{ state: string }>`select state from outbox where kind = 'notice' order by id`.execute(desk.db)).rows.map(
    ({ state }) => state,
  );

test('what an agent hears of in quiet hours comes in the morning as one mail, and rings once', async () => {
  expect((await quiet(NIGHTS)).at('quietHours')).toEqual(NIGHTS);
  const tickets = [await told('notice'), await told('notice', 'A solution is late'), await told('notice')];
  await look();
  await at(MORNING - MINUTE);
  await look();
  expect(mails()).toHaveLength(0);
  expect(called).toEqual([]);
  expect(await states()).toEqual(['held', 'held', 'held']);
  await at(MORNING);
  await look();
  await look();
  expect(mails()).toHaveLength(1);
  for (const id of tickets) expect(mails()[0]?.raw).toContain(`#${id}: `);
  expect(called).toEqual(['notice Grace@desk.example']);
  expect(await states()).toEqual(['sent', 'suppressed', 'suppressed']);
});

test('a page goes through, whatever the hour', async () => {
  await quiet(NIGHTS);
  await told('page');
  await look();
  expect(mails()).toHaveLength(1);
  expect(called).toEqual(['page Grace@desk.example']);
});

test('three gateways let go of it once', async () => {
  await quiet(NIGHTS);
  await told('notice');
  await told('notice');
  await look(3);
  await at(MORNING + MINUTE);
  await look(3);
  await look(3);
  expect(mails()).toHaveLength(1);
});

test('a mail that was to be tried again at night waits too, and tells in the morning what came meanwhile', async () => {
  await at(TONIGHT - 2 * HOUR);
  await quiet(NIGHTS);
  const first = await told('notice');
  const senders = openSenders(desk.heed);
  const away = delivering(desk.heed, senders);
  const refused = { sent: false, outcome: 'temporary', words: 'The relay is away.' } as const;
  expect(await deliver({ ...away, send: async () => refused })).toBe(1);
  senders.close();
  await at(TONIGHT);
  await look();
  const second = await told('notice');
  await look();
  expect(mails()).toHaveLength(0);
  await at(MORNING);
  await look();
  expect(mails()).toHaveLength(1);
  expect(mails()[0]?.raw).toContain(`#${first}: `);
  expect(mails()[0]?.raw).toContain(`#${second}: `);
});

test('who ends their quiet hours hears at once; who makes them longer goes on waiting', async () => {
  await quiet(NIGHTS);
  await told('notice');
  await look();
  await quiet({ zone: 'UTC', week: { tue: ['22:00-09:00'] } });
  await look();
  await at(MORNING);
  await look();
  expect(mails()).toHaveLength(0);
  await quiet(null);
  await look();
  expect(mails()).toHaveLength(1);
});

test('quiet hours are an agent’s own, are refused in words, and are told to nobody else', async () => {
  const refused = await quiet({ zone: 'UTC', week: { mon: ['25:00-26:00'] } });
  expect(refused.status).toBe(422);
  expect(refused.at('error.message')).toContain('write "09:00-17:00"');
  await quiet(NIGHTS);
  expect((await grace.get('/api/me')).at('quietHours')).toEqual(NIGHTS);
  expect(JSON.stringify((await grace.get('/api/agents')).body)).not.toContain('22:00');
});
