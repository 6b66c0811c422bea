import { type RawBuilder, sql } from 'kysely';
import type { ClockState, Status, WaitingOn } from '../desk/change.ts';
import type { Day } from '../desk/days.ts';
import type { Instant } from '../desk/instant.ts';
import type { Level } from '../desk/levels.ts';
import type { Priority } from '../desk/priority.ts';
import type { Stage } from '../desk/stage.ts';
import type { Db } from './db.ts';
import { threadsOf } from './feature-requests.ts';

/** A ticket as a list shows it. */
export type TicketRow = {
  id: number;
  seq: number;
  subject: string;
  status: Status;
  waitingOn: WaitingOn | null;
  tags: string[];
  /** How far it is, where it asks for something new, and how many asked. */
  request: { stage: Stage; requesters: number } | null;
  priority: Priority;
  requester: { name: string; address: string };
  assigneeId: number | null;
  level: Level;
  pagedAgentId: number | null;
  mailboxId: number | null;
  preview: string;
  openedAt: Instant;
  changedAt: Instant;
  lastCustomerAt: Instant | null;
  lastAgentAt: Instant | null;
  clocks: (Omit<ClockState, 'minutes' | 'pauses' | 'fired' | 'nextAt' | 'releaseId'> & {
    release: { name: string; day: Day | null } | null;
  })[];
  held: number;
  undelivered: boolean;
  unsure: boolean;
  spam: boolean;
  suspected: boolean;
  mergedInto: number | null;
};

/** The rows of `ids` (any SQL that gives an `id` and its `place`), in the order of their places, in one query. */
export async function ticketRows(db: Db, ids: RawBuilder<unknown>): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    with wanted as materialized (${ids})
    select t.id, t.seq, t.subject, t.status, t.waiting_on as "waitingOn", t.tags,
      (select jsonb_build_object('stage', f.stage, 'requesters',
        (select count(distinct p.requester_id) from ticket p where p.id in (${threadsOf(sql`t.id`)})))
        from feature_request f where f.ticket_id = t.id) as request, t.priority,
      jsonb_build_object('name', r.name, 'address', r.address) as requester,
      t.assignee_id as "assigneeId", t.level,
      (select p.agent_id from page p where p.ticket_id = t.id and p.closed_at is null) as "pagedAgentId", t.mailbox_id as "mailboxId", t.preview, t.opened_at as "openedAt",
      t.changed_at as "changedAt", t.last_customer_at as "lastCustomerAt", t.last_agent_at as "lastAgentAt",
      coalesce((select jsonb_agg(jsonb_build_object('target', c.target, 'priority', c.priority, 'dueAt', c.due_at,
        'startedAt', c.started_at, 'metAt', c.met_at, 'breachedAt', c.breached_at, 'pausedAt', c.paused_at,
        'release', (select jsonb_build_object('name', e.name, 'day', e.day) from release e where e.id = c.release_id)) order by c.id)
        from clock c where c.ticket_id = t.id), '[]') as clocks,
      (select count(*) from message m where m.ticket_id = t.id and m.held_at is not null) as held,
      -- Only the newest answer counts: an older one that failed has been answered by it.
      coalesce((select m.delivery in ('failed', 'bounced') from message m
        where m.ticket_id = t.id and m.kind = 'answer' order by m.id desc limit 1), false) as undelivered,
      coalesce((t.priority_reason->>'unsure')::boolean, false) as unsure,
      t.spam_at is not null as spam,
      -- An agent who answered it has seen that it is none.
      t.suspected and t.spam_at is null and t.last_agent_at is null as suspected, t.merged_into as "mergedInto"
    from wanted join ticket t on t.id = wanted.id join contact r on r.id = t.requester_id
    order by wanted.place`.execute(db);
  return rows;
}

export function ticketsById(db: Db, ids: readonly number[]): Promise<TicketRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return ticketRows(db, sql`select id, place from unnest(${ids}::bigint[]) with ordinality w(id, place)`);
}

export async function ticketRow(db: Db, id: number): Promise<TicketRow | null> {
  return (await ticketsById(db, [id]))[0] ?? null;
}
