import { sql } from 'kysely';
import type { Change } from '../desk/change.ts';
import { UNRECORDED } from '../desk/cover.ts';
import { DeskError } from '../desk/error.ts';
import type { MessageAside, TicketFacts } from '../desk/facts.ts';
import type { Instant } from '../desk/instant.ts';
import { lockTickets } from './change.ts';
import type { Db, Tx } from './db.ts';
import { readNow } from './now.ts';
import { retried } from './retry.ts';
import { standingsOf } from './standings.ts';
import { writeAll } from './write.ts';

/** A mail that joined a ticket; null for what is no mail, or the one its ticket began with. */
export async function joinedMail(db: Db, id: number): Promise<(MessageAside & { ticketId: number }) | null> {
  const { rows } = await sql<Omit<MessageAside, 'standing'> & { ticketId: number; now: Instant }>`
    select heed_now() as now, m.id, m.ticket_id as "ticketId", jsonb_build_object('address', m.from_address, 'name', m.from_name) as from,
      m.subject, m.visible
    from message m where m.id = ${id} and m.kind = 'mail' and m.from_address <> ''
      and exists (select from message first where first.ticket_id = m.ticket_id and first.id < m.id)`.execute(db);
  const [row] = rows;
  if (!row) return null;
  const { now, ...mail } = row;
  const [standing = UNRECORDED] = await standingsOf(db, [{ address: mail.from.address, at: now }]);
  return { ...mail, standing };
}

/**
 * One change to two tickets, in one transaction. `expectedSeq` is of the first.
 * @throws DeskError not_found; conflict; invalid when both are one
 */
export async function changePair(
  db: Db,
  [id, other]: readonly [number, number],
  expectedSeq: number | null,
  decide: (from: TicketFacts, to: TicketFacts, now: Instant) => { from: Change; to: Change },
  also: (tx: Tx, now: Instant) => Promise<void>,
): Promise<void> {
  if (id === other) throw new DeskError('invalid', 'That is the same ticket.');
  await retried(() =>
    db.transaction().execute(async (tx) => {
      const facts = await lockTickets(tx, [id, other]);
      const [from, to] = [id, other].map((wanted) => {
        const found = facts.find((ticket) => ticket.id === wanted);
        if (!found) throw new DeskError('not_found', `There is no ticket #${wanted}.`);
        return found;
      });
      if (!from || !to) throw new DeskError('not_found', 'There is no such ticket.');
      if (expectedSeq !== null && from.seq !== expectedSeq)
        throw new DeskError('conflict', `Ticket #${id} has changed since you opened it.`, { ticketId: id });
      const now = await readNow(tx);
      const changes = decide(from, to, now);
      await writeAll(tx, [
        { ticketId: id, change: changes.from, now },
        { ticketId: other, change: changes.to, now },
      ]);
      await also(tx, now);
    }),
  );
}

/** Puts a mail onto another ticket; replies to it follow. Its sender leaves the old one, unless they are there otherwise. */
export async function putMail(tx: Tx, mail: MessageAside, from: number, to: number): Promise<void> {
  await sql`
    with moved as (
      update message set ticket_id = ${to}, held_at = null, flagged = false,
        evidence = evidence || '{"evidence": "moved", "participant": true}'
      where id = ${mail.id} returning message_id, ledger_id
    ), threaded as (
      update thread_id t set ticket_id = ${to} from moved where t.message_id = moved.message_id
    )
    update ledger l set ticket_id = ${to} from moved where l.id = moved.ledger_id`.execute(tx);
  await sql`
    delete from participant p using contact c
    where p.ticket_id = ${from} and c.id = p.contact_id and lower(c.address) = lower(${mail.from.address})
      and not exists (select from message m where m.ticket_id = ${from} and (
        lower(m.from_address) = lower(c.address) and m.kind = 'mail' and m.held_at is null and not m.flagged
        or m.kind = 'answer' and exists (
          select from jsonb_array_elements(coalesce(m.recipients->'to', '[]') || coalesce(m.recipients->'cc', '[]')) r
          where lower(r->>'address') = lower(c.address))))`.execute(tx);
}

/** All messages of a ticket go onto the one it is merged into, with the mails of ours that carry them. */
export const putTogether = (tx: Tx, from: number, into: number): Promise<void> =>
  carry(tx, sql`update message set ticket_id = ${into}, merged_from = ${from} where ticket_id = ${from}`);

/** They come back, and with them leaves whoever came along. `at`: when they were put together. */
export async function putBack(tx: Tx, from: number, into: number, at: Instant): Promise<void> {
  await carry(
    tx,
    sql`update message set ticket_id = ${from}, merged_from = null where ticket_id = ${into} and merged_from = ${from}`,
  );
  await sql`delete from participant where ticket_id = ${into} and since = ${at}
    and contact_id in (select requester_id from ticket where id = ${from}
      union select contact_id from participant where ticket_id = ${from})`.execute(tx);
}

async function carry(tx: Tx, moving: ReturnType<typeof sql>): Promise<void> {
  await sql`
    with moved as (${moving} returning id, ticket_id, ledger_id),
    sent as (update outbox o set ticket_id = moved.ticket_id from moved
      where o.message_id = moved.id and o.kind = 'answer')
    update ledger l set ticket_id = moved.ticket_id from moved where l.id = moved.ledger_id`.execute(tx);
}
