import { sql } from 'kysely';
import type { Change } from '../desk/change.ts';
import type { Instant } from '../desk/instant.ts';
import type { Db, Tx } from './db.ts';
import { readNow } from './now.ts';
import { retried } from './retry.ts';
import { write } from './write.ts';

/** Opens a ticket that no mail opened; its id. `also` runs in the same transaction. */
export async function openTicket(
  db: Db,
  decide: (now: Instant) => Change,
  also: (tx: Tx, id: number) => Promise<void>,
): Promise<number> {
  return retried(() =>
    db.transaction().execute(async (tx) => {
      const now = await readNow(tx);
      const { ticketId } = await write(tx, { ticketId: null, change: decide(now), now });
      if (ticketId === null) throw new Error('a ticket was not opened');
      await also(tx, ticketId);
      return ticketId;
    }),
  );
}

/** Moves a held message to the ticket that was just opened for it; its replies follow it there. */
export async function moveToOwnTicket(
  tx: Tx,
  { messageId, opened, now }: { messageId: number; opened: Change; now: Instant },
): Promise<number> {
  const { ticketId } = await write(tx, { ticketId: null, change: opened, now });
  if (ticketId === null) throw new Error('a ticket was not opened');
  await sql`
    with moved as (
      update message set ticket_id = ${ticketId}, held_at = null, flagged = false,
        evidence = evidence || '{"evidence": "split", "participant": true}'
      where id = ${messageId} returning ledger_id
    )
    update ledger set ticket_id = ${ticketId} where id = (select ledger_id from moved)`.execute(tx);
  await threadTo(tx, messageId, ticketId);
  return ticketId;
}

/** From now on a mail that answers this message belongs to the ticket, unless another message bears its id too. */
export async function threadTo(tx: Tx, messageId: number, ticketId: number): Promise<void> {
  await sql`
    insert into thread_id (message_id, ticket_id)
    select message_id, ${ticketId} from message where id = ${messageId} and message_id is not null
    on conflict (message_id) do update set ticket_id = excluded.ticket_id where thread_id.ticket_id is null
      or not exists (select from message m where m.message_id = thread_id.message_id and m.id <> ${messageId})`.execute(
    tx,
  );
}

/** Which ticket a message stands on. */
export async function ticketOfMessage(db: Db, messageId: number): Promise<number | null> {
  const row = await db.selectFrom('message').select('ticket_id').where('id', '=', messageId).executeTakeFirst();
  return row?.ticket_id ?? null;
}
