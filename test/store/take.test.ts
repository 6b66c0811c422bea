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
  sender: ada.address,
  mailboxId: null,
  ledgerId: 0,
});

/** Joins the first ticket it may belong to, or opens one. */
const joinOrOpen =
  (mail: MailKeys) =>
  (facts: MailFacts): Write => {
    const threadIds = [...(mail.messageId ? [mail.messageId] : []), ...mail.references];
    const ticket = facts.candidates[0]?.ticket;
    const event = { kind: ticket ? 'joined' : 'opened', agentId: null, data: {} };
    if (ticket) return { ticketId: ticket.id, now: facts.now, threadIds, change: { ...noChange(), events: [event] } };
    const open = {
      subject: 'Printer',
      priority: 'medium' as const,
      priority_reason: { cues: [], why: '', setByAgentId: null },
      requester: ada,
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
