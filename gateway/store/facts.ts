import { sql } from 'kysely';
import type { AcknowledgementFacts, MailFacts, OurMail, TicketFacts } from '../desk/facts.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../desk/instant.ts';
import type { Evidence } from '../desk/thread.ts';
import type { Db } from './db.ts';

/** Tickets as the rules see them, in id order. Lock them first. */
export async function ticketFacts(db: Db, ids: readonly number[]): Promise<TicketFacts[]> {
  const { rows } = await sql<TicketFacts>`
    select t.id, t.seq, t.subject, t.status, t.waiting_on as "waitingOn", t.priority, t.priority_reason as "priorityReason",
      jsonb_build_object('address', r.address, 'name', r.name) as requester, t.requester_id as "requesterId",
      array(select lower(c.address) from contact c where c.id = t.requester_id
        union select lower(c.address) from participant p join contact c on c.id = p.contact_id where p.ticket_id = t.id) as participants,
      t.assignee_id as "assigneeId", t.mailbox_id as "mailboxId", t.language, t.acknowledgement,
      t.opened_at as "openedAt", t.solved_at as "solvedAt", t.closed_at as "closedAt",
      coalesce((select jsonb_agg(jsonb_build_object('target', c.target, 'priority', c.priority, 'minutes', c.minutes,
        'startedAt', c.started_at, 'dueAt', c.due_at, 'pauses', c.pauses, 'pausedAt', c.paused_at, 'metAt', c.met_at,
        'breachedAt', c.breached_at) order by c.id) from clock c where c.ticket_id = t.id), '[]') as clocks,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'from',
        jsonb_build_object('address', m.from_address, 'name', m.from_name), 'subject', m.subject, 'visible', m.visible))
        from message m where m.ticket_id = t.id and (m.held_at is not null or m.flagged)), '[]') as aside
    from ticket t join contact r on r.id = t.requester_id
    where t.id = any(${ids}::bigint[]) order by t.id`.execute(db);
  return rows;
}

/** What a mail names: every fact the decision may need is looked up by these and nothing else. */
export type MailKeys = {
  messageId: string | null;
  /** In-Reply-To and References. */
  references: string[];
  /** The mails a report is about. */
  reported: string[];
  /** Tickets proven by a reply token. */
  tokens: { ticketId: number; by: string }[];
  taggedTicket: number | null;
  sender: string | null;
  mailboxId: number | null;
  ledgerId: number;
};

type Tied = { ticketId: number; evidence: Evidence; by: string };

/**
 * Tickets the mail may belong to, strongest evidence first. Its own Message-ID counts as a reference when an answer
 * to it came before it did; not when another mail has used that id already.
 */
export async function tiedTickets(db: Db, keys: MailKeys): Promise<Tied[]> {
  const tied: Tied[] = keys.tokens.map(({ ticketId, by }) => ({ ticketId, evidence: 'token', by }));
  const named = keys.messageId ? [keys.messageId, ...keys.references] : keys.references;
  if (named.length > 0) {
    const known = await db
      .selectFrom('thread_id')
      .select(['message_id', 'ticket_id'])
      .where('message_id', 'in', named)
      .where('ticket_id', 'is not', null)
      .where((eb) =>
        eb.or([
          eb('message_id', 'in', keys.references.length > 0 ? keys.references : ['']),
          eb.not(
            eb.exists(
              eb.selectFrom('message').select('id').whereRef('message.message_id', '=', 'thread_id.message_id'),
            ),
          ),
        ]),
      )
      .execute();
    // The newest reference is the mail it answers.
    const age = (id: string) => named.lastIndexOf(id);
    for (const row of known.sort((a, b) => age(b.message_id) - age(a.message_id)))
      if (row.ticket_id) tied.push({ ticketId: row.ticket_id, evidence: 'reference', by: row.message_id });
  }
  if (keys.taggedTicket !== null)
    tied.push({ ticketId: keys.taggedTicket, evidence: 'subject tag', by: `#${keys.taggedTicket}` });
  return tied;
}

/** All but the tickets: copies, our own mails it names, the caps, whether it must wait for its parent. */
export async function mailFacts(db: Db, keys: MailKeys): Promise<Omit<MailFacts, 'candidates'>> {
  const domain = keys.sender?.slice(keys.sender.lastIndexOf('@') + 1) ?? '';
  const named = [...keys.reported, ...(keys.messageId ? [keys.messageId] : [])];
  const { rows } = await sql<{
    now: Instant;
    copies: MailFacts['copies'];
    ours: OurMail[];
    parentPending: boolean;
    restoredAt: Instant | null;
    caps: AcknowledgementFacts;
  }>`
    with at as materialized (select heed_now() as now)
    select at.now,
      coalesce((select jsonb_agg(jsonb_build_object('messageId', m.id, 'ticketId', m.ticket_id, 'contentHash', m.content_hash) order by m.id)
        from message m where m.message_id = ${keys.messageId} and m.kind = 'mail'), '[]') as copies,
      coalesce((select jsonb_agg(jsonb_build_object('headerMessageId', o.header_message_id, 'outboxId', o.id,
        'ticketId', o.ticket_id, 'messageId', o.message_id, 'kind', o.kind, 'seenMessageId', o.seen_message_id,
        'cc', array(select lower(c->>'address') from jsonb_array_elements(coalesce(o.envelope->'cc', '[]')) c), 'answeredOtherwise', exists(select from message a
          where a.ticket_id = o.ticket_id and a.kind = 'answer' and a.delivery = 'sent' and a.id <> o.message_id)))
        from outbox o where o.header_message_id = any(${named}::text[]) or o.seen_message_id = any(${named}::text[])), '[]') as ours,
      exists(select from ledger l where l.header_message_id = any(${keys.references}::text[]) and l.disposition is null
        and l.id <> ${keys.ledgerId} and l.attempts < 3) as "parentPending",
      (select restored_at from instance) as "restoredAt",
      (select jsonb_build_object(
        'toSenderLastHour', count(*) filter (where a.at > at.now - ${HOUR}::bigint),
        'toSenderLastDay', count(*), 'toSenderLastAt', max(a.at)) from acknowledged a
        where a.address = ${keys.sender} and a.at > at.now - ${DAY}::bigint)
      || jsonb_build_object(
        'unverifiedToDomain', (select count(*) from acknowledged a
          where a.domain = ${domain} and not a.verified and a.at > at.now - ${10 * MINUTE}::bigint),
        'unverifiedFromMailbox', (select count(*) from acknowledged a
          where a.mailbox_id = ${keys.mailboxId} and not a.verified and a.at > at.now - ${MINUTE}::bigint)) as caps
    from at`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('the facts of a mail were not read');
  return {
    now: row.now,
    copies: row.copies,
    ours: row.ours,
    parentPending: row.parentPending,
    restoredAt: row.restoredAt,
    acknowledgements: row.caps,
  };
}
