import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { noChange } from '../../gateway/desk/change.ts';
import type { MailFacts } from '../../gateway/desk/facts.ts';
import { changeTicket } from '../../gateway/store/change.ts';
import type { Db } from '../../gateway/store/db.ts';
import type { MailKeys } from '../../gateway/store/facts.ts';
import { take } from '../../gateway/store/take.ts';
import type { Write } from '../../gateway/store/write.ts';
import { freshDatabase, freshPglite } from '../support/postgres.ts';

const ada = { address: 'ada@customer.example', name: 'Ada' };

const keys = (messageId: string, references: string[] = []): MailKeys => ({
  messageId,
  references,
  reported: [],
  tokens: [],
  taggedTicket: null,
  forwardedFrom: null,
  sender: ada.address,
  mailboxId: null,
  ledgerId: 0,
});

/** Joins the first ticket it may belong to, or opens one. */
const joinOrOpen =
  (mail: MailKeys, requester = ada) =>
  (facts: MailFacts): Write => {
    const threadIds = [...(mail.messageId ? [mail.messageId] : []), ...mail.references];
    const ticket = facts.candidates[0]?.ticket;
    const event = { kind: ticket ? 'joined' : 'opened', agentId: null, data: {} };
    if (ticket) return { ticketId: ticket.id, now: facts.now, threadIds, change: { ...noChange(), events: [event] } };
    const open = {
      subject: 'Printer',
      priority: 'medium' as const,
      priority_reason: { cues: [], why: '', setByAgentId: null },
      requester,
      mailbox_id: null,
      language: 'en',
      acknowledgement: { sent: false, code: '', why: '' },
      linked_to: null,
      opened_at: facts.now,
    };
    return { ticketId: null, now: facts.now, threadIds, change: { ...noChange(), open, events: [event] } };
  };

const takeIn = async (db: Db, mail: MailKeys) => {
  const [written] = await take(db, [{ keys: mail, decide: joinOrOpen(mail) }]);
  return written;
};

describe.each([
  ['Postgres', freshDatabase],
  ['the embedded database', freshPglite],
])('on %s', (_, fresh) => {
  test('a parent and its three replies, decided at once in any order, make one ticket', async () => {
    await using database = await fresh();
    const seeds = process.env.HEED_TEST_ALL ? 1000 : 40;
    for (let seed = 0; seed < seeds; seed++) {
      const id = (name: string) => `<${name}.${seed}@customer.example>`;
      const mails = [
        keys(id('parent')),
        keys(id('one'), [id('parent')]),
        keys(id('two'), [id('parent'), id('one')]),
        keys(id('three'), [id('parent'), id('two')]),
      ];
      const order = mails.map((mail, i) => ({ mail, at: (i * 7 + seed * 13) % 11 })).sort((a, b) => a.at - b.at);
      const written = await Promise.all(order.map(({ mail }) => takeIn(database.db, mail)));
      expect(new Set(written.map((one) => one?.ticketId)).size, `seed ${seed}`).toBe(1);
    }
  }, 120_000);

  test('a parent and its replies, taken together, make one ticket, the parent first', async () => {
    await using database = await fresh();
    const mails = [
      keys('<one@customer.example>'),
      keys('<two@customer.example>', ['<one@customer.example>']),
      keys('<other@customer.example>'),
    ];
    let left = mails.map((mail) => ({ keys: mail, decide: joinOrOpen(mail) }));
    const tickets: (number | null)[] = [];
    const rounds: number[] = [];
    while (left.length > 0) {
      const taken = await take(database.db, left);
      rounds.push(taken.filter((one) => one !== null).length);
      tickets.push(...taken.flatMap((one) => (one ? [one.ticketId] : [])));
      left = left.filter((_, at) => taken[at] === null);
    }
    expect(rounds).toEqual([2, 1]);
    const [first, other, reply] = tickets;
    expect(reply).toBe(first);
    expect(other).not.toBe(first);
  });

  test('strangers taken together are decided in one transaction, in their order', async () => {
    await using database = await fresh();
    const strangers = Array.from({ length: 30 }, (_, n) => ({
      ...keys(`<${n}@customer.example>`),
      sender: `ada${n}@customer.example`,
    }));
    const taken = await take(
      database.db,
      strangers.map((mail) => ({ keys: mail, decide: joinOrOpen(mail, { ...ada, address: mail.sender }) })),
    );
    const ids = taken.map((one) => one?.ticketId ?? 0);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(30);
    const requesters = await database.db
      .selectFrom('ticket')
      .innerJoin('contact', 'contact.id', 'ticket.requester_id')
      .select(['ticket.id', 'contact.address'])
      .orderBy('ticket.id')
      .execute();
    expect(requesters.map((row) => row.address)).toEqual(strangers.map((mail) => mail.sender));
  });

  test('an acknowledgement decided a moment before counts for the caps of the next', async () => {
    await using database = await fresh();
    const seen: [number, number][] = [];
    const acknowledged = (mail: MailKeys) => (facts: MailFacts) => {
      seen.push([facts.acknowledgements.unverifiedToDomain, facts.acknowledgements.toSenderLastHour]);
      const address = mail.sender ?? '';
      const counted = { address, domain: 'customer.example', verified: false, mailbox_id: null, at: facts.now };
      return { ...joinOrOpen(mail, { address, name: '' })(facts), acknowledged: counted };
    };
    for (const batch of [1, 2]) {
      const mails = ['ada', 'ben', 'ada'].map((name, n) => ({
        ...keys(`<${batch}.${n}@customer.example>`),
        sender: `${name}@customer.example`,
      }));
      await take(
        database.db,
        mails.map((mail) => ({ keys: mail, decide: acknowledged(mail) })),
      );
    }
    expect(seen).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 1],
      [5, 3],
    ]);
  });

  test('a mail that another gateway has decided meanwhile is left alone', async () => {
    await using database = await fresh();
    const { db } = database;
    await sql`insert into source (kind, folder) values ('push', 'test')`.execute(db);
    await sql`insert into ledger (source_id, key, sha256, size) select id, 'a', '', 0 from source`.execute(db);
    const { id } = await db.selectFrom('ledger').select('id').executeTakeFirstOrThrow();
    const mail = { ...keys('<a@customer.example>'), ledgerId: id };
    const ending = (facts: MailFacts) => ({
      ...joinOrOpen(mail)(facts),
      ledger: { id, disposition: 'ticket' as const, reason: null, ticketId: null },
    });
    const [first] = await take(db, [{ keys: mail, decide: ending }]);
    const [second] = await take(db, [{ keys: mail, decide: ending }]);
    expect(first?.ticketId).toBeGreaterThan(0);
    expect(second).toEqual({ ticketId: null, messageId: null, seq: null });
    expect(await db.selectFrom('ticket').select('seq').execute()).toEqual([{ seq: 1 }]);
  });

  test('events of a ticket are numbered without gaps, however many write at once', async () => {
    await using database = await fresh();
    const { db } = database;
    const first = await takeIn(db, keys('<a@customer.example>'));
    const ticketId = first?.ticketId ?? 0;
    const event = { kind: 'noted', agentId: null, data: {} };
    await Promise.all(
      Array.from({ length: 20 }, () =>
        changeTicket(db, ticketId, null, () => ({ ...noChange(), events: [event, event] })),
      ),
    );
    const events = await db
      .selectFrom('event')
      .select('ticket_seq')
      .where('ticket_id', '=', ticketId)
      .orderBy('ticket_seq')
      .execute();
    expect(events.map((one) => one.ticket_seq)).toEqual(Array.from({ length: 41 }, (_, i) => i + 1));
  });

  test('a change of a ticket that moved on is a conflict and writes nothing', async () => {
    await using database = await fresh();
    const { db } = database;
    const first = await takeIn(db, keys('<a@customer.example>'));
    await expect(
      changeTicket(db, first?.ticketId ?? 0, 99, () => ({ ...noChange(), set: { subject: 'other' } })),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await db.selectFrom('ticket').select(['subject', 'seq']).execute()).toEqual([
      { subject: 'Printer', seq: 1 },
    ]);
  });

  test('a decision that must wait for its parent writes nothing', async () => {
    await using database = await fresh();
    const late = { keys: keys('<late@customer.example>'), decide: () => 'later' as const };
    expect(await take(database.db, [late])).toEqual([null]);
    expect(await database.db.selectFrom('thread_id').selectAll().execute()).toEqual([]);
  });
});
