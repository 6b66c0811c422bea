import { sql } from 'kysely';
import type { Db } from '../../gateway/store/db.ts';

/** Open tickets in one go, due over the next days, each with its first mail; the id of the first. */
export async function manyTickets(db: Db, count: number): Promise<number> {
  const { rows } = await sql<{ first: number }>`
    with people as (
      insert into contact (address, name) select 'person' || n || '@many.example', 'Person ' || n from generate_series(1, ${count}::int) n
      returning id, name
    ), numbered as (select id, name, row_number() over (order by id) as n from people
    ), tickets as (
      insert into ticket (seq, subject, priority, requester_id, preview, opened_at, changed_at, last_customer_at)
      select 1, 'One of many: ' || name, (array['critical', 'high', 'medium', 'low'])[n % 4 + 1], id, 'The same, ' || n || ' times.',
        heed_now() - n * 1000, heed_now() - n * 1000, heed_now() - n * 1000
      from numbered returning id, priority, opened_at
    ), clocks as (
      insert into clock (ticket_id, target, priority, minutes, started_at, due_at)
      select id, 'first response', priority, 240, opened_at, opened_at + (id % 90) * 3600000 from tickets
    ), messages as (
      insert into message (ticket_id, kind, from_name, from_address, subject, visible, html, evidence, at)
      select id, 'mail', 'Person', 'person@many.example', 'One of many', 'Words of ticket ' || id,
        '<p>Written for ticket ' || id || '</p>', '{"evidence": "none", "participant": true}', opened_at
      from tickets
    )
    select min(id) as first from tickets`.execute(db);
  return rows[0]?.first ?? 0;
}

/** Many mails on one ticket. */
export async function manyMessages(db: Db, ticketId: number, count: number): Promise<void> {
  await sql`
    insert into message (ticket_id, kind, from_name, from_address, subject, visible, quoted, html, evidence, at)
    select ${ticketId}, 'mail', 'Ada Kite', 'ada@kite.example', 'Re: it', 'Message ' || n || repeat(E'\nA line of a letter.', 6),
      '> what was said before', case when n % 3 = 0 then '<p>Message ' || n || '</p>' end,
      '{"evidence": "reference", "participant": true}', heed_now() + n
    from generate_series(1, ${count}::int) n`.execute(db);
}
