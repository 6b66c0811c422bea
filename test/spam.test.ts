import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '../gateway/desk/instant.ts';
import { DEFAULT_PRACTICE } from '../gateway/desk/practice.ts';
import { whyUnwanted } from '../gateway/desk/spam.ts';
import { readLetter } from '../gateway/mail/read.ts';
import { readApart } from '../gateway/mail/read-apart.ts';
import { tick } from '../gateway/tick.ts';
import { learnTonight } from '../gateway/wiring/learning.ts';
import { receivingQueue, sweep } from '../gateway/wiring/receiving.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { arrivalOf } from './desk/cast.ts';
import { type Api, apiOn, type Browser, signedIn, turnClock } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { OUR_SERVER, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let api: Api;
let grace: Browser;
beforeEach(async () => {
  desk = await storyDesk();
  ({ api } = await apiOn(desk.db, { ...desk.heed }));
  grace = await signedIn(desk.db, api, 'Grace', 'admin');
});
afterEach(() => desk[Symbol.asyncDispose]());

const SPAM = 'X-Spam-Flag: YES';
const mail = (subject: string, head: string[] = [], from = 'Ada <ada@kite.example>', text = 'It is broken.') =>
  letter({ to: SUPPORT, from, subject, head, text });
const verified = (domain: string) => `Authentication-Results: ${OUR_SERVER}; dmarc=pass header.from=${domain}`;

async function ends() {
  const { rows } = await sql<{ disposition: string; reason: string | null; looked: boolean }>`
    select disposition, reason, looked_at is not null as looked from ledger order by id`.execute(desk.db);
  return rows;
}
const counted = async (table: 'ticket' | 'outbox') =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(desk.db)).rows[0]?.n;
const rowOf = async (id: number) =>
  (await grace.get(`/api/tickets/${id}`)).at('ticket') as { seq: number; clocks: object[] };
const listed = async (view: string) =>
  ((await grace.get(`/api/tickets?view=${view}`)).at('tickets') as { id: number }[]).map(({ id }) => id);
const callIt = async (spam: boolean, { block = false, id = 1 } = {}) =>
  grace.write('PUT', `/api/tickets/${id}/spam`, (await rowOf(id)).seq, { spam, block });
/** The Message-ID of the newest mail that went out. */
const sentId = () => /^Message-ID:\s*(<[^>]+>)/im.exec(desk.sink.mails.at(-1)?.raw ?? '')?.[1] ?? '';
const sweepAll = async () => {
  await sweep(desk.heed, receivingQueue(desk.heed, readApart), readApart);
};

describe('a mail that a filter calls spam', () => {
  test('is kept aside with the reason: no ticket, no clock, no answer', async () => {
    await desk.receive(mail('Security breach: your mailbox was hacked, log in now', [SPAM]));
    expect(await ends()).toEqual([
      { disposition: 'quarantined', reason: "spam: The provider's filter calls it spam", looked: false },
    ]);
    expect(await counted('ticket')).toBe(0);
    expect(await counted('outbox')).toBe(0);
  });

  test('joins its ticket all the same when it answers with our token', async () => {
    await desk.receive(mail('Stripes', [verified('kite.example')]));
    await desk.send();
    await desk.receive(mail('Re: Stripes', [verified('kite.example'), SPAM, `In-Reply-To: ${sentId()}`]));
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket', 'joined']);
  });

  test('becomes a ticket when an agent says it is none, with one tap', async () => {
    await desk.receive(mail('Stripes', [SPAM]));
    const [waiting] = (await grace.get('/api/waiting')).at('waiting') as { ledgerId: number; readable: boolean }[];
    expect(waiting?.readable).toBe(true);
    expect((await grace.post(`/api/ledger/${waiting?.ledgerId}/acceptance`, { body: {} })).status).toBe(200);
    await sweepAll();
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket']);
    expect(await listed('all')).toEqual([1]);
  });

  test('and a robot nobody had a ticket for becomes one too, when an agent wants it', async () => {
    await desk.receive(mail('Out of the office', ['Auto-Submitted: auto-replied']));
    await grace.post('/api/ledger/1/acceptance', { body: {} });
    await sweepAll();
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket']);
    expect(await counted('outbox')).toBe(0);
  });
});

describe('a blocked sender', () => {
  const block = (sender: string) => grace.post('/api/blocks', { body: { sender } });

  test('is heard of no more, nor anybody below a blocked domain, and nobody has to look', async () => {
    expect((await block(' Ada@Kite.example ')).status).toBe(200);
    await block('shop.example');
    await desk.receive(mail('One'));
    await desk.receive(mail('Two', [], 'Sales <offers@mail.shop.example>'));
    await desk.receive(mail('Three', [], 'Bob <bob@kite.example>'));
    const blocked = { disposition: 'quarantined', reason: 'spam: its sender is blocked', looked: true };
    expect(await ends()).toEqual([blocked, blocked, expect.objectContaining({ disposition: 'ticket' })]);
    const { body } = await grace.get('/api/blocks');
    expect(body).toMatchObject({ blocks: [{ sender: 'ada@kite.example' }, { sender: 'shop.example' }] });
  });

  test('is heard again once unblocked', async () => {
    const id = (await block('ada@kite.example')).at('blocks.0.id');
    expect((await grace.remove(`/api/blocks/${id}`)).body).toEqual({ blocks: [] });
    await desk.receive(mail('One'));
    expect(await counted('ticket')).toBe(1);
  });

  test.each(['', 'kite', '@kite.example', 'a b', 'kite.example/x', '*.kite.example'])(
    'is named in full: not "%s"',
    async (no) => {
      expect((await block(no)).status).toBe(400);
    },
  );

  test.each([SUPPORT, 'desk.example'])('is never we ourselves: %s', async (own) => {
    const { status, body } = await block(own);
    expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('an address of this desk')]);
  });
});

describe('a ticket that an agent calls spam', () => {
  beforeEach(() => desk.receive(mail('Stripes')));

  test('leaves every view but Spam, keeps all it has, and its clocks stand still', async () => {
    const before = await rowOf(1);
    expect((await callIt(true)).at('ticket')).toMatchObject({ spam: true, status: 'open' });
    expect(await listed('all')).toEqual([]);
    expect(await listed('unassigned')).toEqual([]);
    expect(await listed('spam')).toEqual([1]);
    await turnClock(desk.db, 400 * HOUR);
    await tick(ticking(desk.heed));
    expect((await rowOf(1)).clocks).toEqual(before.clocks.map((clock) => ({ ...clock, pausedAt: expect.any(Number) })));
  });

  test('has status and clocks again as they were, when it was none', async () => {
    const before = await rowOf(1);
    await callIt(true);
    await turnClock(desk.db, HOUR);
    expect((await callIt(false)).at('ticket')).toMatchObject({ spam: false, status: 'open', clocks: before.clocks });
    expect(await listed('all')).toEqual([1]);
  });

  test('is not acknowledged when that has not gone out yet', async () => {
    await callIt(true);
    await desk.send();
    expect(desk.sink.mails).toEqual([]);
    expect((await grace.get('/api/tickets/1')).at('acknowledgement')).toMatchObject({
      sent: false,
      code: 'suppressed',
    });
  });

  test('is not opened again by more of the same', async () => {
    await desk.send();
    await grace.write('PUT', '/api/tickets/1/status', (await rowOf(1)).seq, { status: 'solved' });
    await callIt(true);
    await desk.receive(mail('Buy now', [verified('kite.example'), `In-Reply-To: ${sentId()}`]));
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket', 'joined']);
    expect(await rowOf(1)).toMatchObject({ status: 'solved', spam: true });
  });

  test('may take its sender along', async () => {
    await callIt(true, { block: true });
    await desk.receive(mail('Again'));
    expect((await ends()).map(({ reason }) => reason)).toEqual([null, 'spam: its sender is blocked']);
  });

  test('is not answered by mistake', async () => {
    await callIt(true);
    const answer = await grace.write('POST', '/api/tickets/1/answers', (await rowOf(1)).seq, { text: 'Dear spammer' });
    expect([answer.status, answer.at('error.message')]).toEqual([422, expect.stringContaining('called spam')]);
  });
});

const HAM = '../shared/mail-corpus/spamassassin-public/data/easy-ham-1';

test.skipIf(!existsSync(HAM))('wanted mail is never called spam by what its headers say', async () => {
  const files = readdirSync(HAM);
  const called: string[] = [];
  for (const file of files) {
    const reading = await readLetter(readFileSync(`${HAM}/${file}`), { ours: [SUPPORT], authservId: null });
    if ('unreadable' in reading) continue;
    const unwanted = whyUnwanted(reading.letter, null, arrivalOf(), DEFAULT_PRACTICE);
    if (unwanted) called.push(`${file}: ${unwanted.why}`);
  }
  expect(called).toEqual([]);
  expect(files.length).toBeGreaterThan(100);
});

describe('the Spam button teaches', () => {
  const offer = (nth: number) =>
    mail(
      `Grow your leads ${nth}`,
      [],
      `Sales <s${nth}@offers${nth}.example>`,
      'Our agency offers cheap backlinks. Order now!',
    );
  const honest = (nth: number) =>
    mail(`Printer ${nth}`, [], `Ada <a${nth}@kite${nth}.example>`, 'The printer does not work since the update.');
  const learn = () => learnTonight({ ...desk.heed, log: { info: () => {} } });

  /** What agents called spam, and what they solved. */
  async function teach(each: number) {
    for (let nth = 0; nth < each; nth++) {
      await desk.receive(offer(nth), honest(nth));
      await sql`update ticket set spam_at = heed_now(), spam_by = 1 where subject like 'Grow%' and spam_at is null`.execute(
        desk.db,
      );
      await sql`update ticket set status = 'solved', solved_at = heed_now() where subject like 'Printer%'`.execute(
        desk.db,
      );
    }
  }
  const newest = async (subject = '%') => {
    const { rows } = await sql<{ id: number }>`
      select max(id) as id from ticket where subject like ${subject}`.execute(desk.db);
    return (await grace.get(`/api/tickets/${rows[0]?.id}`)).at('ticket') as {
      id: number;
      seq: number;
      suspected: boolean;
    };
  };

  test('a new letter like it asks; nothing is kept aside; an agent’s word ends the question', async () => {
    await teach(25);
    // Two mails drained at once become tickets in either order: name the honest one.
    const { id, seq } = await newest('Printer%');
    await grace.write('PUT', `/api/tickets/${id}/spam`, seq, { spam: true, block: false });
    const again = await newest('Printer%');
    await grace.write('PUT', `/api/tickets/${id}/spam`, again.seq, { spam: false, block: false });
    await learn();

    await desk.receive(offer(99));
    const suspect = await newest();
    expect(suspect.suspected).toBe(true);
    expect((await ends()).at(-1)?.disposition).toBe('ticket');
    await grace.write('PUT', `/api/tickets/${suspect.id}/spam`, suspect.seq, { spam: false, block: false });
    expect((await newest()).suspected).toBe(false);

    await desk.receive(honest(99));
    expect((await newest()).suspected).toBe(false);
  }, 60_000);
});
