import { type RawBuilder, sql } from 'kysely';
import type { Status } from '../desk/change.ts';
import { searchIn } from '../desk/tag.ts';
import type { Db } from './db.ts';
import { candidatesFor } from './search.ts';
import { type TicketRow, ticketRows } from './ticket-rows.ts';

export type View = 'mine' | 'unassigned' | 'all' | 'spam' | 'requests';

export type ListOf = {
  view: View;
  /** Whose tickets `mine` are. */
  agentId: number;
  statuses: readonly Status[];
  /** A number, an address, a name, words or `tag:vip`; '' for the whole view. */
  words: string;
  after: Place | null;
  limit: number;
};

/** Where a page ended. Pages go by it and not by a count, so that page 1,000 costs what page 1 does. */
export type Place = { changedAt: number; id: number };

const PLACE = /^(\d{1,15})-(\d{1,15})$/;

export function readPlace(text: string): Place | null {
  const [, changedAt, id] = PLACE.exec(text) ?? [];
  return changedAt && id ? { changedAt: Number(changedAt), id: Number(id) } : null;
}

const writePlace = (row: TicketRow): string => `${row.changedAt}-${row.id}`;

/** Tickets of a view, the last changed first. `next` is the place of the next page, null on the last. */
export async function listTickets(db: Db, list: ListOf): Promise<{ tickets: TicketRow[]; next: string | null }> {
  const rows = await ticketRows(
    db,
    sql`select id, row_number() over () as place from (
      select t.id from ticket t where ${sql.join(conditions(list), sql` and `)}
      order by t.changed_at desc, t.id desc limit ${list.limit + 1}) page`,
  );
  const tickets = rows.slice(0, list.limit);
  const last = tickets.at(-1);
  return { tickets, next: rows.length > list.limit && last ? writePlace(last) : null };
}

function conditions({ view, agentId, statuses, words: asked, after }: ListOf): RawBuilder<unknown>[] {
  const { tags, words } = searchIn(asked);
  return [
    sql`t.status = any(${statuses}::text[])`,
    // A search finds spam too: somebody may look for a mail that was called so.
    ...(view === 'spam' ? [sql`t.spam_at is not null`] : asked === '' ? [sql`t.spam_at is null`] : []),
    ...(view === 'requests' ? [sql`t.id in (select ticket_id from feature_request)`] : []),
    ...(view === 'mine' ? [sql`t.assignee_id = ${agentId}`] : []),
    ...(view === 'unassigned' ? [sql`t.assignee_id is null`] : []),
    // Its index has only tickets with a tag.
    ...(tags.length === 0 ? [] : [sql`t.tags <> '{}' and t.tags @> ${tags}::text[]`]),
    ...(words === '' ? [] : [sql`t.id in (${candidatesFor(words)})`]),
    ...(after ? [sql`(t.changed_at, t.id) < (${after.changedAt}::bigint, ${after.id}::bigint)`] : []),
  ];
}

/** What an agent has to do, and what may come back by a reply, for releasing it. */
export async function openTicketsOf(db: Db, agentId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('ticket')
    .select('id')
    .where('assignee_id', '=', agentId)
    .where('status', 'in', ['open', 'waiting', 'solved'])
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}
