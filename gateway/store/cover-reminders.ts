import { sql } from 'kysely';
import type { Day } from '../desk/days.ts';
import type { Instant } from '../desk/instant.ts';
import { LOOKS_BACK, REMINDS_BEFORE } from '../desk/reminder.ts';
import type { Db, Tx } from './db.ts';

/**
 * Announces the end of cover to the agents who hear of it, one mail each for all that is due, and keeps that it did: in
 * one statement, so that of several gateways one does it. Days that were slept through are made up for by one reminder.
 * Cover that another follows is not announced; nor is what had ended before it was written down.
 * @param today in `zone`
 * @returns how many covers were announced
 */
export async function remindOfCover(db: Db, today: Day, zone: string, now: Instant): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with due as (
      select c.id, c.ends_on, d.days
      from cover c cross join unnest(${REMINDS_BEFORE}::int[]) d (days)
      where c.ends_on between ${today}::date - ${LOOKS_BACK}::int and ${today}::date + ${Math.max(...REMINDS_BEFORE)}::int
        and c.ends_on - ${today}::date <= d.days
        and (c.ends_on >= ${today}::date
          or (to_timestamp(coalesce(c.renewed_at, c.created_at) / 1000.0) at time zone ${zone})::date <= c.ends_on)
        and not exists (select from cover_reminder r where r.cover_id = c.id and r.ends_on = c.ends_on and r.days = d.days)
        and not exists (select from cover n where n.organisation_id = c.organisation_id and lower(n.product) = lower(c.product)
          and n.ends_on > c.ends_on and n.starts_on <= c.ends_on + 1)
      order by c.id, d.days
    ),
    reminded as (
      insert into cover_reminder (cover_id, ends_on, days, at)
      select id, ends_on, days, ${now}::bigint from due on conflict do nothing returning cover_id
    ),
    ending as (
      select c.id, jsonb_build_object('coverId', c.id, 'organisation', o.name, 'plan', p.name, 'product', c.product,
        'endsOn', c.ends_on) as line, c.ends_on, o.id as organisation_id
      from cover c join organisation o on o.id = c.organisation_id join plan p on p.id = c.plan_id
      where c.id in (select cover_id from reminded)
    ),
    told as (
      insert into event (kind, agent_id, data, at)
      select 'cover ends', null, jsonb_build_object('organisationId', organisation_id, 'coverId', id), ${now}::bigint
      from ending order by id
    ),
    queued as (
      insert into outbox (kind, envelope, content, mailbox_id, run_at, queued_at)
      select 'reminder', jsonb_build_object('to', jsonb_build_array(jsonb_build_object('name', a.name, 'address', a.address)), 'cc', '[]'::jsonb),
        jsonb_build_object('covers', (select jsonb_agg(line order by ends_on, id) from ending)),
        (select id from mailbox where removed_at is null order by id limit 1), ${now}::bigint, ${now}::bigint
      from agent a
      where a.deactivated_at is null and coalesce(a.cover_reminders, a.role = 'admin') and exists (select from ending)
      order by a.id
    )
    select count(*) as count from ending`.execute(db);
  return rows[0]?.count ?? 0;
}

/** A cover that changed, or went, is not announced as it was: what has reached no server yet is taken back. */
export async function takeBackReminders(tx: Tx, coverId: number): Promise<void> {
  await sql`
    update outbox set mime_sha256 = null,
      state = case when jsonb_array_length(content->'covers') = 1 then 'suppressed' else state end,
      reason = case when jsonb_array_length(content->'covers') = 1 then 'The cover has changed.' else reason end,
      content = jsonb_build_object('covers', (select coalesce(jsonb_agg(c), '[]')
        from jsonb_array_elements(content->'covers') c where (c->>'coverId')::bigint <> ${coverId}))
    where kind = 'reminder' and state in ('queued', 'held') and sends = 0
      and content->'covers' @> ${JSON.stringify([{ coverId }])}::jsonb`.execute(tx);
}

export async function hearsOfCover(db: Db, agentId: number): Promise<boolean> {
  const row = await db
    .selectFrom('agent')
    .select(['cover_reminders', 'role'])
    .where('id', '=', agentId)
    .executeTakeFirst();
  return row?.cover_reminders ?? row?.role === 'admin';
}

export async function setHearsOfCover(db: Db, agentId: number, hears: boolean): Promise<void> {
  await db.updateTable('agent').set({ cover_reminders: hears }).where('id', '=', agentId).execute();
}
