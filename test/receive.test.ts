import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, after as later, MINUTE } from '../gateway/desk/instant.ts';
import { readNow } from '../gateway/store/now.ts';
import { apiOn, signedIn, turnClock } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { headerOf } from './support/smtp-sink.ts';
import { connect, OUR_SERVER, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
beforeEach(async () => {
  desk = await storyDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

const ADA = 'Ada Kite <ada@kite.example>';
const BOB = 'Bob <bob@kite.example>';

type Written = {
  from?: string;
  subject?: string;
  id?: string;
  answers?: string[];
  text?: string;
  head?: string[];
  to?: string;
};

/** A mail to support@. Verified unless it says otherwise. */
function mail({
  from = ADA,
  subject = 'Stripes',
  id = '',
  answers = [],
  text,
  head = [],
  to = SUPPORT,
}: Written = {}): string {
  const domain = /@([\w.]+)/.exec(from)?.[1] ?? '';
  return letter({
    to,
    from,
    subject,
    ...(text === undefined ? {} : { text }),
    head: [
      ...(head.some((line) => line.startsWith('Authentication-Results'))
        ? []
        : [`Authentication-Results: ${OUR_SERVER}; dmarc=pass header.from=${domain}`]),
      ...(id ? [`Message-ID: ${id}`] : []),
      ...(answers.length > 0 ? [`In-Reply-To: ${answers.at(-1)}`, `References: ${answers.join(' ')}`] : []),
      ...head,
    ],
  });
}
const FAILED = `Authentication-Results: ${OUR_SERVER}; dmarc=fail header.from=kite.example`;
const UNKNOWN = `Authentication-Results: ${OUR_SERVER}; dmarc=none header.from=provider.example`;

/** How each mail ended, in the order they came. */
async function ends(): Promise<{ disposition: string; reason: string | null; ticketId: number | null }[]> {
  const { rows } = await sql<{ disposition: string; reason: string | null; ticketId: number | null }>`
    select disposition, reason, ticket_id as "ticketId" from ledger order by id`.execute(desk.db);
  return rows;
}

async function ticket(id: number) {
  const { rows } = await sql<{
    status: string;
    linkedTo: number | null;
    acknowledgement: { code: string };
    seq: number;
    participants: string[];
  }>`
    select status, seq, linked_to as "linkedTo", acknowledgement, array(select c.address from participant p join contact c on c.id = p.contact_id
      where p.ticket_id = t.id) as participants from ticket t where id = ${id}`.execute(desk.db);
  if (!rows[0]) throw new Error(`no ticket ${id}`);
  return rows[0];
}

const setStatus = (id: number, status: string, closedAgo: number) =>
  sql`update ticket set status = ${status}, solved_at = heed_now() - ${closedAgo}::bigint, closed_at = heed_now() - ${closedAgo}::bigint
    where id = ${id}`.execute(desk.db);

/** The Message-ID of the newest mail that went out. */
const sentId = () => headerOf(desk.sink.mails.at(-1)?.raw ?? '', 'message-id');

describe('a thread', () => {
  test('takes in the reply to our acknowledgement, and opens again what was solved', async () => {
    await desk.receive(mail());
    await desk.send();
    await setStatus(1, 'solved', HOUR);
    await desk.receive(mail({ answers: [sentId()], text: 'Still stripes.' }));
    expect(await ends()).toMatchObject([{ disposition: 'ticket' }, { disposition: 'joined', ticketId: 1 }]);
    expect((await ticket(1)).status).toBe('open');
  });

  test('takes in a reply that came before the mail it answers, and that mail too', async () => {
    await desk.receive(mail({ id: '<2@kite.example>', answers: ['<1@kite.example>'] }));
    await desk.receive(mail({ id: '<1@kite.example>' }));
    expect(await ends()).toMatchObject([
      { disposition: 'ticket', ticketId: 1 },
      { disposition: 'joined', ticketId: 1 },
    ]);
  });

  test('takes in mail and replies that come all at once, whatever their order', async () => {
    const thread = [
      mail({ id: '<3@kite.example>', answers: ['<1@kite.example>', '<2@kite.example>'] }),
      mail({ id: '<2@kite.example>', answers: ['<1@kite.example>'] }),
      mail({ id: '<1@kite.example>' }),
    ];
    await desk.receive(...thread);
    const all = await ends();
    expect(all.map(({ disposition }) => disposition).sort()).toEqual(['joined', 'joined', 'ticket']);
    expect(new Set(all.map(({ ticketId }) => ticketId))).toEqual(new Set([1]));
  });

  test('does not take in a colleague in Cc, nor what they answer, before an agent says so', async () => {
    await desk.receive(mail({ id: '<1@kite.example>', head: [`Cc: ${BOB}`] }));
    await desk.receive(mail({ from: BOB, answers: ['<1@kite.example>'] }));
    expect(await ticket(1)).toMatchObject({ participants: [] });
    expect(await ends()).toMatchObject([{ ticketId: 1 }, { disposition: 'ticket', ticketId: 2 }]);
    expect(await ticket(2)).toMatchObject({ linkedTo: 1 });
  });

  test('holds a mail in the requester’s name that is not genuine, and changes nothing else', async () => {
    await desk.receive(mail({ id: '<1@kite.example>' }));
    const before = await ticket(1);
    await desk.receive(mail({ answers: ['<1@kite.example>'], head: [FAILED], text: 'Send me the password.' }));
    expect((await ends())[1]).toMatchObject({ disposition: 'joined', reason: 'held', ticketId: 1 });
    expect(await ticket(1)).toEqual({ ...before, seq: before.seq + 1 });
  });

  test('of a mail that was only spoken of before it came is its own, once it is there', async () => {
    await desk.receive(mail({ from: BOB, id: '<2@kite.example>', answers: ['<1@kite.example>'] }));
    await desk.receive(mail({ from: ADA, id: '<1@kite.example>' }));
    await desk.receive(mail({ from: ADA, id: '<3@kite.example>', answers: ['<1@kite.example>'] }));
    expect(await ends()).toMatchObject([
      { disposition: 'ticket', ticketId: 1 },
      { disposition: 'ticket', ticketId: 2 },
      { disposition: 'joined', ticketId: 2 },
    ]);
  });

  test('closed for more than a month stays closed: its reply is a new ticket, and so is all that follows', async () => {
    await desk.receive(mail({ id: '<1@kite.example>' }));
    await setStatus(1, 'closed', 31 * DAY);
    await desk.receive(mail({ id: '<2@kite.example>', answers: ['<1@kite.example>'] }));
    await desk.receive(mail({ id: '<3@kite.example>', answers: ['<1@kite.example>', '<2@kite.example>'] }));
    expect((await ticket(1)).status).toBe('closed');
    expect(await ends()).toMatchObject([
      { ticketId: 1 },
      { disposition: 'ticket', ticketId: 2 },
      { disposition: 'joined', ticketId: 2 },
    ]);
    expect((await ticket(2)).linkedTo).toBe(1);
  });

  test('closed for less opens again', async () => {
    await desk.receive(mail({ id: '<1@kite.example>' }));
    await setStatus(1, 'closed', 29 * DAY);
    await desk.receive(mail({ answers: ['<1@kite.example>'] }));
    expect((await ticket(1)).status).toBe('open');
  });
});

describe('one mail', () => {
  test('to two of our addresses, in two mailboxes, is one ticket with both its origins', async () => {
    await connect(desk.heed, desk.sink, 'sales@desk.example');
    desk.heed.forgetSettings();
    const raw = mail({ head: ['Cc: sales@desk.example'], id: '<1@kite.example>' });
    await Promise.all([
      desk.receiveAs({ to: SUPPORT }, raw),
      desk.receiveAs({ to: 'sales@desk.example' }, `Received: by other; Mon, 1 Jan 2024\r\n${raw}`),
    ]);
    await desk.send();
    const all = await ends();
    expect(all.map(({ disposition }) => disposition).sort()).toEqual(['duplicate', 'ticket']);
    expect(new Set(all.map(({ ticketId }) => ticketId))).toEqual(new Set([1]));
    const { rows } =
      await sql`select distinct s.mailbox_id from ledger l join source s on s.id = l.source_id where l.ticket_id = 1`.execute(
        desk.db,
      );
    expect(rows).toHaveLength(2);
    expect(desk.sink.mails.map(({ to }) => to)).toEqual([['ada@kite.example']]);
  });

  test('whose Message-ID another has used already is a mail of its own', async () => {
    await desk.receive(mail({ id: '<same@kite.example>', text: 'Your parcel 1.' }));
    await desk.receive(mail({ id: '<same@kite.example>', text: 'Your parcel 2.' }));
    await desk.receive(mail({ id: '<same@kite.example>', text: 'Your parcel 2.' }));
    expect(await ends()).toMatchObject([
      { disposition: 'ticket', ticketId: 1 },
      { disposition: 'ticket', ticketId: 2 },
      { disposition: 'duplicate', ticketId: 2 },
    ]);
  });

  test.each([198, 199, 200])(
    'whose words are cut in the middle of a sign after %i letters is a ticket',
    async (length) => {
      const head = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
      await desk.receive(mail({ text: `${'x'.repeat(length)}😀😀😀`, head }));
      expect(await ends()).toMatchObject([{ disposition: 'ticket' }]);
      expect(desk.faults).toEqual([]);
    },
  );
});

describe('our own mail', () => {
  test('that is sent back to us as it went out is our own, and makes nothing', async () => {
    await desk.receive(mail());
    await desk.send();
    await desk.receive(Buffer.from(desk.sink.mails[0]?.raw ?? '', 'binary').toString('binary'));
    expect((await ends())[1]).toMatchObject({ disposition: 'own' });
  });

  test('forwarded by somebody’s rule under another name is a loop, kept for a look', async () => {
    await desk.receive(mail());
    await desk.send();
    const raw = desk.sink.mails[0]?.raw ?? '';
    await desk.receive(raw.replace(/^From: .*$/m, `From: ${BOB}`));
    expect((await ends())[1]).toMatchObject({ disposition: 'quarantined', reason: expect.stringContaining('loop') });
    await desk.send();
    expect(desk.sink.mails).toHaveLength(1);
  });
});

describe('an acknowledgement', () => {
  test('goes to each of 300 customers of one provider who write within five minutes', async () => {
    const start = await readNow(desk.db);
    const writers = Array.from({ length: 300 }, (_, n) => `c${n}@provider.example`);
    for (let minute = 0; minute < 5; minute++) {
      await turnClock(desk.db, minute * MINUTE);
      await desk.receive(
        ...writers.slice(minute * 60, minute * 60 + 60).map((from) => mail({ from, head: [UNKNOWN] })),
      );
      await desk.send();
    }
    const atOnce = desk.sink.mails.length;
    expect(atOnce).toBeLessThan(100);
    await turnClock(desk.db, 35 * MINUTE);
    await desk.send();
    expect(desk.sink.mails.map(({ to }) => to[0]).sort()).toEqual([...writers].sort());
    const { rows } = await sql<{ last: number }>`select max(run_at) as last from outbox`.execute(desk.db);
    expect(rows[0]?.last).toBeLessThanOrEqual(later(start, 35 * MINUTE));
  });

  test('is not written to a mail that lay about for more than twelve hours; its promise runs from now', async () => {
    const now = await readNow(desk.db);
    await desk.receiveAs({ internalDate: later(now, -13 * HOUR) }, mail());
    await desk.receiveAs({ internalDate: later(now, -11 * HOUR) }, mail({ from: BOB }));
    expect((await ticket(1)).acknowledgement.code).toBe('old mail');
    const { rows } = await sql<{ startedAt: number }>`
      select started_at as "startedAt" from clock where target = 'first response' order by ticket_id`.execute(desk.db);
    expect(rows[0]?.startedAt).toBeGreaterThanOrEqual(now);
    expect(rows[1]?.startedAt).toBe(later(now, -11 * HOUR));
  });

  test('holds nothing that the sender wrote', async () => {
    const from = '"Buy now at spam.example" <ada@kite.example>';
    await desk.receive(
      mail({
        from,
        subject: 'Cheap watches',
        text: 'Visit http://spam.example',
        head: [UNKNOWN.replace('provider', 'kite')],
      }),
    );
    await desk.send();
    const [ack] = desk.sink.mails;
    expect(ack?.to).toEqual(['ada@kite.example']);
    expect(ack?.raw).not.toMatch(/watches|spam|Buy now/i);
  });

  test('is one a ticket, and none for what joins', async () => {
    await desk.receive(mail({ id: '<1@kite.example>' }));
    for (let n = 0; n < 5; n++) await desk.receive(mail({ answers: ['<1@kite.example>'], text: `Reply ${n}` }));
    await desk.send();
    expect(desk.sink.mails).toHaveLength(1);
  });
});

describe('somebody who is not who they should be', () => {
  const MALLORY = 'Mallory <mallory@elsewhere.example>';
  const messages = async () =>
    (
      await sql<{ kind: string; agentId: number | null; flagged: boolean; from: string }>`
        select kind, agent_id as "agentId", flagged, from_address as from from message where ticket_id = 1 order by id`.execute(
        desk.db,
      )
    ).rows;
  const agents = async () => {
    const { api } = await apiOn(desk.db, { blobs: desk.heed.blobs });
    return { grace: await signedIn(desk.db, api, 'Grace', 'admin'), bob: await signedIn(desk.db, api, 'Bob') };
  };

  test('has got hold of a reply token: their mail stands apart, they gain nothing, and the answer goes to the requester', async () => {
    const { grace } = await agents();
    await desk.receive(mail());
    await desk.send();
    await desk.receive(
      mail({ from: MALLORY, answers: [sentId()], text: 'Send it to me.', head: ['Cc: eve@elsewhere.example'] }),
    );
    expect(await messages()).toMatchObject([{ flagged: false }, { flagged: true, from: 'mallory@elsewhere.example' }]);
    expect(await ticket(1)).toMatchObject({ participants: [] });
    const { at } = await grace.get('/api/tickets/1');
    await grace.write('POST', '/api/tickets/1/answers', Number(at('ticket.seq')), { text: 'Clean the drum.' });
    desk.sink.mails.length = 0;
    await desk.send();
    expect(desk.sink.mails.map(({ to }) => to)).toEqual([['ada@kite.example']]);
    expect(desk.sink.mails[0]?.raw).not.toMatch(/Send it to me|mallory|eve@/);
  });

  test.each(['', UNKNOWN, FAILED])(
    'writes in the name of an agent (%s): no mail speaks for an agent',
    async (trust) => {
      await agents();
      await desk.receive(mail());
      await desk.send();
      await desk.receive(
        mail({
          from: 'Grace <grace@desk.example>',
          answers: [sentId()],
          text: 'Pay here.',
          ...(trust ? { head: [trust] } : {}),
        }),
      );
      const all = await messages();
      expect(all.every(({ kind, agentId }) => kind === 'mail' && agentId === null)).toBe(true);
      desk.sink.mails.length = 0;
      await desk.send();
      expect(desk.sink.mails).toEqual([]);
    },
  );

  test('was an agent: their mail speaks for nobody', async () => {
    const { grace, bob } = await agents();
    await desk.receive(mail());
    await desk.send();
    await grace.remove(`/api/agents/${bob.id}`);
    await desk.receive(mail({ from: 'Bob <bob@desk.example>', answers: [sentId()], text: 'Still here.' }));
    expect((await messages()).at(-1)).toMatchObject({ kind: 'mail', agentId: null, flagged: true });
  });

  test.each([
    ['two From lines', ['From: Eve <eve@elsewhere.example>']],
    ['a Sender beside it', ['Sender: eve@elsewhere.example']],
    ['a Reply-To elsewhere', ['Reply-To: victim@elsewhere.example']],
  ])('names %s: nobody but the one sender is ever written to', async (_how, head) => {
    await desk.receive(mail({ head: [UNKNOWN.replace('provider', 'kite'), ...head] }));
    await desk.send();
    expect(desk.sink.mails.flatMap(({ to }) => to).filter((to) => to !== 'ada@kite.example')).toEqual([]);
  });

  test('guesses tokens and numbers: nothing joins', async () => {
    await desk.receive(mail());
    await desk.send();
    const id = sentId();
    const guesses = [id.replace('-', '-0'), id.replace(/\.(\d+)-/, '.2-'), id.toUpperCase(), `${id.slice(0, -20)}>`];
    for (const guess of guesses) await desk.receive(mail({ from: MALLORY, subject: 'Re: [#1]', answers: [guess] }));
    const { rows } = await sql<{
      count: number;
    }>`select count(*) as count from message where ticket_id = 1 and kind = 'mail'`.execute(desk.db);
    expect(rows[0]?.count).toBe(1);
    expect((await ends()).slice(1).every(({ disposition }) => disposition === 'ticket')).toBe(true);
  });
});

describe('a mail that brings no Message-ID', () => {
  const NOON = 'Date: Tue, 10 Mar 2026 12:00:00 +0000';
  const bare = (...head: string[]) =>
    [...head, `From: ${ADA}`, `To: ${SUPPORT}`, 'Subject: Dark', '', 'The lamp is out.', ''].join('\r\n');

  test('is one ticket though it is delivered twice, and the name we gave it stands in no mail of ours', async () => {
    await desk.receive(bare('Received: from a.example by mx.example; Tue, 10 Mar 2026 12:00:01 +0000', NOON));
    await desk.receive(bare('Received: from b.example by mx.example; Tue, 10 Mar 2026 12:09:01 +0000', NOON));
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket', 'duplicate']);
    await desk.send();
    const [acknowledgement = ''] = desk.sink.mails.map(({ raw }) => raw);
    expect(acknowledgement).toContain('To: ');
    expect(acknowledgement).not.toContain('no-message-id');
  });

  test('and says the same a second later, or bears no date, is a ticket of its own', async () => {
    await desk.receive(bare(NOON));
    await desk.receive(bare(NOON.replace('00 +', '01 +')));
    await desk.receive(bare());
    await desk.receive(bare());
    expect((await ends()).map(({ disposition }) => disposition)).toEqual(['ticket', 'ticket', 'ticket', 'ticket']);
  });
});
