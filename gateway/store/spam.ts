import { sql } from 'kysely';
import type { Tx } from './db.ts';
import { readNow } from './now.ts';
import { suppressAcknowledgement } from './outbox.ts';

/** What goes with calling a ticket spam: its acknowledgement stays here; `blockedBy` hears of the requester no more. */
export async function endSpam(tx: Tx, ticketId: number, blockedBy: number | null): Promise<void> {
  await suppressAcknowledgement(tx, ticketId, 'An agent called it spam.', await readNow(tx));
  if (blockedBy === null) return;
  await sql`insert into block (sender, added_by)
    select lower(c.address), ${blockedBy} from ticket t join contact c on c.id = t.requester_id where t.id = ${ticketId}
    on conflict (sender) do nothing`.execute(tx);
}
