import { sql } from 'kysely';
import type { Change } from '../desk/change.ts';
import type { TicketFacts } from '../desk/facts.ts';
import type { Instant } from '../desk/instant.ts';
import { changeTicket } from './change.ts';
import { contactsByPhone } from './contacts.ts';
import type { Db, Tx } from './db.ts';
import { openTicket } from './open-ticket.ts';

/** The provider told of this before: nothing is written again. */
const TOLD = Symbol('told before');

/** The ticket of a call; null while it has none. */
export async function ticketOfCall(db: Db, sid: string): Promise<number | null> {
  const row = await db.selectFrom('phone_call').select('ticket_id').where('sid', '=', sid).executeTakeFirst();
  return row?.ticket_id ?? null;
}

/** Opens the ticket of a call, once however often it is told; the caller's number is kept with their contact. */
export async function openForCall(
  db: Db,
  call: { sid: string; number: string | null; recording: string | null },
  decide: (now: Instant) => Change,
): Promise<number> {
  try {
    return await openTicket(db, decide, async (tx, id) => {
      const { rows } = await sql`
        insert into phone_call (sid, ticket_id, recording_url) values (${call.sid}, ${id}, ${call.recording})
        on conflict do nothing returning sid`.execute(tx);
      if (rows.length === 0) throw TOLD;
      if (call.number !== null) await keepNumber(tx, id, call.number);
    });
  } catch (error) {
    const before = error === TOLD ? await ticketOfCall(db, call.sid) : null;
    if (before === null) throw error;
    return before;
  }
}

/** Adds the message that was left in a call whose ticket is open, once. */
export async function addRecording(
  db: Db,
  { sid, ticketId, recording }: { sid: string; ticketId: number; recording: string },
  decide: (ticket: TicketFacts, now: Instant) => Change,
): Promise<void> {
  try {
    await changeTicket(db, ticketId, null, decide, async (tx) => {
      const { rows } = await sql`update phone_call set recording_url = ${recording}
        where sid = ${sid} and recording_url is null returning sid`.execute(tx);
      if (rows.length === 0) throw TOLD;
    });
  } catch (error) {
    if (error !== TOLD) throw error;
  }
}

/** By their number the requester of a ticket is found when they call again. */
export async function keepNumber(tx: Tx, ticketId: number, number: string): Promise<void> {
  const known = await contactsByPhone(tx, number);
  await sql`insert into contact_phone (contact_id, number) select requester_id, ${number} from ticket
    where id = ${ticketId} and requester_id <> all(${known.map(({ id }) => id)}::bigint[])
    on conflict do nothing`.execute(tx);
}
