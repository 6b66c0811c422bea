import { sql } from 'kysely';
import type { NewLabel, PriorityReason } from '../desk/change.ts';
import type { Instant } from '../desk/instant.ts';
import type { Example } from '../desk/learning/model.ts';
import type { SpamExample } from '../desk/learning/spam-model.ts';
import type { Db } from './db.ts';

/** What learning learns from; `id` is that of the label. */
export type LabelledLetter = { id: number; example: Example };

/**
 * The newest label of each ticket with the letter it is about, oldest first; at most the `limit` newest. Tickets from
 * before learning, of which nobody knows what was made when they came, are left out.
 */
export async function labelledLetters(db: Db, limit: number): Promise<LabelledLetter[]> {
  type Row = Pick<Example, 'subject' | 'visible' | 'label' | 'how'> & { id: number } & {
    opening: NonNullable<PriorityReason['opening']>;
  };
  const { rows } = await sql<Row>`
    select l.id, l.to_priority as label, l.how, t.subject, m.visible, t.priority_reason->'opening' as opening
    from (select distinct on (ticket_id) id, ticket_id, to_priority, how from label order by ticket_id, id desc) l
      join ticket t on t.id = l.ticket_id
      join lateral (select visible from message where ticket_id = t.id and kind = 'mail' order by id limit 1) m on true
    where t.priority_reason ? 'opening' and t.spam_at is null
    order by l.id desc limit ${limit}`.execute(db);
  return rows.reverse().map(({ id, opening, ...said }) => ({ id, example: { ...said, ...opening } }));
}

/**
 * Letters that agents called spam, and letters that they took for honest: answered, ended, or said to be none. Of each
 * kind the `limit` / 2 newest, oldest first.
 */
export async function spamExamples(db: Db, limit: number): Promise<SpamExample[]> {
  const { rows } = await sql<SpamExample & { id: number }>`
    with spam as (select id, true as spam from ticket where spam_at is not null order by id desc limit ${limit / 2}),
    ham as (select id, false as spam from ticket
      where spam_at is null and (last_agent_at is not null or status in ('solved', 'closed')
        or exists (select from event e where e.ticket_id = ticket.id and e.kind = 'not spam'))
      order by id desc limit ${limit / 2})
    select t.id, t.subject, m.visible, c.address as "from", one.spam
    from (select * from spam union all select * from ham) one join ticket t on t.id = one.id
      join contact c on c.id = t.requester_id
      join lateral (select visible from message where ticket_id = t.id and kind = 'mail' order by id limit 1) m on true
    order by t.id`.execute(db);
  return rows.map(({ id: _, ...example }) => example);
}

export type LabelRow = Omit<NewLabel, 'agentId'> & { id: number; ticketId: number; agentId: number; at: Instant };

/** The newest labels: who made what of which priority, and when. */
export async function newestLabels(db: Db, limit: number): Promise<LabelRow[]> {
  const rows = await db
    .selectFrom('label')
    .select(['id', 'ticket_id as ticketId', 'agent_id as agentId', 'from_priority as from', 'to_priority as to'])
    .select(['how', 'at'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows;
}
