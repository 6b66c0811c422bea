import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/agent-client.ts';
import { type Api, apiOn, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let faults: unknown[];
let grace: Awaited<ReturnType<typeof signedIn>>;
let bob: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  db = await freshDatabase();
  ({ api, faults } = await apiOn(db));
  grace = await signedIn(db, api, 'Grace');
  bob = await signedIn(db, api, 'Bob');
});
afterAll(() => db[Symbol.asyncDispose]());

type Row = { id: number; changedAt: number; subject: string };
type Page = { tickets: Row[]; next: string | null };

async function list(query: string, asked = grace): Promise<Page> {
  const { status, body } = await asked.get(`/api/tickets?${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as Page;
}
const idsOf = ({ tickets }: Page) => tickets.map(({ id }) => id);

/** All pages; `between` runs after each. */
async function pages(query: string, between: (page: Page) => Promise<void> = async () => {}): Promise<number[]> {
  const ids: number[] = [];
  for (let after = ''; ; ) {
    const page = await list(`${query}${after && `&after=${after}`}`);
    ids.push(...idsOf(page));
    if (page.next === null) return ids;
    after = page.next;
    await between(page);
  }
}

const move = async (id: number, status: string) => {
  const { at } = await grace.get(`/api/tickets/${id}`);
  await grace.write('PUT', `/api/tickets/${id}/status`, Number(at('ticket.seq')), { status });
};
const assign = async (id: number, agentId: number | null) => {
  const { at } = await grace.get(`/api/tickets/${id}`);
  await grace.write('PUT', `/api/tickets/${id}/assignee`, Number(at('ticket.seq')), { agentId });
};

describe('the views', () => {
  let mine = 0;
  let theirs = 0;
  let nobodys = 0;
  let solved = 0;
  beforeAll(async () => {
    [mine, theirs, nobodys, solved] = [
      (await ticketBy(grace)).id,
      (await ticketBy(grace)).id,
      (await ticketBy(grace)).id,
      (await ticketBy(grace)).id,
    ];
    await assign(mine, grace.id);
    await assign(theirs, bob.id);
    await assign(solved, grace.id);
    await move(solved, 'solved');
  });

  test('show what is to do: mine, nobody’s, all', async () => {
    const of = async (view: string) => new Set(idsOf(await list(`view=${view}`)));
    expect(await of('mine')).toEqual(new Set([mine]));
    expect(await of('unassigned')).toEqual(new Set([nobodys]));
    expect(await of('all')).toEqual(new Set([mine, theirs, nobodys]));
    expect(idsOf(await list('view=mine', bob))).toEqual([theirs]);
  });

  test('show other statuses when they are asked for', async () => {
    expect(idsOf(await list('view=mine&status=solved'))).toEqual([solved]);
    expect(new Set(idsOf(await list('status=open,solved')))).toEqual(new Set([mine, theirs, nobodys, solved]));
  });

  test('show the last changed first', async () => {
    await assign(mine, bob.id);
    await assign(mine, grace.id);
    expect(idsOf(await list('view=all'))[0]).toBe(mine);
  });

  test.each([
    'view=everything',
    'status=',
    'status=deleted',
    'status=open%27',
    'after=1',
    'after=-1-1',
    'after=1-1;drop',
    'after=99999999999999999999-1',
    'limit=9',
    'order=id',
    `q=${'x'.repeat(201)}`,
  ])('are refused when asked for by "%s"', async (query) => {
    expect((await grace.get(`/api/tickets?${query}`)).status).toBe(400);
  });
});

describe('pages', () => {
  const COUNT = 130;
  let ids: number[] = [];
  beforeAll(async () => {
    const { id } = await ticketBy(grace);
    // In four instants: a page ends among rows of the same one.
    const { rows } = await sql<{ id: number }>`
      insert into ticket (subject, status, priority, requester_id, opened_at, changed_at)
      select 'Paged ' || n, 'solved', 'low', (select requester_id from ticket where id = ${id}), 0, 1000 + n % 4
      from generate_series(1, ${COUNT}::int) n returning id`.execute(db);
    ids = rows.map((row) => row.id);
  });
  const all = 'status=solved&q=';

  test('hold every row once, though many changed at the same instant', async () => {
    const seen = (await pages(all)).filter((id) => ids.includes(id));
    expect(seen).toHaveLength(COUNT);
    expect(new Set(seen).size).toBe(COUNT);
  });

  test('miss no row that stands still and repeat none, while others change and come in', async () => {
    const moving = ids.filter((_, at) => at % 10 === 0);
    let turn = 0;
    const seen = await pages(all, async () => {
      turn += 1;
      await sql`update ticket set changed_at = ${2_000_000_000_000 + turn}::bigint where id = any(${moving.slice(0, 4 * turn)}::bigint[])`.execute(
        db,
      );
      await sql`insert into ticket (subject, status, priority, requester_id, opened_at, changed_at)
        select 'New', 'solved', 'low', requester_id, 0, ${2_000_000_000_000 + turn}::bigint from ticket limit 1`.execute(
        db,
      );
    });
    const still = ids.filter((id) => !moving.includes(id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(still.filter((id) => !seen.includes(id))).toEqual([]);
  });

  test('beside the cursor of sync miss nothing: what moved meanwhile comes as an event', async () => {
    const open = await Promise.all(Array.from({ length: 60 }, () => ticketBy(grace)));
    const cursor = String((await grace.get('/api/sync')).at('cursor')).split('+')[0] ?? '';
    const late = open[0]?.id ?? 0;
    const seen = await pages('view=all', () => assign(late, bob.id));
    const told = await eventually(async () => {
      const { body } = await grace.get(`/api/sync?since=${encodeURIComponent(cursor)}`);
      const ids = (body as { tickets: Row[] }).tickets.map(({ id }) => id);
      return ids.includes(late) && ids;
    });
    expect(open.map(({ id }) => id).filter((id) => !seen.includes(id) && !told.includes(id))).toEqual([]);
    expect(told).toContain(late);
  });

  test('end with a page that has no next', async () => {
    expect((await list('view=mine')).next).toBeNull();
  });
});

describe('a search', () => {
  let id = 0;
  beforeAll(async () => {
    ({ id } = await ticketBy(grace, {
      requester: { address: 'zoe.ozturk@kite.example', name: 'Zoë Öztürk' },
      subject: 'Quasar calibration drifts',
      text: 'The spectrometer shows 4711 counts.',
    }));
    await mailOn(db, { ticketId: id, visible: 'An addendum about heliostats.' });
    await move(id, 'closed');
  });
  const found = async (q: string) => idsOf(await list(`q=${encodeURIComponent(q)}`));

  test.each([
    ['the subject', 'quasar'],
    ['the beginning of a word', 'calibra'],
    ['two words', 'quasar drifts'],
    ['the text', 'spectrometer'],
    ['a later message', 'heliostats'],
    ['a number in the text', '4711'],
    ['the name of the requester', 'Öztürk'],
    ['the name as it begins', 'zoë öz'],
    ['the address of the requester', 'zoe.ozturk@kite.example'],
  ])('finds a closed ticket by %s', async (_what, q) => {
    expect(await found(q)).toContain(id);
  });

  test('finds a ticket by its number, with or without #', async () => {
    expect(await found(`${id}`)).toContain(id);
    expect(await found(`#${id}`)).toEqual([id]);
  });

  test('finds nothing where one of the words is not there', async () => {
    expect(await found('quasar zeppelin')).toEqual([]);
  });

  test('within a status finds only what is in it', async () => {
    expect(idsOf(await list('q=quasar&status=open'))).toEqual([]);
  });

  test('takes any words as words: no sign of them is an operator, a pattern or an error', async () => {
    const signs = fc.constantFrom(...`'"\\%_&|!()<>:*@#-+~^$?;, \t`, 'a', 'ü', '日', 'OR', 'quasar', '😀', '\ufffd');
    const words = fc.array(signs, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(words, async (q) => {
        expect((await grace.get(`/api/tickets?q=${encodeURIComponent(q)}`)).status).toBe(200);
      }),
      { numRuns: 60 },
    );
    for (const q of ["' or '1'='1", '*', '%', 'quasar | zeppelin', 'zeppelin:*'])
      expect(await found(q), q).not.toContain(id);
  });

  test('refuses what is no text', async () => {
    expect((await grace.get('/api/tickets?q=a%00b')).status).toBe(400);
  });
});

describe('sync', () => {
  type Sync = {
    cursor: string;
    full: boolean;
    more: boolean;
    tickets: Row[];
    events: { kind: string; seq: number }[];
    agents: unknown[];
  };
  const sync = async (since = '') => (await grace.get(`/api/sync?since=${encodeURIComponent(since)}`)).body as Sync;
  const whole = async (since = '') => {
    let page = await sync(since);
    for (; page.more; ) page = await sync(page.cursor);
    return page.cursor;
  };

  test.each([
    '',
    'x',
    '1.2.3',
    `${'f'.repeat(32)}.1.1`,
    `${'0'.repeat(32)}.99999999999999999999.0`,
    '+2.1-1',
    '..',
    '%',
  ])('begins anew for the cursor "%s"', async (since) => {
    expect(await sync(since)).toMatchObject({ full: true, agents: expect.arrayContaining([expect.anything()]) });
  });

  test('tells each change once and then nothing', async () => {
    const before = await whole();
    const { id } = await ticketBy(grace);
    // A transaction that another test holds open in the same server keeps readers back for as long.
    const news = await eventually(async () => {
      const page = await sync(before);
      return page.events.length > 0 && page;
    });
    expect(news).toMatchObject({
      full: false,
      more: false,
      tickets: [{ id }],
      events: [{ kind: 'opened' }],
      agents: [],
    });
    expect(await sync(news.cursor)).toMatchObject({ full: false, tickets: [], events: [] });
  });

  test('tells of colleagues when one joins or goes', async () => {
    const before = await whole();
    await grace.put('/api/me', { body: { signature: 'G.' } });
    await eventually(async () => (await sync(before)).agents.length > 1);
  });

  test('refuses a cursor longer than any', async () => {
    expect((await grace.get(`/api/sync?since=${'1'.repeat(121)}`)).status).toBe(400);
  });
});

test.each(['0', '-1', '1.5', '1e3', '01', 'abc', '9999999999999999', '%31%00', '1%20'])(
  'a ticket is not asked for by the number "%s"',
  async (id) => {
    expect((await grace.get(`/api/tickets/${id}`)).status).toBe(400);
  },
);

test('a ticket that is not there is not found', async () => {
  expect((await grace.get('/api/tickets/987654321')).status).toBe(404);
});

test('nothing of all this was a fault', () => {
  expect(faults).toEqual([]);
});
