import { type RawBuilder, sql } from 'kysely';
import { PER_VERIFIED_SENDER_DAY } from '../desk/acknowledge.ts';
import { CROWD, CROWD_WITHIN } from '../desk/crowd.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../desk/instant.ts';
import type { Page } from '../desk/rounds.ts';

/** Tables whose rows are looked at page by page, newest first. */
export const WALKED = ['ledger', 'message', 'ticket', 'outbox', 'clock'] as const;
export type Walked = (typeof WALKED)[number];

/**
 * A promise of the desk (I1 to I15), as a question that must find nothing. `of`: the table of which it looks at
 * one page; null: an index names all there is to find, and it costs as much as is wrong.
 */
export type Invariant = {
  code: string;
  words: string;
  advice: string;
  of: Walked | null;
  query(page: Page): RawBuilder<{ id: number | string }>;
};

/** A gateway that works, takes back what a dead one left within seconds of its claim's end. Milliseconds. */
const GRACE = 2 * MINUTE;
/** A relay that takes mail slowly leaves much of it due for a while; longer than this and it is late. Milliseconds. */
const LATE = HOUR;
/** Between a moment and the tick that sees it. */
const TICK_GRACE = 60 * SECOND;
/** No statement of ours takes a tenth; a transaction that does nothing keeps old rows and locks alive. */
const IDLE_SECONDS = 60;

/** The keys that make doubling impossible, whatever a gateway does wrong. */
const GUARDS = [
  'ledger_source_id_key_key',
  'message_ledger_id_key',
  'outbox_one_acknowledgement',
  'outbox_header_message_id_key',
  'event_ticket_id_ticket_seq_key',
  'source_epoch',
  'clock_ticket_id_target_key',
];

const REPORT = 'This is a fault of Heed. Report it with these numbers; the mail itself is kept and can be replayed.';
const RESTART = 'A gateway does this within minutes. See in its log why none does, and restart it.';

/**
 * Every promise that the database can be asked about. Walked questions cost about 10 ms for each 5000 rows looked at (of
 * messages, tickets, ...): they grow with what is looked at, never with the desk.
 */
export const INVARIANTS: readonly Invariant[] = [
  {
    code: 'I1 two rows for one mail',
    words: 'A mail of a server has two rows in the ledger.',
    advice: REPORT,
    of: 'ledger',
    query: ({ from, until }) => sql`
      select l.id from ledger l where l.id between ${from} and ${until}
        and exists (select from ledger o where o.source_id = l.source_id and o.key = l.key and o.id <> l.id)`,
  },
  {
    code: 'I2 decided without its message',
    words: 'A mail was decided to be conversation and is no message of any ticket.',
    advice: REPORT,
    of: 'ledger',
    query: ({ from, until }) => sql`
      select l.id from ledger l where l.id between ${from} and ${until} and l.disposition in ('ticket', 'joined')
        and not exists (select from message m where m.ledger_id = l.id)`,
  },
  {
    code: 'I2 message of a mail set aside',
    words: 'A mail that was set aside stands in a ticket all the same.',
    advice: REPORT,
    of: 'ledger',
    query: ({ from, until }) => sql`
      select l.id from ledger l join message m on m.ledger_id = l.id
      where l.id between ${from} and ${until} and l.disposition not in ('ticket', 'joined', 'event')`,
  },
  {
    code: 'I2 message on another ticket',
    words: 'A message stands on another ticket than the ledger says.',
    advice: REPORT,
    of: 'ledger',
    query: ({ from, until }) => sql`
      select l.id from ledger l join message m on m.ledger_id = l.id
      where l.id between ${from} and ${until} and l.ticket_id is distinct from m.ticket_id`,
  },
  {
    code: 'I3 undecided',
    words: 'Accepted mail has not been decided for minutes.',
    advice: RESTART,
    of: null,
    // A mail with a reason was left, by a gateway that cannot read it, to one that can: it waits for a look.
    query: () => sql`
      select id from ledger where disposition is null and reason is null
        and greatest(accepted_at, coalesce(claimed_until, 0)) < heed_now() - ${GRACE}::bigint`,
  },
  {
    code: 'I4 doubled',
    words: 'The same mail is in the desk twice.',
    advice: `Merge the two tickets, or leave one closed. ${REPORT}`,
    of: 'message',
    // By Message-ID and content wherever the other one is; by raw bytes, which has no index, within the page.
    query: ({ from, until }) => sql`
      with looked as (
        select m.id, m.message_id, m.content_hash, l.sha256, s.mailbox_id from message m
          join ledger l on l.id = m.ledger_id join source s on s.id = l.source_id
        where m.id between ${from} and ${until} and m.kind = 'mail' and l.disposition in ('ticket', 'joined')
      )
      select n.id from looked n join message m on m.message_id = n.message_id and m.id < n.id and m.kind = 'mail'
          and m.content_hash = n.content_hash
        join ledger l on l.id = m.ledger_id join source s on s.id = l.source_id
      where s.mailbox_id is not distinct from n.mailbox_id
      union
      select n.id from looked n join looked o on o.sha256 = n.sha256 and o.id < n.id
        and o.mailbox_id is not distinct from n.mailbox_id`,
  },
  {
    code: 'I5 acknowledged twice',
    words: 'A ticket was acknowledged more than once.',
    advice: REPORT,
    of: 'ticket',
    query: ({ from, until }) => sql`
      select ticket_id as id from outbox where kind = 'acknowledgement' and ticket_id between ${from} and ${until}
      group by ticket_id having count(*) > 1 or max(sends) > 1`,
  },
  {
    code: 'I5 acknowledged to several',
    words: 'An acknowledgement went to more than the one sender.',
    advice: REPORT,
    of: 'outbox',
    query: ({ from, until }) => sql`
      select id from outbox where id between ${from} and ${until} and kind = 'acknowledgement'
        and jsonb_array_length(coalesce(envelope->'to', '[]')) + jsonb_array_length(coalesce(envelope->'cc', '[]')) > 1`,
  },
  {
    code: 'I6 answer that never goes out',
    // One that was written elsewhere had gone out before it came here.
    words: 'An answer of an agent has no mail that would carry it.',
    advice: 'Answer the ticket again. Then report it: this is a fault of Heed.',
    of: 'message',
    query: ({ from, until }) => sql`
      select m.id from message m where m.id between ${from} and ${until} and m.kind = 'answer'
        and (m.ledger_id is null or m.delivery is distinct from 'sent')
        and not exists (select from outbox o where o.message_id = m.id)`,
  },
  {
    code: 'I6 answer that tells wrong',
    words: 'An answer was neither sent nor said to have failed, or its ticket says otherwise than its mail.',
    advice: 'Open the ticket and ask the customer whether the answer arrived. Then report it: this is a fault of Heed.',
    of: 'message',
    query: ({ from, until }) => sql`
      select m.id from message m join outbox o on o.message_id = m.id
      where m.id between ${from} and ${until} and m.kind = 'answer' and (
        o.state in ('sent', 'failed', 'unknown', 'suppressed') and coalesce(m.delivery, 'queued') = 'queued'
        or o.state in ('failed', 'unknown', 'suppressed') and m.delivery = 'sent')`,
  },
  {
    code: 'I7 claimed and left',
    words: 'Mail that a gateway had begun to send has been left lying.',
    advice: RESTART,
    of: null,
    query: () => sql`select id from outbox where state = 'claimed' and lease_until < heed_now() - ${GRACE}::bigint`,
  },
  {
    code: 'I7 due and not sent',
    words: 'Mail has been due to go out for minutes while nothing is sent, or for more than an hour.',
    advice: RESTART,
    of: null,
    query: () => sql`
      select id from outbox where state = 'queued' and run_at < heed_now() - ${GRACE}::bigint and (run_at < heed_now() - ${LATE}::bigint
        or not exists (select from outbox where state = 'claimed' and lease_until >= heed_now()))`,
  },
  {
    code: 'I8 answered in a loop',
    words: 'Somebody got more automatic answers within a day than anybody may.',
    advice: 'Look at the tickets of this sender: if a machine writes them, block it under Blocked. Then report it.',
    of: null,
    // What is older than two days is cleared away: the table is as small as two days' acknowledgements.
    query: () => sql`
      select address as id from acknowledged where at between heed_now() - ${DAY}::bigint and heed_now()
      group by address having count(*) > ${PER_VERIFIED_SENDER_DAY}`,
  },
  {
    code: 'I8 opened in a crowd',
    words: 'One sender opened more tickets within ten minutes than anybody may.',
    advice:
      'Look at the newest tickets of this sender: if a machine writes them, block it under Blocked. Then report it.',
    of: 'ledger',
    // By requester and sender: neither a form on a web site nor tickets that were merged make a crowd of their own.
    query: ({ from, until }) => sql`
      select id from (
        select l.id, count(*) over (partition by t.requester_id, lower(m.from_address) order by l.decided_at
          range between ${CROWD_WITHIN - 1}::bigint preceding and current row) as lately
        from ledger l join message m on m.ledger_id = l.id join ticket t on t.id = m.ticket_id
        where l.id between ${from} and ${until} and l.disposition = 'ticket' and not l.imported and l.wanted_at is null) opened
      where lately > ${CROWD}`,
  },
  {
    code: 'I12 promise past and nothing done',
    words: 'A promise fell due more than a minute ago, and no rule has fired.',
    advice: RESTART,
    of: null,
    query: () => sql`
      select ticket_id as id from clock where next_at < heed_now() - ${TICK_GRACE}::bigint and met_at is null and paused_at is null
      union all
      select ticket_id from page where next_at < heed_now() - ${TICK_GRACE}::bigint and closed_at is null`,
  },
  {
    code: 'I12 rule fired twice',
    words: 'A rule of a promise has fired more than once.',
    advice: REPORT,
    of: 'clock',
    query: ({ from, until }) => sql`
      select ticket_id as id from clock where id between ${from} and ${until} and jsonb_array_length(fired) >
        (select count(distinct one->>'rule') from jsonb_array_elements(fired) one)`,
  },
  {
    code: 'I13 history with a gap',
    words: 'The history of a ticket is not whole: its events are not numbered without a gap.',
    advice: 'Somebody or something changed the database by hand. Compare with a backup made before, and report it.',
    of: 'ticket',
    query: ({ from, until }) => sql`
      select t.id from ticket t left join (
        select ticket_id, count(*) as many, max(ticket_seq) as last from event where ticket_id between ${from} and ${until}
        group by ticket_id) e on e.ticket_id = t.id
      where t.id between ${from} and ${until} and (t.seq <> coalesce(e.many, 0) or t.seq <> coalesce(e.last, 0))`,
  },
  {
    code: 'I14 guard is missing',
    words: 'A key of the database that makes doubling or rewriting impossible is not there.',
    advice: 'Somebody changed the database by hand. Compare with migrations/schema.sql, and make it again.',
    of: null,
    query: () => sql`
      select guard as id from unnest(${GUARDS}::text[]) guard where not exists (
        select from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relname = guard and c.relnamespace = current_schema()::regnamespace and i.indisunique and i.indisvalid)
      union all
      select 'event_is_written_once' where not exists (
        select from pg_trigger where tgrelid = 'event'::regclass and tgname = 'event_is_written_once' and tgenabled <> 'D')`,
  },
  {
    code: 'I14 index is not valid',
    words: 'An index of the database is not valid: what looks things up by it may find nothing.',
    advice: 'Run REINDEX INDEX with its name in psql.',
    of: null,
    query: () => sql`
      select c.relname as id from pg_index i join pg_class c on c.oid = i.indexrelid
      where not i.indisvalid and c.relnamespace = current_schema()::regnamespace`,
  },
  {
    code: 'I14 transaction stands still',
    words: 'A transaction has been open for more than a minute and does nothing.',
    advice:
      'It holds locks and keeps the database from cleaning up. pg_stat_activity says whose it is; end that program.',
    of: null,
    query: () => sql`
      select pid as id from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'
        and state_change < clock_timestamp() - make_interval(secs => ${IDLE_SECONDS})`,
  },
];
