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
  /** Nobody need look at it. */
  quiet?: boolean;
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
  /** The agent whose test page is acknowledged. */
  hasTestPage?: number;
};

export type Written = { ticketId: number | null; messageId: number | null; seq: number | null };

/** Writes one decision; the caller holds the locks (take.ts, change.ts). */
export async function write(tx: Tx, one: Write): Promise<Written> {
  const [written] = await writeAll(tx, [one]);
  return written ?? NOTHING;
}

/**
 * Writes decisions whole: tickets, messages, attachments, clocks, outbox, events and the ledger's dispositions, in one
 * statement, because they then cost one round trip however much they say. Each ticket is changed by one of them at most.
 * The caller holds the locks.
 */
export async function writeAll(tx: Tx, writes: readonly Write[]): Promise<Written[]> {
  if (writes.length === 0) return [];
  const { rows } = await tx.executeQuery<Written>(CompiledQuery.raw(WRITE, [JSON.stringify(writes.map(documentOf))]));
  return rows;
}

const NOTHING: Written = { ticketId: null, messageId: null, seq: null };

/** What there is nothing of is left out: the statement looks at no more than is there. */
function documentOf({ ticketId, change, now, ledger, threadIds, acknowledged, hasTestPage }: Write) {
  const { open, message, ...rest } = change ?? noChange();
  return {
    now,
    ticketId: change && !open ? (ticketId ?? undefined) : undefined,
    bounced: some(rest.bounced),
    open: open
      ? { ...open, ...rest.set, requester: undefined, status: rest.set.status ?? 'open', changed_at: now }
      : undefined,
    requester: open?.requester,
    set: { ...rest.set, changed_at: now },
    clocks: some(
      rest.clocks.map((clock) => ({
        target: clock.target,
        priority: clock.priority,
        minutes: clock.minutes,
        started_at: clock.startedAt,
        due_at: clock.dueAt,
        release_id: clock.releaseId,
        pauses: clock.pauses,
        paused_at: clock.pausedAt,
        met_at: clock.metAt,
        breached_at: clock.breachedAt,
        fired: clock.fired,
        next_at: clock.nextAt,
      })),
    ),
    message: message ? { ...message, attachments: undefined } : undefined,
    attachments: some(message?.attachments.map((attachment, position) => ({ ...attachment, position })) ?? []),
    messages: some(rest.messages),
    outbox: some(rest.outbox.map(({ to, cc, ...row }) => ({ ...row, envelope: { to, cc } }))),
    page: rest.page ?? undefined,
    participants: some(rest.participants),
    label: rest.label ?? undefined,
    events: rest.events.map((event, position) => ({ ...event, position: position + 1 })),
    ledger,
    threadIds: some(threadIds ?? []),
    acknowledged: acknowledged ?? undefined,
    hasTestPage,
  };
}

const some = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined);

const TICKET_COLUMNS = [
  'subject',
  'status',
  'waiting_on',
  'tags',
  'mailbox_id',
  'priority',
  'priority_reason',
  'assignee_id',
  'level',
  'acknowledgement',
  'linked_to',
  'preview',
  'changed_at',
  'last_customer_at',
  'last_agent_at',
  'solved_at',
  'closed_at',
  'spam_at',
  'spam_by',
  'suspected',
  'merged_into',
  'merged_at',
  'merged_by',
  'merged_was',
  'token_series',
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
  'sent_at',
  'at',
].join(', ');

const CLOCK_COLUMNS =
  'priority, minutes, started_at, due_at, release_id, pauses, paused_at, met_at, breached_at, fired, next_at';
const ATTACHMENT_COLUMNS = 'position, name, content_type, size, sha256, cid, inline, truncated';

const each = (columns: string, row: string) =>
  columns
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ');

/** Few ids, told apart from a join: the planner, which cannot see how few, would read the whole table for it. */
const ids = (list: string, id: string) =>
  `array(select (${id})::bigint from d, jsonb_array_elements(${list}) one where jsonb_typeof(${list}) = 'array')`;

/**
 * `$1` is an array of documents (documentOf). New ids are drawn in the order of the decisions, before anything is
 * inserted: that is how rows find their document again.
 */
const WRITE = `
with d as materialized (
  select nth, j, (j->>'now')::bigint as now, jsonb_array_length(j->'events') as steps
  from jsonb_array_elements($1::jsonb) with ordinality as d(j, nth)
),
people as (
  insert into contact (address, name)
  select distinct on (lower(p->>'address')) p->>'address', coalesce(p->>'name', '')
  from (
    select j->'requester' as p from d where j ? 'requester'
    union all select jsonb_array_elements(j->'participants') from d where j ? 'participants'
  ) everybody order by lower(p->>'address')
  on conflict (lower(address)) do update set name = case when contact.name = '' then excluded.name else contact.name end
  returning id, lower(address) as address
),
opening as materialized (
  select nth, nextval('ticket_id_seq') as id from (select nth from d where j ? 'open' order by nth) o
),
opened as (
  insert into ticket (id, requester_id, language, opened_at, seq, ${TICKET_COLUMNS}) overriding system value
  select opening.id, people.id, n.language, n.opened_at, steps, ${each(TICKET_COLUMNS, 'n')}
  from opening join d using (nth) join people on people.address = lower(j->'requester'->>'address'),
    jsonb_populate_record(null::ticket, '{"preview": "", "level": "L1", "token_series": 0, "suspected": false, "tags": []}'::jsonb || (j->'open')) n
),
changed as (
  update ticket t set seq = t.seq + steps,
    (${TICKET_COLUMNS}) = (select ${each(TICKET_COLUMNS, 'n')} from jsonb_populate_record(t, j->'set') n)
  from d where j ? 'ticketId' and t.id = (j->>'ticketId')::bigint
  returning d.nth, t.id, t.seq
),
placed as materialized (
  select nth, opening.id as ticket_id, steps as seq, steps, now, j from opening join d using (nth)
  union all select nth, changed.id, changed.seq, steps, now, j from changed join d using (nth)
),
participating as (
  insert into participant (ticket_id, contact_id, since)
  select ticket_id, people.id, now
  from placed, jsonb_array_elements(j->'participants') p join people on people.address = lower(p->>'address')
  where j ? 'participants' and people.address is distinct from lower(j->'requester'->>'address')
  on conflict do nothing
),
speaking as materialized (
  select nth, nextval('message_id_seq') as id, ticket_id, j
  from (select nth, ticket_id, j from placed where j ? 'message' order by nth) s
),
said as (
  insert into message (id, ticket_id, ${MESSAGE_COLUMNS}) overriding system value
  select speaking.id, speaking.ticket_id, ${each(MESSAGE_COLUMNS, 'm')}
  from speaking, jsonb_populate_record(null::message, j->'message') m
),
attached as (
  insert into attachment (message_id, ${ATTACHMENT_COLUMNS})
  select speaking.id, ${each(ATTACHMENT_COLUMNS, 'a')}
  from speaking, jsonb_populate_recordset(null::attachment, j->'attachments') a where j ? 'attachments'
),
patched as (
  update message m set
    delivery = case when p ? 'delivery' then p->>'delivery' else m.delivery end,
    delivery_reason = case when p ? 'delivery_reason' then p->>'delivery_reason' else m.delivery_reason end,
    sent_at = case when p ? 'sent_at' then (p->>'sent_at')::bigint else m.sent_at end,
    held_at = case when p ? 'held_at' then (p->>'held_at')::bigint else m.held_at end,
    flagged = case when p ? 'flagged' then (p->>'flagged')::boolean else m.flagged end,
    evidence = m.evidence || coalesce(p->'evidence', '{}')
  from d, jsonb_array_elements(j->'messages') p
  where j ? 'messages' and m.id = (p->>'id')::bigint and m.id = any(${ids("j->'messages'", "one->>'id'")})
),
promised as (
  insert into clock (ticket_id, target, ${CLOCK_COLUMNS})
  select placed.ticket_id, c.target, ${each(CLOCK_COLUMNS, 'c')}
  from placed, jsonb_populate_recordset(null::clock, j->'clocks') c where j ? 'clocks'
  on conflict (ticket_id, target) do update set
    (${CLOCK_COLUMNS}) = row(${each(CLOCK_COLUMNS, 'excluded')})
),
paged as (
  insert into page (ticket_id, agent_id, tries, next_at, opened_at)
  select ticket_id, (j->'page'->>'agentId')::bigint, (j->'page'->>'tries')::int, (j->'page'->>'nextAt')::bigint, now
  from placed where j->'page'->>'is' = 'out'
  on conflict (ticket_id) where closed_at is null
    do update set agent_id = excluded.agent_id, tries = excluded.tries, next_at = excluded.next_at
),
unpaged as (
  update page set closed_at = now, acknowledged_by = (j->'page'->>'by')::bigint
  from placed where j->'page'->>'is' = 'closed' and page.ticket_id = placed.ticket_id and closed_at is null
),
queued as (
  insert into outbox (ticket_id, message_id, mailbox_id, kind, envelope, content, run_at, expires_at, queued_at)
  select coalesce(o.ticket_id, placed.ticket_id), speaking.id, o.mailbox_id, o.kind, o.envelope, o.content, o.run_at, o.expires_at, o.queued_at
  from placed left join speaking using (nth), jsonb_populate_recordset(null::outbox, placed.j->'outbox') o
  where placed.j ? 'outbox'
),
threaded as (
  insert into thread_id (message_id, ticket_id)
  select distinct on (t.id) t.id, ticket_id from placed, jsonb_array_elements_text(j->'threadIds') t(id)
  where j ? 'threadIds' order by t.id
  -- An id that was only spoken of belongs to the mail that bears it, once that has come.
  on conflict (message_id) do update set ticket_id = case
    when thread_id.ticket_id is null then excluded.ticket_id
    when exists (select from speaking where j->'message'->>'message_id' = thread_id.message_id)
      and not exists (select from message m where m.message_id = thread_id.message_id) then excluded.ticket_id
    else thread_id.ticket_id end
),
told as (
  insert into event (ticket_id, ticket_seq, kind, agent_id, data, at)
  select placed.ticket_id, seq - steps + (e->>'position')::int, e->>'kind', (e->>'agentId')::bigint,
    (e->'data') || case when (e->>'aboutMessage')::boolean then jsonb_build_object('messageId', speaking.id) else '{}' end, now
  from placed left join speaking using (nth), jsonb_array_elements(placed.j->'events') e
  order by nth, (e->>'position')::int
),
labelled as (
  insert into label (ticket_id, agent_id, from_priority, to_priority, how, at)
  select ticket_id, (j->'label'->>'agentId')::bigint, j->'label'->>'from', j->'label'->>'to', j->'label'->>'how', now
  from placed where j ? 'label'
),
counted as (
  insert into acknowledged (address, domain, mailbox_id, verified, at)
  select a.address, a.domain, a.mailbox_id, a.verified, a.at
  from d, jsonb_populate_record(null::acknowledged, j->'acknowledged') a where j ? 'acknowledged'
),
tested as (
  update test_page t set acknowledged_at = d.now from d
  where d.j ? 'hasTestPage' and t.acknowledged_at is null
    and t.id = (select max(id) from test_page where agent_id = (d.j->>'hasTestPage')::bigint)
),
returned as (
  update outbox o set bounced_at = now
  from d, jsonb_array_elements(j->'bounced') b
  where j ? 'bounced' and o.id = b::bigint and o.id = any(${ids("j->'bounced'", 'one')})
),
ended as (
  update ledger l set disposition = d.j->'ledger'->>'disposition', reason = d.j->'ledger'->>'reason',
    decided_at = d.now, claimed_until = null, card = nullif(d.j->'ledger'->'card', 'null'),
    looked_at = case when (d.j->'ledger'->>'quiet')::boolean then d.now end,
    ticket_id = coalesce(placed.ticket_id, (d.j->'ledger'->>'ticketId')::bigint)
  from d left join placed using (nth) where d.j ? 'ledger' and l.id = (d.j->'ledger'->>'id')::bigint
)
select placed.ticket_id as "ticketId", speaking.id as "messageId", seq
from d left join placed using (nth) left join speaking using (nth) order by nth
`;
