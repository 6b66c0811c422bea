import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../gateway/desk/policy-book.ts';
import { writeBook } from '../gateway/store/policy.ts';
import { readDesk, writeDesk } from '../gateway/store/settings.ts';
import { tick } from '../gateway/tick.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { type Api, apiOn, type Browser, HOME, signedIn, turnClock } from './support/api.ts';
import { type StoryDesk, storyDesk } from './support/story-desk.ts';

/** A Sunday, three in the morning in New York; and the Tuesday before, ten in the morning there. */
const [SUNDAY, TUESDAY] = [Date.UTC(2026, 2, 15, 7), Date.UTC(2026, 2, 10, 14)];
const TOKEN = 'the auth token of the tests';
const ADA = '+14155550111';
const RECORDING = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1';

let desk: StoryDesk;
let api: Api;
let grace: Browser & { address: string };

beforeEach(async () => {
  desk = await storyDesk();
  ({ api } = await apiOn(desk.db, { policy: desk.heed.policy, secrets: desk.heed.secrets }));
  grace = await signedIn(desk.db, api, 'Grace', 'admin');
  const rota = {
    name: 'Everybody',
    levels: ['L1' as const],
    zone: 'UTC',
    handOver: 'mon 09:00',
    from: '2026-03-09',
    people: [grace.address],
    overrides: [],
  };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  const known = await readDesk(desk.db);
  await writeDesk(desk.db, {
    ...known,
    name: 'Kite & Sons',
    contacts: { ...known.contacts, emergency: '(555) 987-6543' },
  });
  desk.heed.forgetSettings();
  await grace.put('/api/phone', { body: { ring: ['+1 555 010 2030', '+1 555 010 2031'], token: TOKEN } });
});
afterEach(() => desk[Symbol.asyncDispose]());

const at = (instant: number) => turnClock(desk.db, instant - Date.now());

/** What the phone provider asks, and the TwiML it is told; a status where it is refused. */
async function call(path: string, fields: Record<string, string> = {}, token = TOKEN): Promise<string | number> {
  const form = { CallSid: 'CA1', From: ADA, To: '+15550102000', ...fields };
  const url = `${HOME}/api/voice${path}`;
  const text = Object.entries(form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce((sum, [name, value]) => sum + name + value, url);
  const answer = await api.request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', token).update(text).digest('base64'),
    },
    body: new URLSearchParams(form).toString(),
  });
  return answer.status === 200 ? answer.text() : answer.status;
}

const tickets = async () => {
  const { rows } = await sql<{ id: number; priority: string; address: string; words: string[]; unsure: boolean }>`
    select t.id, t.priority, c.address, (t.priority_reason->>'unsure')::boolean as unsure,
      array(select visible from message m where m.ticket_id = t.id order by m.id) as words
    from ticket t join contact c on c.id = t.requester_id order by t.id`.execute(desk.db);
  return rows;
};
const pages = async () => {
  await tick(ticking(desk.heed));
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from page`.execute(desk.db);
  return rows[0]?.count;
};

test('in hours the phones of the desk ring; who picks up has the call, and nothing is opened', async () => {
  await at(TUESDAY);
  expect(await call('')).toContain(
    '<Dial timeout="25" action="/api/voice/rang"><Number>+15550102030</Number><Number>+15550102031</Number></Dial>',
  );
  expect(await call('/rang', { DialCallStatus: 'completed' })).toContain('<Response><Hangup/></Response>');
  expect(await tickets()).toEqual([]);
});

test('nobody picks up: a message becomes a ticket that asks whether it is critical, once however often it is told', async () => {
  await at(TUESDAY);
  expect(await call('/rang', { DialCallStatus: 'no-answer' })).toContain('<Record maxLength="180"');
  const told = await Promise.all([1, 2, 3].map(() => call('/message', { RecordingUrl: RECORDING })));
  expect(new Set(told)).toEqual(new Set([expect.stringContaining('Your ticket is number 1.')]));
  expect(await tickets()).toEqual([
    {
      id: 1,
      priority: 'medium',
      address: `tel:${ADA}`,
      words: [`Left a message by phone: ${RECORDING}`],
      unsure: true,
    },
  ]);
});

test('after hours the emergency line is for what is critical: a ticket, a page, and the line rings', async () => {
  await at(SUNDAY);
  const offered = await call('');
  expect(offered).toContain(
    'Thank you for calling Kite &amp; Sons. We are closed. We are back on Monday, March 16, 9:00 AM ET.',
  );
  expect(offered).toContain('<Gather numDigits="1" timeout="5" action="/api/voice/choice">');
  const chosen = await call('/choice', { Digits: '1' });
  expect(chosen).toContain('ticket 1 and are calling whoever is on call');
  expect(chosen).toContain('<Number>5559876543</Number>');
  expect(await tickets()).toMatchObject([{ id: 1, priority: 'critical' }]);
  expect(await pages()).toBe(1);

  expect(await call('/rang', { DialCallStatus: 'busy' })).toContain('<Record');
  await call('/message', { RecordingUrl: RECORDING });
  await call('/message', { RecordingUrl: RECORDING });
  expect((await tickets()).map(({ words }) => words)).toEqual([
    ['Called after hours and chose the emergency line.', `Left a message by phone: ${RECORDING}`],
  ]);
});

test('who chooses nothing after hours leaves a message, and nobody is woken', async () => {
  await at(SUNDAY);
  expect(await call('/choice', { Digits: '7' })).toContain('<Record');
  await call('/message', { RecordingUrl: RECORDING });
  expect(await tickets()).toMatchObject([{ priority: 'medium' }]);
  expect(await pages()).toBe(0);
});

test('cover without an emergency line offers none, and cannot be talked into it', async () => {
  await at(SUNDAY);
  const made = (path: string, body: object) => grace.ask('POST', path, { body, key: crypto.randomUUID() });
  const id = Number((await made('/api/organisations', { name: 'Kite' })).at('organisation.id'));
  await made(`/api/organisations/${id}/cover`, { planId: 1, startsOn: '2026-03-01' });
  const contact = { address: 'ada@kite.example', name: 'Ada', phones: ['(415) 555-0111'] };
  await grace.ask('PUT', `/api/organisations/${id}/contacts`, { body: contact, key: crypto.randomUUID() });

  const told = await call('');
  expect(told).not.toContain('press 1');
  expect(told).toContain('We are back on Monday');
  expect(await call('/choice', { Digits: '1' })).toContain('<Record');
  await call('/message', { RecordingUrl: RECORDING });
  expect(await tickets()).toMatchObject([{ priority: 'medium', address: 'ada@kite.example' }]);
  expect(await pages()).toBe(0);
});

test('a number that is withheld is somebody all the same', async () => {
  await at(TUESDAY);
  await call('/message', { RecordingUrl: RECORDING, From: 'anonymous' });
  expect(await tickets()).toMatchObject([{ address: 'tel:withheld' }]);
});

test('nobody but the provider can say that there was a call', async () => {
  expect(await call('', {}, 'another token')).toBe(401);
  expect(await call('/message', { RecordingUrl: 'http://evil.example/a' })).toBe(400);
  await grace.put('/api/phone', { body: { ring: [], token: null } });
  expect(await call('')).toBe(401);
  expect(await tickets()).toEqual([]);
  const { rows } = await sql`select from setting where value::text like ${`%${TOKEN}%`}`.execute(desk.db);
  expect(rows).toEqual([]);
});

test('an agent logs a call: the number finds who it was, also the next time, and mail to a number is refused', async () => {
  await at(TUESDAY);
  const found = () => grace.get(`/api/callers?number=${encodeURIComponent('+1 415 555 0111')}`);
  const stranger = await found();
  expect(stranger.body).toMatchObject({ number: ADA, callers: [] });
  // Two hours from now, and the clock runs on.
  expect(Number(stranger.at('promises.critical')) - TUESDAY - 2 * HOUR).toBeLessThan(MINUTE);
  const logged = await grace.write('POST', '/api/tickets', undefined, {
    requester: { phone: '+1 415 555 0111', name: 'Ada' },
    subject: 'The printer',
    text: 'It smokes, she says.',
    priority: 'high',
  });
  expect(logged.status).toBe(200);
  expect((await found()).body).toMatchObject({
    callers: [
      { name: 'Ada', address: `tel:${ADA}`, cover: null, open: [{ id: 1, subject: 'The printer', priority: 'high' }] },
    ],
  });
  const answer = await grace.write('POST', '/api/tickets/1/answers', Number(logged.at('ticket.seq')), {
    text: 'Hello',
  });
  expect([answer.status, answer.at('error.message')]).toEqual([422, expect.stringContaining('left no mail address')]);
  const detail = await grace.get('/api/tickets/1');
  expect(detail.at('messages.0.whyHere')).toBe('It was said on the phone.');
});
