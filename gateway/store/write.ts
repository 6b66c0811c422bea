import { CompiledQuery } from 'kysely';
import { type Change, type Decision, noChange } from '../desk/change.ts';
import type { Instant } from '../desk/instant.ts';
import type { Tx } from './db.ts';
import type { Disposition } from './tables.ts';

/** The end of a mail's way through the ledger. */
export type LedgerEnd = {
  id: number;
  disposition: Disposition;
  reason: string | null;
  ticketId: number | null;
  /** Whose mail it is and about what, where a person has to look at it. */
  card?: { from: string; subject: string } | null;
};

export type Write = {
  /** The ticket changed; null when `change.open` opens one or nothing is about a ticket. */
  ticketId: number | null;
  /** null: no ticket changes, only the ledger. */
  change: Change | null;
  now: Instant;
  ledger?: LedgerEnd;
  /** Message-IDs that belong to the ticket from now on. */
  threadIds?: string[];
  /** Counted for the caps of acknowledgements. */
  acknowledged?: Decision['acknowledged'];
};

export type Written = { ticketId: number | null; messageId: number | null; seq: number | null };

/**
 * Writes a decision whole: ticket, message, attachments, clocks, outbox, events and the ledger's disposition,
 * in one statement, because a decision then costs one round trip however much it says.
 * The caller holds the locks (take.ts, change.ts).
 */
export async function write(
  tx: Tx,
  { ticketId, change, now, ledger, threadIds, acknowledged }: Write,
): Promise<Written> {
  const { open, message, ...rest } = change ?? noChange();
  const document = {
    now,
    ticketId: change && ticketId,
    bounced: rest.bounced,
    open: open && {
      ...open,
      ...rest.set,
      requester: undefined,
      status: rest.set.status ?? 'open',
      changed_at: now,
    },
    requester: open?.requester,
    set: { ...rest.set, changed_at: now },
    clocks: rest.clocks.map((clock) => ({
      target: clock.target,
      priority: clock.priority,
      minutes: clock.minutes,
      started_at: clock.startedAt,
      due_at: clock.dueAt,
      pauses: clock.pauses,
      paused_at: clock.pausedAt,
      met_at: clock.metAt,
      breached_at: clock.breachedAt,
    })),
    message: message && { ...message, attachments: undefined },
    attachments: message?.attachments.map((attachment, position) => ({ ...attachment, position })) ?? [],
    messages: rest.messages,
    outbox: rest.outbox.map(({ to, cc, ...row }) => ({ ...row, envelope: { to, cc } })),
    participants: rest.participants,
    events: rest.events.map((event, position) => ({ ...event, position: position + 1 })),
    ledger,
    threadIds,
    acknowledged: acknowledged ?? undefined,
  };
  const { rows } = await tx.executeQuery<Written>(CompiledQuery.raw(WRITE, [JSON.stringify(document)]));
  return rows[0] ?? { ticketId: null, messageId: null, seq: null };
}

const TICKET_COLUMNS = [
  'subject',
  'status',
  'waiting_on',
  'priority',
  'priority_reason',
  'assignee_id',
  'acknowledgement',
  'linked_to',
  'preview',
  'changed_at',
  'last_customer_at',
  'last_agent_at',
  'solved_at',
  'closed_at',
].join(', ');

const MESSAGE_COLUMNS = [
  'ledger_id',
  'kind',
  'agent_id',
  'from_name',
  'from_address',
  'recipients',
  'subject',
  'visible',
  'quoted',
  'html',
  'cleaner',
  'message_id',
  'content_hash',
  'robot',
  'evidence',
  'trust',
  'flagged',
  'held_at',
  'delivery',
  'at',
].join(', ');

const CLOCK_COLUMNS = 'priority, minutes, started_at, due_at, pauses, paused_at, met_at, breached_at';
const ATTACHMENT_COLUMNS = 'position, name, content_type, size, sha256, cid, inline, truncated';

const each = (columns: string, row: string) =>
  columns
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ');

const WRITE = `
with d as materialized (select $1::jsonb as j),
requester as (
  insert into contact (address, name)
  select j->'requester'->>'address', j->'requester'->>'name' from d where j ? 'requester'
  on conflict (lower(address)) do update set name = case when contact.name = '' then excluded.name else contact.name end
  returning id
),
opened as (
  insert into ticket (requester_id, mailbox_id, language, opened_at, seq, ${TICKET_COLUMNS})
  select requester.id, n.mailbox_id, n.language, n.opened_at, jsonb_array_length(j->'events'), ${each(TICKET_COLUMNS, 'n')}
  from d, requester, jsonb_populate_record(null::ticket, '{"preview": ""}'::jsonb || nullif(j->'open', 'null')) n
  returning id, seq
),
changed as (
  update ticket t set seq = t.seq + jsonb_array_length(j->'events'),
    (${TICKET_COLUMNS}) = (select ${each(TICKET_COLUMNS, 'n')} from jsonb_populate_record(t, j->'set') n)
  from d where t.id = (j->>'ticketId')::bigint
  returning t.id, t.seq
),
the_ticket as (select id, seq from opened union all select id, seq from changed),
spoken_to as (
  insert into contact (address, name)
  select distinct on (lower(p->>'address')) p->>'address', coalesce(p->>'name', '')
  from d, jsonb_array_elements(j->'participants') p
  where lower(p->>'address') is distinct from lower(j->'requester'->>'address')
  order by lower(p->>'address')
  on conflict (lower(address)) do update set name = case when contact.name = '' then excluded.name else contact.name end
  returning id
),
participants as (
  insert into participant (ticket_id, contact_id, since)
  select the_ticket.id, spoken_to.id, (j->>'now')::bigint from d, the_ticket, spoken_to
  on conflict do nothing
),
said as (
  insert into message (ticket_id, ${MESSAGE_COLUMNS})
  select the_ticket.id, ${each(MESSAGE_COLUMNS, 'm')}
  from d, the_ticket, jsonb_populate_record(null::message, nullif(j->'message', 'null')) m
  where jsonb_typeof(j->'message') = 'object'
  returning id
),
attached as (
  insert into attachment (message_id, ${ATTACHMENT_COLUMNS})
  select said.id, ${each(ATTACHMENT_COLUMNS, 'a')}
  from d, said, jsonb_populate_recordset(null::attachment, j->'attachments') a
),
patched as (
  update message m set
    delivery = case when p ? 'delivery' then p->>'delivery' else m.delivery end,
    delivery_reason = case when p ? 'delivery_reason' then p->>'delivery_reason' else m.delivery_reason end,
    sent_at = case when p ? 'sent_at' then (p->>'sent_at')::bigint else m.sent_at end,
    held_at = case when p ? 'held_at' then (p->>'held_at')::bigint else m.held_at end,
    flagged = case when p ? 'flagged' then (p->>'flagged')::boolean else m.flagged end
  from d, jsonb_array_elements(j->'messages') p
  where m.id = (p->>'id')::bigint
),
promised as (
  insert into clock (ticket_id, target, ${CLOCK_COLUMNS})
  select the_ticket.id, c.target, ${each(CLOCK_COLUMNS, 'c')}
  from d, the_ticket, jsonb_populate_recordset(null::clock, j->'clocks') c
  on conflict (ticket_id, target) do update set
    (${CLOCK_COLUMNS}) = row(${each(CLOCK_COLUMNS, 'excluded')})
),
queued as (
  insert into outbox (ticket_id, message_id, mailbox_id, kind, envelope, content, run_at, expires_at, queued_at)
  select the_ticket.id, (select id from said), o.mailbox_id, o.kind, o.envelope, o.content, o.run_at, o.expires_at, o.queued_at
  from d, the_ticket, jsonb_populate_recordset(null::outbox, j->'outbox') o
),
threaded as (
  insert into thread_id (message_id, ticket_id)
  select t.id, the_ticket.id from d, the_ticket, jsonb_array_elements_text(coalesce(j->'threadIds', '[]')) t(id)
  on conflict (message_id) do update set ticket_id = coalesce(thread_id.ticket_id, excluded.ticket_id)
),
told as (
  insert into event (ticket_id, ticket_seq, kind, agent_id, data, at)
  select the_ticket.id, the_ticket.seq - jsonb_array_length(j->'events') + (e->>'position')::int, e->>'kind',
    (e->>'agentId')::bigint,
    (e->'data') || case when (e->>'aboutMessage')::boolean then jsonb_build_object('messageId', (select id from said)) else '{}' end,
    (j->>'now')::bigint
  from d, the_ticket, jsonb_array_elements(j->'events') e
  order by (e->>'position')::int
),
counted as (
  insert into acknowledged (address, domain, mailbox_id, verified, at)
  select a.address, a.domain, a.mailbox_id, a.verified, a.at
  from d, jsonb_populate_record(null::acknowledged, j->'acknowledged') a
  where j ? 'acknowledged'
),
returned as (
  update outbox o set bounced_at = (j->>'now')::bigint
  from d, jsonb_array_elements_text(j->'bounced') b(id) where o.id = b.id::bigint
),
ended as (
  update ledger l set disposition = j->'ledger'->>'disposition', reason = j->'ledger'->>'reason',
    decided_at = (j->>'now')::bigint, claimed_until = null, card = nullif(j->'ledger'->'card', 'null'),
    ticket_id = coalesce((select id from the_ticket), (j->'ledger'->>'ticketId')::bigint)
  from d where l.id = (j->'ledger'->>'id')::bigint
)
select (select id from the_ticket) as "ticketId", (select id from said) as "messageId", (select seq from the_ticket) as seq
`;
