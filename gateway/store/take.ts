import { sql } from 'kysely';
import type { MailFacts } from '../desk/facts.ts';
import { lockTickets } from './change.ts';
import type { Db, Tx } from './db.ts';
import { type MailKeys, mailFacts, tiedTickets } from './facts.ts';
import { retried } from './retry.ts';
import { type Write, type Written, write } from './write.ts';

/** Thrown out of the transaction when a decision cannot be made yet. */
const LATER = Symbol('later');

/**
 * Takes a mail in: locks the Message-IDs of its thread and its sender, loads the facts, runs the pure decision,
 * writes all of it or nothing. Mails of one thread pass here one after the other, whichever gateway reads them.
 * `decide` may answer 'later' (its parent is accepted but undecided): nothing is written and `null` comes back.
 */
export async function take(
  db: Db,
  keys: MailKeys,
  decide: (facts: MailFacts) => Write | 'later',
): Promise<Written | null> {
  try {
    return await retried(() =>
      db.transaction().execute(async (tx) => {
        await lockThread(tx, keys);
        const tied = await tiedTickets(tx, keys);
        const tickets = await lockTickets(tx, [...new Set(tied.map((one) => one.ticketId))]);
        const candidates = tied.flatMap(({ ticketId, evidence, by }) => {
          const ticket = tickets.find((one) => one.id === ticketId);
          return ticket ? [{ ticket, evidence, by }] : [];
        });
        const decision = decide({ ...(await mailFacts(tx, keys)), candidates });
        if (decision === 'later') throw LATER;
        return write(tx, decision);
      }),
    );
  } catch (error) {
    if (error === LATER) return null;
    throw error;
  }
}

/**
 * Message-ID rows are made if missing and locked in order; the sender's row is locked too, so that caps count right.
 * One statement for a thread nobody has seen: inserting is locking.
 */
async function lockThread(tx: Tx, { messageId, references, sender }: MailKeys): Promise<void> {
  const ids = [...new Set([...references, ...(messageId ? [messageId] : [])])].sort();
  const { rows } = await sql<{ made: number }>`
    with made as (
      insert into thread_id (message_id) select unnest(${ids}::text[]) on conflict do nothing returning 1
    ), sender as (
      insert into contact (address) select ${sender}::text where ${sender}::text is not null
      on conflict (lower(address)) do update set name = contact.name
    )
    select count(*)::int as made from made`.execute(tx);
  if (rows[0]?.made === ids.length) return;
  await sql`select from thread_id where message_id = any(${ids}::text[]) order by message_id for update`.execute(tx);
}
