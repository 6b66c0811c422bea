import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { TicketRow } from '../../../gateway/api/shapes.ts';
import { askAt } from '../../../pwa/state/ask.ts';
import { openQueue, type Queue, type QueueEdges, type Write } from '../../../pwa/state/queue.ts';

type Seen = { method: string; path: string; headers: IncomingHttpHeaders; body: unknown };
type Reply = { status: number; body: unknown } | 'drop';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const ticket = (part: Partial<TicketRow> = {}): TicketRow => ({
  id: 7,
  seq: 5,
  level: 'L1',
  pagedAgentId: null,
  subject: 'Printer on fire',
  status: 'open',
  waitingOn: null,
  tags: [],
  request: null,
  priority: 'medium',
  requester: { name: 'Ada', address: 'ada@analytical.example' },
  assigneeId: null,
  mailboxId: 1,
  preview: 'Help',
  openedAt: 1,
  changedAt: 1,
  lastCustomerAt: 1,
  lastAgentAt: null,
  clocks: [],
  held: 0,
  undelivered: false,
  unsure: false,
  suspected: false,
  spam: false,
  mergedInto: null,
  ...part,
});

/** A desk that answers each request with what `reply` says, and a queue that writes to it. */
async function deskThat(reply: (seen: Seen, count: number) => Reply, kept?: QueueEdges['kept']) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    const isJson = request.headers['content-type'] === 'application/json';
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, headers, body: isJson ? JSON.parse(raw) : raw };
    seen.push(one);
    const answer = reply(one, seen.length);
    if (answer === 'drop') return request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const done: { write: Write; ticket: TicketRow | null }[] = [];
  const agent: { id: number | null } = { id: 1 };
  const queue = openQueue({
    ask: askAt(`http://127.0.0.1:${port}/api`, () => {}),
    agentId: () => agent.id,
    done: (write, after) => done.push({ write, ticket: after }),
    signedOut: () => {
      agent.id = null;
    },
    pause: () => 5,
    ...(kept ? { kept } : {}),
  });
  return { queue, seen, done, agent };
}

const good = (after: TicketRow): Reply => ({ status: 200, body: { ticket: after } });
const refuse = (status: number, detail?: unknown): Reply => ({
  status,
  body: { error: { code: 'x', message: 'No, because.', detail } },
});
const key = (seen: Seen | undefined) => seen?.headers['idempotency-key'];
const empty = (queue: Queue) => vi.waitFor(() => expect(queue.writes.value).toEqual([]));
const stands = (queue: Queue, is: Write['state']['is']) =>
  vi.waitFor(() => expect(queue.writes.value[0]?.state.is).toBe(is));

test('a write carries its own key and the seq the agent saw', async () => {
  const { queue, seen, done } = await deskThat(() => good(ticket({ seq: 6, priority: 'high' })));
  queue.add(ticket(), { do: 'priority', priority: 'high' }, 10);
  await empty(queue);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ method: 'PUT', path: '/api/tickets/7/priority', body: { priority: 'high' } });
  expect(seen[0]?.headers['if-match']).toBe('"5"');
  expect(key(seen[0])).toMatch(/^[0-9a-f-]{36}$/);
  expect(done[0]?.ticket?.seq).toBe(6);
});

test('writes go out one after another, each on top of the one before', async () => {
  const { queue, seen } = await deskThat((_, count) => good(ticket({ seq: 5 + count })));
  queue.add(ticket(), { do: 'note', text: 'One' }, 10);
  queue.add(ticket(), { do: 'note', text: 'Two' }, 11);
  queue.add(ticket(), { do: 'assign', agentId: 1 }, 12);
  await empty(queue);
  expect(seen.map((one) => one.headers['if-match'])).toEqual(['"5"', '"6"', '"7"']);
  expect(seen.map((one) => one.body)).toEqual([{ text: 'One' }, { text: 'Two' }, { agentId: 1 }]);
  expect(new Set(seen.map(key)).size).toBe(3);
});

test('a write whose answer was lost goes again under the same key until the desk answers', async () => {
  const { queue, seen } = await deskThat((_, count) => (count < 4 ? 'drop' : good(ticket({ seq: 6 }))));
  queue.add(ticket(), { do: 'answer', text: 'Hello', cc: [], enclosures: [], quote: true }, 10);
  await empty(queue);
  expect(seen).toHaveLength(4);
  expect(new Set(seen.map(key)).size).toBe(1);
});

test('while the desk is away a write says so and waits', async () => {
  let away = true;
  const { queue } = await deskThat(() => (away ? 'drop' : good(ticket({ seq: 6 }))));
  queue.add(ticket(), { do: 'note', text: 'Later' }, 10);
  await stands(queue, 'lost');
  away = false;
  queue.wake();
  await empty(queue);
});

test('a change of what somebody else changed asks the agent, with both versions', async () => {
  const theirs = ticket({ seq: 9, priority: 'critical' });
  const { queue, seen } = await deskThat((_, count) =>
    count === 1 ? refuse(409, theirs) : good(ticket({ seq: 10, priority: 'low' })),
  );
  const write = queue.add(ticket(), { do: 'priority', priority: 'low' }, 10);
  await stands(queue, 'conflict');
  expect(queue.writes.value[0]?.state).toEqual({ is: 'conflict', current: theirs });
  expect(queue.writes.value[0]?.deed).toEqual({ do: 'priority', priority: 'low' });
  expect(seen).toHaveLength(1);
  queue.insist(write?.id ?? 0);
  await empty(queue);
  expect(seen[1]?.headers['if-match']).toBe('"9"');
  expect(key(seen[1])).not.toBe(key(seen[0]));
});

test('a conflict can be given up, and nothing more is sent', async () => {
  const { queue, seen } = await deskThat(() => refuse(409, ticket({ seq: 9, assigneeId: 2 })));
  const write = queue.add(ticket(), { do: 'assign', agentId: 1 }, 10);
  await stands(queue, 'conflict');
  queue.drop(write?.id ?? 0);
  expect(queue.writes.value).toEqual([]);
  expect(seen).toHaveLength(1);
});

test('a change that touches nothing of the others goes on by itself', async () => {
  const { queue, seen } = await deskThat((_, count) =>
    count === 1 ? refuse(409, ticket({ seq: 8, assigneeId: 2 })) : good(ticket({ seq: 9 })),
  );
  queue.add(ticket(), { do: 'priority', priority: 'low' }, 10);
  await empty(queue);
  expect(seen.map((one) => one.headers['if-match'])).toEqual(['"5"', '"8"']);
});

test('an answer asks when the customer wrote meanwhile', async () => {
  const { queue } = await deskThat(() => refuse(409, ticket({ seq: 6, lastCustomerAt: 99 })));
  queue.add(ticket(), { do: 'answer', text: 'Hello', cc: [], enclosures: [], quote: true }, 10);
  await stands(queue, 'conflict');
});

test('a signed-out agent keeps the queue; after sign-in it goes out under the same key', async () => {
  let out = true;
  const { queue, seen, agent } = await deskThat(() => (out ? refuse(401) : good(ticket({ seq: 6 }))));
  queue.add(ticket(), { do: 'note', text: 'Keep me' }, 10);
  await vi.waitFor(() => expect(agent.id).toBeNull());
  expect(queue.writes.value).toHaveLength(1);
  out = false;
  agent.id = 1;
  queue.wake();
  await empty(queue);
  expect(new Set(seen.map(key)).size).toBe(1);
});

test("another agent on this device never sends the first one's writes", async () => {
  const { queue, seen, agent } = await deskThat((_, count) => (count === 1 ? refuse(401) : good(ticket({ seq: 6 }))));
  queue.add(ticket(), { do: 'note', text: 'Mine' }, 10);
  await vi.waitFor(() => expect(agent.id).toBeNull());
  agent.id = 2;
  queue.add(ticket({ id: 8 }), { do: 'note', text: 'Theirs' }, 11);
  await vi.waitFor(() => expect(queue.writes.value).toHaveLength(1));
  expect(seen.at(-1)).toMatchObject({ path: '/api/tickets/8/notes', body: { text: 'Theirs' } });
  expect(queue.writes.value[0]?.deed).toEqual({ do: 'note', text: 'Mine' });
});

test('a refused write stays with its reason, holds back its own ticket and no other', async () => {
  const { queue, seen } = await deskThat(({ path }) =>
    path === '/api/tickets/7/notes' ? refuse(422) : good(ticket({ id: 8, seq: 6 })),
  );
  queue.add(ticket(), { do: 'note', text: 'Too odd' }, 10);
  queue.add(ticket(), { do: 'assign', agentId: 1 }, 11);
  queue.add(ticket({ id: 8 }), { do: 'note', text: 'Fine' }, 12);
  await vi.waitFor(() => expect(seen.some(({ path }) => path === '/api/tickets/8/notes')).toBe(true));
  await vi.waitFor(() => expect(queue.writes.value).toHaveLength(2));
  expect(queue.writes.value[0]?.state).toEqual({ is: 'refused', message: 'No, because.' });
  expect(seen.some(({ path }) => path === '/api/tickets/7/assignee')).toBe(false);
});

test('a fault that stays becomes a refusal, and a retry is a new wish', async () => {
  let broken = true;
  const { queue, seen } = await deskThat(() => (broken ? refuse(500) : good(ticket({ seq: 6 }))));
  const write = queue.add(ticket(), { do: 'note', text: 'Again' }, 10);
  await stands(queue, 'refused');
  broken = false;
  queue.retry(write?.id ?? 0);
  await empty(queue);
  expect(new Set(seen.map(key)).size).toBe(2);
});

test('the files of an answer are brought first, each once', async () => {
  let uploads = 0;
  const { queue, seen } = await deskThat(({ path }, count) => {
    if (!path.startsWith('/api/uploads')) return count < 4 ? 'drop' : good(ticket({ seq: 6 }));
    uploads += 1;
    return { status: 200, body: { id: `u${uploads}` } };
  });
  const files = ['a b.txt', 'c.txt'].map((name) => ({ file: new File(['hi'], name), uploadId: null }));
  queue.add(ticket(), { do: 'answer', text: 'See', cc: ['x@y.example'], enclosures: files, quote: false }, 10);
  await empty(queue);
  expect(seen.map(({ path }) => path)).toEqual([
    '/api/uploads?name=a%20b.txt',
    '/api/uploads?name=c.txt',
    '/api/tickets/7/answers',
    '/api/tickets/7/answers',
  ]);
  expect(seen[3]?.body).toEqual({ text: 'See', cc: ['x@y.example'], attachments: ['u1', 'u2'], quote: false });
});

test('what can be undone goes out when its time is over, and not a moment before', async () => {
  const { queue, seen } = await deskThat((_, count) => good(ticket({ seq: 5 + count })));
  queue.add(ticket(), { do: 'assign', agentId: 1 }, 10, 150);
  queue.add(ticket({ id: 8 }), { do: 'note', text: 'Another ticket does not wait.' }, 11);
  await vi.waitFor(() => expect(seen.map(({ path }) => path)).toEqual(['/api/tickets/8/notes']));
  await empty(queue);
  expect(seen.map(({ path }) => path)).toEqual(['/api/tickets/8/notes', '/api/tickets/7/assignee']);
});

test('what is taken back in time never reaches the desk, and what is going out cannot be taken back', async () => {
  const { queue, seen } = await deskThat(() => good(ticket({ seq: 6 })));
  const back = queue.add(ticket(), { do: 'assign', agentId: 1 }, 10, 10_000);
  expect(queue.drop(back?.id ?? 0)).toBe(true);
  expect(queue.writes.value).toEqual([]);
  const gone = queue.add(ticket(), { do: 'note', text: 'Gone' }, 11);
  expect(queue.writes.value[0]?.state.is).toBe('sending');
  expect(queue.drop(gone?.id ?? 0)).toBe(false);
  await empty(queue);
  expect(seen.map(({ path }) => path)).toEqual(['/api/tickets/7/notes']);
});

test('a page about to go sends at once what could still be undone', async () => {
  const { queue, seen } = await deskThat(() => good(ticket({ seq: 6 })));
  queue.add(ticket(), { do: 'assign', agentId: 1 }, 10, 60_000);
  queue.hurry();
  await empty(queue);
  expect(seen).toHaveLength(1);
});

test('writes of an earlier page go out first and under their own keys, also one that was under way', async () => {
  const { queue, seen } = await deskThat((_, count) => good(ticket({ seq: 5 + count })));
  const left: Write = {
    id: -7,
    key: 'the-key-of-the-earlier-page',
    agentId: 1,
    ticketId: 7,
    deed: { do: 'note', text: 'From before' },
    seen: ticket(),
    at: 1,
    notBefore: 0,
    state: { is: 'sending' },
  };
  queue.adopt([left]);
  queue.adopt([left]);
  queue.add(ticket(), { do: 'note', text: 'From now' }, 12);
  await empty(queue);
  expect(seen.map(({ body }) => body)).toEqual([{ text: 'From before' }, { text: 'From now' }]);
  expect(key(seen[0])).toBe('the-key-of-the-earlier-page');
});

test('every change of a write is kept, and it is forgotten when it is done', async () => {
  const kept = new Map<number, Write>();
  const { queue } = await deskThat(() => good(ticket({ seq: 6 })), {
    put: (write) => kept.set(write.id, write),
    remove: (id) => kept.delete(id),
  });
  const write = queue.add(ticket(), { do: 'note', text: 'Kept' }, 10);
  expect(kept.get(write?.id ?? 0)?.deed).toEqual({ do: 'note', text: 'Kept' });
  await empty(queue);
  expect(kept.size).toBe(0);
});
