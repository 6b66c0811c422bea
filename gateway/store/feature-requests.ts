import { sql } from 'kysely';
import type { Asking } from '../desk/feature-request.ts';
import type { Stage } from '../desk/stage.ts';
import type { Db, Tx } from './db.ts';
import type { Written } from './write.ts';

/** Tickets that became part of one, and of those, and itself: each is a thread that somebody knows. `root` is SQL for its id. */
export const threadsOf = (root: ReturnType<typeof sql>) => sql`
  with recursive part(id) as (
    select ${root} union
    select t.id from part join event e on e.ticket_id = part.id and e.kind = 'merged here'
      join ticket t on t.id = (e.data->>'from')::bigint and t.merged_into = part.id
  ) select id from part`;

/** Everybody who asked for what a ticket asks for, the ticket itself first. */
export async function askingOn(db: Db, ticketId: number): Promise<Asking[]> {
  const { rows } = await sql<Asking>`
    select t.id as "ticketId", jsonb_build_object('address', r.address, 'name', r.name) as requester,
      t.mailbox_id as "mailboxId", coalesce(t.acknowledgement->>'code', '') as acknowledgement, t.spam_at is not null as spam
    from ticket t join contact r on r.id = t.requester_id
    where t.id in (${threadsOf(sql`${ticketId}::bigint`)})
    order by t.id <> ${ticketId}, t.id`.execute(db);
  return rows;
}

/** Where a request stands from now on; a quote that came with it is the one that counts. */
export async function keepStage(tx: Tx, written: Written, stage: Stage, by: number, quoted: boolean): Promise<void> {
  await sql`
    insert into feature_request (ticket_id, stage, since, set_by, quote_id)
    select ${written.ticketId}::bigint, ${stage}, heed_now(), ${by}::bigint,
      case when ${quoted} then (select id from attachment where message_id = ${written.messageId} order by position limit 1) end
    on conflict (ticket_id) do update set stage = excluded.stage, since = excluded.since, set_by = excluded.set_by,
      quote_id = coalesce(excluded.quote_id, feature_request.quote_id)`.execute(tx);
}

export async function forgetStage(tx: Tx, ticketId: number): Promise<void> {
  await tx.deleteFrom('feature_request').where('ticket_id', '=', ticketId).execute();
}

/** A request that becomes part of a ticket which is none makes it one. */
export async function carryStage(tx: Tx, from: number, into: number): Promise<void> {
  await sql`update feature_request set ticket_id = ${into} where ticket_id = ${from}
    and not exists (select from feature_request other where other.ticket_id = ${into})`.execute(tx);
}
