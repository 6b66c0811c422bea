import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** Mail that waits for a look: it was kept and is no conversation, until an agent says what it is. */
export type WaitingRow = {
  ledgerId: number;
  ticketId: number | null;
  messageId: number | null;
  /** `left`: undecided, for a gateway that can read it. */
  what: 'quarantined' | 'held' | 'retired' | 'left';
  reason: string;
  from: string;
  subject: string;
  at: Instant;
  size: number;
  /** Whether a ticket can be made of it. */
  readable: boolean;
};

const MOST_ROWS = 500;

export async function waitingForALook(db: Db): Promise<WaitingRow[]> {
  const { rows } = await sql<WaitingRow>`
    select * from (
      select l.id as "ledgerId", l.ticket_id as "ticketId", null::bigint as "messageId", coalesce(l.disposition, 'left') as what,
        coalesce(l.reason, '') as reason, coalesce(l.card->>'from', l.envelope->>'from', '') as from, coalesce(l.card->>'subject', '') as subject, l.accepted_at as at, l.size,
        coalesce(l.disposition = 'quarantined' and l.card->>'from' like '%@%', false) as readable
      from ledger l where l.disposition in ('quarantined', 'retired') and l.looked_at is null
        or l.disposition is null and l.reason is not null
      union all
      select l.id, m.ticket_id, m.id, 'held', coalesce(m.evidence->>'trustWhy', ''), m.from_address, m.subject, m.at, l.size, false
      from message m join ledger l on l.id = m.ledger_id where m.held_at is not null
    ) waiting order by at desc limit ${MOST_ROWS}`.execute(db);
  return rows;
}

export async function countWaiting(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from ledger where disposition in ('quarantined', 'retired') and looked_at is null)
      + (select count(*) from ledger where disposition is null and reason is not null)
      + (select count(*) from message where held_at is not null) as count`.execute(db);
  return rows[0]?.count ?? 0;
}

/** An agent has looked at a quarantined or retired mail; false when there is no such mail. */
export async function markLooked(db: Db, ledgerId: number, agentId: number): Promise<boolean> {
  const { rows } = await sql`
    update ledger set looked_at = coalesce(looked_at, heed_now()), looked_by = coalesce(looked_by, ${agentId})
    where id = ${ledgerId} and disposition in ('quarantined', 'retired') returning id`.execute(db);
  return rows.length > 0;
}

/** Where the bytes of a mail lie. */
export async function rawOf(db: Db, ledgerId: number): Promise<string | null> {
  const row = await db.selectFrom('ledger').select('sha256').where('id', '=', ledgerId).executeTakeFirst();
  return row?.sha256 ?? null;
}
