import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Claimed, Outcome } from '../desk/sending.ts';
import type { Db, Tx } from './db.ts';

// Milliseconds. To make a batch takes seconds; who has not made it by then is dead, and nothing has gone out.
const MAKING_LEASE = 2 * 60 * 1000;
/** A sending may take as long as ten minutes after the dot (RFC 5321 4.5.3.2.6), and twice that is dead. */
const LEASE = 20 * 60 * 1000;
/** From making a mail on; with the 13 minutes that one may take, a later beginning could end after the lease. */
export const SENDS_BEGIN_WITHIN = 6 * 60 * 1000;

/** Mail and webhooks go out apart: a receiver that answers slowly holds up no mail. */
export type Way = 'mail' | 'webhooks';

/** Of each webhook at once, so that one which does not answer costs the others little. */
const AT_ONCE_TO_ONE = 5;

const DUE = {
  mail: (limit: number) => sql`
    select id from outbox where state = 'queued' and kind <> 'webhook' and run_at <= heed_now()
    order by run_at, id limit ${limit} for update skip locked`,
  webhooks: (limit: number) => sql`
    select one.id from webhook w cross join lateral (
      select id from outbox where webhook_id = w.id and state = 'queued' and run_at <= heed_now()
      order by run_at, id limit ${AT_ONCE_TO_ONE} for update skip locked
    ) one limit ${limit}`,
} as const satisfies Record<Way, (limit: number) => RawBuilder<unknown>>;

const CLAIMED = sql`o.id, o.fence, o.kind, o.ticket_id as "ticketId", o.message_id as "messageId",
  o.mailbox_id as "mailboxId", o.webhook_id as "webhookId", o.envelope, o.content, o.header_message_id as "headerMessageId",
  o.mime_sha256 as "mimeSha256", o.attempts, o.sends, o.queued_at as "queuedAt", o.expires_at as "expiresAt"`;

/** Claims what is due, oldest first. The claim is committed before a byte is sent. */
export async function claimOutbox(db: Db, limit: number, way: Way = 'mail'): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with due as (${DUE[way](limit)})
    update outbox o set state = 'claimed', attempts = attempts + 1, fence = fence + 1, lease_until = heed_now() + ${MAKING_LEASE}::bigint
    from due where o.id = due.id
    returning ${CLAIMED}`.execute(db);
  return rows.sort((a, b) => a.id - b.id);
}

export type Made = {
  id: number;
  fence: number;
  headerMessageId: string;
  mimeSha256: string;
  ticketId: number | null;
  messageId: number | null;
};

/**
 * Keeps the bytes' names before the first attempt: the Message-ID leads back to its ticket from now on,
 * and the attempt is counted before it is made. Answers the ids whose fence has not moved on: only those may be sent.
 */
export async function keepMade(db: Db, made: Made[]): Promise<Set<number>> {
  const column = <K extends keyof Made>(name: K) => made.map((one) => one[name]);
  const { rows } = await sql<{ id: number }>`
    with m as materialized (select * from unnest(${column('id')}::bigint[], ${column('fence')}::bigint[], ${column('headerMessageId')}::text[],
        ${column('mimeSha256')}::text[], ${column('ticketId')}::bigint[], ${column('messageId')}::bigint[])
      as m(id, fence, "headerMessageId", "mimeSha256", "ticketId", "messageId")),
    kept as (
      update outbox o set header_message_id = m."headerMessageId", mime_sha256 = m."mimeSha256", sends = o.sends + 1,
        lease_until = heed_now() + ${LEASE}::bigint
      from m where o.id = m.id and o.fence = m.fence and o.state = 'claimed' returning m.*
    ), named as (
      update message set message_id = kept."headerMessageId" from kept where message.id = kept."messageId"
    ), threaded as (
      insert into thread_id (message_id, ticket_id, outbox_id) select "headerMessageId", "ticketId", id from kept order by 1
      on conflict (message_id) do update set ticket_id = excluded.ticket_id, outbox_id = excluded.outbox_id
    )
    select id from kept`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Counts a sending of rows that have no bytes to keep, before it is made. Answers the ids that are still in our hands. */
export async function beginSending(db: Db, rows: readonly Pick<Claimed, 'id' | 'fence'>[]): Promise<Set<number>> {
  const [ids, fences] = [rows.map(({ id }) => id), rows.map(({ fence }) => fence)];
  const { rows: ours } = await sql<{ id: number }>`
    update outbox o set sends = o.sends + 1
    from unnest(${ids}::bigint[], ${fences}::bigint[]) as m(id, fence)
    where o.id = m.id and o.fence = m.fence and o.state = 'claimed' returning o.id`.execute(db);
  return new Set(ours.map(({ id }) => id));
}

/**
 * Writes what became of claimed rows and answers of how many; rows whose fence has moved on are left alone.
 * Acknowledgements tell their ticket in the same statement; answers do so through changeTicket.
 */
export async function settleOutbox(db: Db, outcomes: Outcome[], now: Instant): Promise<number> {
  const column = <K extends keyof Outcome>(name: K) => outcomes.map((one) => one[name]);
  const { rows } = await sql<{ settled: number }>`
    with r as materialized (select * from unnest(${column('id')}::bigint[], ${column('fence')}::bigint[], ${column('state')}::text[],
        ${column('reason')}::text[], ${column('runAt')}::bigint[], ${column('seenMessageId')}::text[], ${column('sends')}::int[])
      as r(id, fence, state, reason, "runAt", "seenMessageId", sends)),
    settled as (
      update outbox o set state = r.state, reason = r.reason, lease_until = null, run_at = coalesce(r."runAt", o.run_at),
        sent_at = case when r.state = 'sent' then ${now}::bigint else o.sent_at end,
        seen_message_id = coalesce(r."seenMessageId", o.seen_message_id), sends = r.sends,
        copy_at = case when r.state = 'sent' and o.kind = 'answer' and exists (
          select from mailbox b where b.id = o.mailbox_id and b.sent_copies = 'append' and b.sent_folder is not null)
          then ${now}::bigint end
      from r where o.id = r.id and o.fence = r.fence and o.state = 'claimed'
      returning o.id, o.ticket_id, o.kind, o.state, o.reason, r."seenMessageId" as seen
    ),
    -- A reply names the id its writer saw.
    threaded as (
      insert into thread_id (message_id, ticket_id, outbox_id) select seen, ticket_id, id from settled where seen is not null
      on conflict (message_id) do update set ticket_id = excluded.ticket_id, outbox_id = excluded.outbox_id
    ),
    told as (select id, ticket_id, state, reason from settled where kind = 'acknowledgement' and state <> 'queued'),
    locked as materialized (select t.id from ticket t where t.id in (select ticket_id from told) order by t.id for no key update),
    changed as (
      update ticket t set seq = t.seq + 1, changed_at = ${now}::bigint,
        acknowledgement = case when told.state = 'sent' then t.acknowledgement
          else jsonb_build_object('sent', false, 'code', told.state, 'why', told.reason) end
      from locked, told where t.id = locked.id and told.ticket_id = t.id
      returning t.id, t.seq, told.id as outbox_id, told.state
    ),
    written as (
      insert into event (ticket_id, ticket_seq, kind, data, at)
      select id, seq, 'acknowledgement ' || state, jsonb_build_object('outboxId', outbox_id), ${now}::bigint from changed
    )
    select count(*)::int as settled from settled`.execute(db);
  return rows[0]?.settled ?? 0;
}

/**
 * Takes back what a gateway left behind when it died: an acknowledgement may have gone out and is never sent again,
 * an answer is, as the same mail.
 */
export async function releaseStale(db: Db, way: Way = 'mail'): Promise<Claimed[]> {
  const { rows } = await sql<Claimed>`
    with stale as (
      select id from outbox where state = 'claimed' and lease_until < heed_now() and (kind = 'webhook') = ${way === 'webhooks'}
      order by id for update skip locked
    )
    update outbox o set fence = fence + 1, lease_until = heed_now() + ${LEASE}::bigint
    from stale where o.id = stale.id
    returning ${CLAIMED}`.execute(db);
  return rows;
}

/** Acknowledgements that have not gone out, or not surely, never will; each ticket says why. */
export const suppressAcknowledgements = (tx: Tx, reason: string, now: Instant): Promise<void> =>
  suppress(tx, sql`state in ('queued', 'claimed')`, reason, now);

/** The acknowledgement of a ticket does not go out, unless somebody is sending it just now. */
export const suppressAcknowledgement = (tx: Tx, ticketId: number, reason: string, now: Instant): Promise<void> =>
  suppress(tx, sql`state = 'queued' and ticket_id = ${ticketId}`, reason, now);

async function suppress(tx: Tx, which: RawBuilder<unknown>, reason: string, now: Instant): Promise<void> {
  const { rows } = await sql<{ id: number; fence: number; sends: number }>`
    update outbox set state = 'claimed', lease_until = ${now}, fence = fence + 1
    where kind = 'acknowledgement' and ${which} returning id, fence, sends`.execute(tx);
  const end = { state: 'suppressed', reason, runAt: null, seenMessageId: null } as const;
  await settleOutbox(
    tx,
    rows.map((row) => ({ ...row, ...end })),
    now,
  );
}

/** When the next queued row falls due; null when none is queued. */
export async function nextDue(db: Db): Promise<Instant | null> {
  const row = await db
    .selectFrom('outbox')
    .select('run_at')
    .where('state', '=', 'queued')
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst();
  return row?.run_at ?? null;
}
