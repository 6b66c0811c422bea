import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../gateway/desk/instant.ts';
import { type Book, DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { readPolicy } from '../../gateway/store/policy.ts';
import { readDesk } from '../../gateway/store/settings.ts';
import { tick } from '../../gateway/tick.ts';
import { ticking } from '../../gateway/wiring/ticking.ts';
import { apiOn, signedIn, ticketBy, turnClock } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let grace: Awaited<ReturnType<typeof signedIn>>;
let ada: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  db = await freshDatabase();
  const { api } = await apiOn(db, { policy: () => readPolicy(db) });
  grace = await signedIn(db, api, 'Grace', 'admin');
  ada = await signedIn(db, api, 'Ada');
});
afterAll(() => db[Symbol.asyncDispose]());

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');

/** Everything counts by the clock, so that the day on which a test runs does not matter. */
const clockTime: Book = { ...DEFAULT_BOOK, policies: [{ ...standard, calendar: 'always' }] };
const faster: Book = {
  ...clockTime,
  policies: [
    {
      ...standard,
      calendar: 'always',
      priorities: { ...standard.priorities, medium: { firstResponse: '1 hour', resolution: '16 hours' } },
    },
  ],
};

const version = async () => Number((await grace.get('/api/policy')).at('version'));
const keep = async (book: Book) => grace.put('/api/policy', { body: { book, version: await version() } });
const look = () => tick(ticking({ db, policy: () => readPolicy(db), desk: () => readDesk(db) }));

test('a new desk promises what its file says, and every agent may read it; only an admin changes it', async () => {
  expect(await ada.get('/api/policy')).toMatchObject({ status: 200, body: { book: DEFAULT_BOOK, version: 0 } });
  expect((await ada.put('/api/policy', { body: { book: clockTime, version: 0 } })).status).toBe(403);
  expect((await ada.post('/api/policy/preview', { body: { book: clockTime } })).status).toBe(403);
});

test('what is kept is read again; whoever read an older one does not write over it', async () => {
  const first = await keep(clockTime);
  expect(first).toMatchObject({ status: 200, body: { book: clockTime } });
  const late = await grace.put('/api/policy', { body: { book: DEFAULT_BOOK, version: 0 } });
  expect(late).toMatchObject({ status: 409, body: { error: { message: expect.stringContaining('Load it again') } } });
});

test.each<[string, unknown, string]>([
  ['a key nobody knows', { ...clockTime, colour: 'blue' }, 'colour'],
  [
    'a calendar that is not there',
    { ...clockTime, policies: [{ ...standard, calendar: 'Moon' }] },
    'which is not there',
  ],
  ['no policy', { ...clockTime, policies: [] }, 'policies'],
])('%s is refused in words and changes nothing', async (_, book, words) => {
  const answer = await grace.put('/api/policy', { body: { book, version: await version() } });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.status).toBeLessThan(500);
  expect(JSON.stringify(answer.body)).toContain(words);
  expect((await grace.get('/api/policy')).at('book')).toEqual(clockTime);
});

test('before it is saved an admin sees which promises move, and to when; once saved they do, and the ticket says so', async () => {
  const { id } = await ticketBy(grace, { priority: 'medium' });
  const before = await grace.get(`/api/tickets/${id}`);
  const due = Number(before.at('ticket.clocks.0.dueAt'));
  expect(due - Number(before.at('ticket.clocks.0.startedAt'))).toBe(8 * HOUR);
  const preview = await grace.post('/api/policy/preview', { body: { book: faster } });
  expect(preview.at('moves')).toContainEqual({
    ticketId: id,
    subject: before.at('ticket.subject'),
    target: 'first response',
    from: due,
    to: due - 7 * HOUR,
  });
  expect((await grace.get(`/api/tickets/${id}`)).at('ticket.clocks.0.dueAt')).toBe(due);

  expect((await keep(faster)).status).toBe(200);
  // Another gateway may use the old one for a moment.
  await look();
  expect((await grace.get(`/api/tickets/${id}`)).at('ticket.clocks.0.dueAt')).toBe(due);
  await turnClock(db, 5000);
  await look();
  const after = await grace.get(`/api/tickets/${id}`);
  expect(after.at('ticket.clocks.0.dueAt')).toBe(due - 7 * HOUR);
  expect(JSON.stringify(after.at('events'))).toContain('promise moved');
  await turnClock(db, 0);
});

test('an example says what a mail now would be promised and what would happen', async () => {
  const preview = await grace.post('/api/policy/preview', { body: { book: clockTime } });
  const examples = preview.at('examples') as {
    priority: string;
    promises: { rules: { rule: string; steps: string[] }[] }[];
  }[];
  expect(examples.map(({ priority }) => priority)).toEqual(['critical', 'high', 'medium', 'low']);
  expect(examples[1]?.promises[0]?.rules.map(({ rule }) => rule)).toEqual(['Warn whoever has it', 'An answer is late']);
});

describe('holidays', () => {
  test('come by country and region, ten years of them', async () => {
    const all = await grace.get('/api/holidays?country=US&region=NY&year=2026');
    expect(all.at('holidays')).toContainEqual({ date: '2026-07-04', name: 'Independence Day' });
    expect(JSON.stringify(all.at('holidays'))).toContain('2035-12-25');
    expect(all.at('regions')).toContainEqual({ code: 'TX', name: 'Texas' });
    expect((await grace.get('/api/holidays')).at('countries')).toContainEqual({ code: 'DE', name: 'Germany' });
    const bavaria = await grace.get('/api/holidays?country=DE&region=BY&year=2026');
    expect(bavaria.at('holidays')).toContainEqual(expect.objectContaining({ date: '2026-01-06' }));
  });

  test('come from a calendar file, its repetitions followed, its meetings left out', async () => {
    const text = [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'BEGIN:VEVENT',
      'UID:1',
      'DTSTART;VALUE=DATE:20260701',
      'DTEND;VALUE=DATE:20260703',
      'SUMMARY:Works outing',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:2',
      'DTSTART;VALUE=DATE:20261224',
      'RRULE:FREQ=YEARLY;COUNT=2',
      'SUMMARY:Christmas Eve',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:3',
      'DTSTART:20260801T100000Z',
      'SUMMARY:A meeting',
      'END:VEVENT',
      'END:VCALENDAR',
    ].join('\r\n');
    const answer = await grace.post('/api/holidays/file', { body: { text } });
    expect(answer.at('holidays')).toEqual([
      { date: '2026-07-01', name: 'Works outing' },
      { date: '2026-07-02', name: 'Works outing' },
      { date: '2026-12-24', name: 'Christmas Eve' },
      { date: '2027-12-24', name: 'Christmas Eve' },
    ]);
    expect((await grace.post('/api/holidays/file', { body: { text: 'no calendar' } })).status).toBe(422);
  });
});

describe('a ticket', () => {
  test('is handed to another level with the reason as a note, and is nobody’s from then on', async () => {
    const { id, seq } = await ticketBy(grace);
    const taken = await grace.write('PUT', `/api/tickets/${id}/assignee`, seq, { agentId: grace.id });
    const handed = await grace.write('PUT', `/api/tickets/${id}/level`, Number(taken.at('ticket.seq')), {
      level: 'L3',
      reason: 'It is in the code.',
    });
    expect(handed).toMatchObject({ status: 200, body: { ticket: { level: 'L3', assigneeId: null } } });
    const { body } = await ada.get(`/api/tickets/${id}`);
    expect(body).toMatchObject({ messages: [{}, { kind: 'note', visible: 'It is in the code.', agentId: grace.id }] });
    const again = await grace.write('PUT', `/api/tickets/${id}/level`, Number(handed.at('ticket.seq')), {
      level: 'L2',
      reason: '',
    });
    expect(again.status).toBe(400);
  });

  test('shows how each promise came to its instant', async () => {
    await keep(clockTime);
    const { id } = await ticketBy(grace, { priority: 'high' });
    const answer = await ada.get(`/api/tickets/${id}/clocks`);
    const [first] = answer.at('clocks') as { startedAt: number; dueAt: number; minutes: number }[];
    expect(first).toMatchObject({ target: 'first response', minutes: 240, elapsed: 0, pauses: [], holidays: [] });
    expect(answer.at('clocks.0.counted.0.from')).toBe(first?.startedAt);
    expect(answer.at('clocks.0.rules.0')).toEqual({
      rule: 'Warn whoever has it',
      at: Number(first?.startedAt) + 180 * MINUTE,
      firedAt: null,
    });
    expect((await ada.get('/api/tickets/999999/clocks')).status).toBe(404);
  });

  test('whose page goes out is acknowledged in the app by whoever has it, and tells so', async () => {
    const rota = {
      name: 'First line',
      levels: ['L1' as const, 'L2' as const, 'L3' as const, 'L4' as const],
      zone: 'UTC',
      handOver: 'mon 09:00',
      from: '2026-03-02',
      people: [ada.address],
      overrides: [],
    };
    await keep({ ...clockTime, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } });
    expect((await ada.get('/api/on-call')).body).toEqual({
      now: [{ rota: 'First line', levels: ['L1', 'L2', 'L3', 'L4'], agentId: ada.id }],
      tests: [],
      gaps: [],
    });
    const { id } = await ticketBy(grace, { priority: 'critical' });
    await turnClock(db, HOUR + MINUTE);
    await look();
    const paged = await ada.get(`/api/tickets/${id}`);
    expect(paged.at('ticket.pagedAgentId')).toBe(ada.id);
    const answer = await ada.write('POST', `/api/tickets/${id}/page/acknowledgement`, Number(paged.at('ticket.seq')));
    expect(answer).toMatchObject({ status: 200, body: { ticket: { pagedAgentId: null, assigneeId: ada.id } } });
    await turnClock(db, DAY);
    await look();
    expect((await ada.get(`/api/tickets/${id}`)).at('ticket.pagedAgentId')).toBeNull();
    await turnClock(db, 0);
  });
});
