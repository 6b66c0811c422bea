import { sql } from 'kysely';
import type { Change } from '../desk/change.ts';
import { DeskError } from '../desk/error.ts';
import type { TicketFacts } from '../desk/facts.ts';
import type { Instant } from '../desk/instant.ts';
import type { Db, Tx } from './db.ts';
import { ticketFacts } from './facts.ts';
import { readNow } from './now.ts';
import { retried } from './retry.ts';
import { type Write, type Written, write, writeAll } from './write.ts';

/**
 * The one door for changing a ticket: locks it, loads the facts, runs the pure decision, writes all of it.
 * `expectedSeq` is what the person last saw: when the ticket has moved on since, nothing is written.
 * @throws DeskError not_found; conflict, with the ticket's id as detail
 */
export async function changeTicket(
  db: Db,
  id: number,
  expectedSeq: number | null,
  decide: (ticket: TicketFacts, now: Instant) => Change,
  also: (tx: Tx, written: Written) => Promise<void> = async () => {},
): Promise<Written> {
  return retried(() =>
    db.transaction().execute(async (tx) => {
      const [facts] = await lockTickets(tx, [id]);
      if (!facts) throw new DeskError('not_found', `There is no ticket #${id}.`);
      if (expectedSeq !== null && facts.seq !== expectedSeq)
        throw new DeskError('conflict', `Ticket #${id} has changed since you opened it.`, { ticketId: id });
      const now = await readNow(tx);
      const written = await write(tx, { ticketId: id, change: decide(facts, now), now });
      await also(tx, written);
      return written;
    }),
  );
}

/**
 * As changeTicket for several at once, at most one change a ticket; locks in id order, so that two of them never wait
 * for each other.
 */
export async function changeTickets(
  db: Db,
  ids: readonly number[],
  decide: (tickets: TicketFacts[], now: Instant) => Write[],
): Promise<Written[]> {
  return retried(() =>
    db.transaction().execute(async (tx) => {
      const facts = await lockTickets(tx, ids);
      return writeAll(tx, decide(facts, await readNow(tx)));
    }),
  );
}

/**
 * Locks in id order and reads what the rules need. The lock lets others refer to the ticket meanwhile: a foreign key's
 * check takes its own lock, in an order of its own.
 */
export async function lockTickets(tx: Tx, ids: readonly number[]): Promise<TicketFacts[]> {
  if (ids.length === 0) return [];
  await sql`select id from ticket where id = any(${ids}::bigint[]) order by id for no key update`.execute(tx);
  return ticketFacts(tx, ids);
}
