import { sql } from 'kysely';
import type { Move } from '../desk/sums.ts';
import type { Db } from './db.ts';

/**
 * Where a reader of events stands: "<database id>.<xid>.<seq>". Events are read in (xid, seq) order and only below the
 * oldest transaction still running, because a sequence number says when an event was written and not when it became
 * visible: one written early and committed late would be skipped by a reader who counts numbers.
 */
export type Cursor = { database: string; xid: string; seq: number };

export type StoredEvent = {
  seq: number;
  ticketId: number | null;
  ticketSeq: number | null;
  kind: string;
  agentId: number | null;
  data: Record<string, unknown>;
  at: number;
};

const CURSOR = /^([0-9a-f]{1,64})\.(\d{1,20})\.(\d{1,15})$/;

export function readCursor(text: string): Cursor | null {
  const [, database, xid, seq] = CURSOR.exec(text) ?? [];
  return database && xid && seq ? { database, xid, seq: Number(seq) } : null;
}

export const writeCursor = ({ database, xid, seq }: Cursor): string => `${database}.${xid}.${seq}`;

/** The cursor of a reader who is about to read everything: all that is visible now lies behind it. */
export async function horizon(db: Db): Promise<Cursor> {
  const { rows } = await sql<{ database: string; xid: string }>`
    select database_id as database, pg_snapshot_xmin(pg_current_snapshot())::text as xid from instance`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('the database does not know its own name');
  return { ...row, seq: 0 };
}

/**
 * The events after a cursor, at most `limit`, and the cursor behind them. Each event is read exactly once by a reader
 * who goes on from the cursor given. Null: the cursor is of another database, or ahead of this one (restored from a
 * backup); the reader must start anew from `horizon`.
 */
export async function eventsAfter(
  db: Db,
  from: Cursor,
  limit: number,
): Promise<{ events: StoredEvent[]; cursor: Cursor; more: boolean } | null> {
  const end = await horizon(db);
  if (from.database !== end.database || BigInt(from.xid) > BigInt(end.xid)) return null;
  const { rows } = await sql<StoredEvent & { xid: string }>`
    select seq, xid::text as xid, ticket_id as "ticketId", ticket_seq as "ticketSeq", kind, agent_id as "agentId", data, at
    from event
    where (xid, seq) > (${from.xid}::xid8, ${from.seq}::bigint) and xid < ${end.xid}::xid8
    order by event.xid, seq limit ${limit + 1}`.execute(db);
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    events: page.map(({ xid: _, ...event }) => event),
    cursor: more && last ? { database: end.database, xid: last.xid, seq: last.seq } : end,
    more,
  };
}

// As many as a person adds up.
const MOST_MOVES = 200;

/** What moved the promises of a ticket, by the events that did, oldest first. */
export async function movesOn(db: Db, ticketId: number): Promise<Move[]> {
  const { rows } = await sql<Move>`
    select at, kind as by, moved->>'target' as target, (moved->>'from')::bigint as "from", (moved->>'to')::bigint as "to"
    from event, jsonb_array_elements(case when kind = 'promise moved' then jsonb_build_array(data) else data->'moved' end) moved
    where ticket_id = ${ticketId} and (kind = 'promise moved' or data ? 'moved')
    order by ticket_seq desc limit ${MOST_MOVES}`.execute(db);
  return rows.reverse();
}
