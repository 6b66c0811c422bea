import { sql } from 'kysely';
import type { MessageEvidence, PriorityReason } from '../desk/change.ts';
import type { Instant } from '../desk/instant.ts';
import type { Address, Trust } from '../desk/letter.ts';
import type { Db } from './db.ts';
import type { StoredEvent } from './events.ts';
import { threadsOf } from './feature-requests.ts';
import { standingNow } from './standings.ts';
import type { Delivery } from './tables.ts';
import { type TicketRow, ticketRow } from './ticket-rows.ts';

// A conversation that two robots swelled still opens at once; its newest part is what anyone reads.
const MOST_MESSAGES = 500;
const MOST_EVENTS = 500;

export type MessageRow = {
  id: number;
  ticketId: number;
  kind: 'mail' | 'answer' | 'note';
  agentId: number | null;
  from: Address;
  to: Address[];
  cc: Address[];
  subject: string;
  at: Instant;
  visible: string;
  quoted: string;
  hasHtml: boolean;
  evidence: Partial<MessageEvidence>;
  attachments: { id: number; name: string; contentType: string; size: number; inline: boolean; truncated: boolean }[];
  trust: Trust['verdict'];
  flagged: boolean;
  held: boolean;
  robot: string | null;
  delivery: Delivery | null;
  deliveryReason: string | null;
  hasRaw: boolean;
};

export type TicketDetail = {
  ticket: TicketRow;
  messages: MessageRow[];
  events: (StoredEvent & { ticketSeq: number })[];
  priorityReason: Partial<PriorityReason>;
  acknowledgement: { sent?: boolean; code?: string; why?: string };
  linkedTo: number | null;
  language: string;
  participants: Address[];
  /** Where it asks for something new: since when it is where it is, the file that says what it costs, and who asked. */
  request: {
    since: Instant;
    setByAgentId: number | null;
    quote: { id: number; name: string; size: number } | null;
    requesters: (Address & { ticketId: number })[];
  } | null;
  /** Whose requester it is, and how they stand now. */
  standing: Awaited<ReturnType<typeof standingNow>>;
};

/** A whole ticket as an agent opens it; null when there is none. */
export async function ticketDetail(db: Db, id: number): Promise<TicketDetail | null> {
  const ticket = await ticketRow(db, id);
  if (!ticket) return null;
  const [messages, events, rest] = [await messagesOf(db, id), await eventsOf(db, id), await restOf(db, id)];
  return { ticket, messages, events, ...rest, standing: await standingNow(db, ticket.requester.address) };
}

async function messagesOf(db: Db, ticketId: number): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select m.id, m.ticket_id as "ticketId", m.kind, m.agent_id as "agentId",
      jsonb_build_object('name', m.from_name, 'address', m.from_address) as from,
      coalesce(m.recipients->'to', '[]') as to, coalesce(m.recipients->'cc', '[]') as cc, m.subject, m.at, m.visible, m.quoted,
      m.html is not null as "hasHtml", m.evidence, m.trust, m.flagged, m.held_at is not null as held, m.robot, m.delivery,
      m.delivery_reason as "deliveryReason", m.ledger_id is not null as "hasRaw",
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'contentType', a.content_type, 'size', a.size,
        'inline', a.inline, 'truncated', a.truncated) order by a.position) from attachment a where a.message_id = m.id), '[]') as attachments
    from (select * from message where ticket_id = ${ticketId} order by id desc limit ${MOST_MESSAGES}) m
    order by m.id`.execute(db);
  return rows;
}

async function eventsOf(db: Db, ticketId: number): Promise<TicketDetail['events']> {
  const { rows } = await sql<StoredEvent & { ticketSeq: number }>`
    select * from (select seq, ticket_id as "ticketId", ticket_seq as "ticketSeq", kind, agent_id as "agentId", data, at
      from event where ticket_id = ${ticketId} order by ticket_seq desc limit ${MOST_EVENTS}) newest
    order by "ticketSeq"`.execute(db);
  return rows;
}

async function restOf(db: Db, id: number) {
  const { rows } = await sql<Omit<TicketDetail, 'ticket' | 'messages' | 'events' | 'standing'>>`
    select t.priority_reason as "priorityReason", t.acknowledgement, t.linked_to as "linkedTo", t.language,
      coalesce((select jsonb_agg(jsonb_build_object('name', c.name, 'address', c.address) order by c.id)
        from contact c where c.id = t.requester_id
          or c.id in (select p.contact_id from participant p where p.ticket_id = t.id)), '[]') as participants,
      (select jsonb_build_object('since', f.since, 'setByAgentId', f.set_by,
        'quote', (select jsonb_build_object('id', a.id, 'name', a.name, 'size', a.size) from attachment a where a.id = f.quote_id),
        'requesters', (select jsonb_agg(jsonb_build_object('name', c.name, 'address', c.address, 'ticketId', k.id) order by k.id <> t.id, k.id)
          from ticket k join contact c on c.id = k.requester_id where k.id in (${threadsOf(sql`t.id`)})))
        from feature_request f where f.ticket_id = t.id) as request
    from ticket t where t.id = ${id}`.execute(db);
  return (
    rows[0] ?? {
      priorityReason: {},
      acknowledgement: {},
      linkedTo: null,
      language: '',
      participants: [],
      request: null,
    }
  );
}
