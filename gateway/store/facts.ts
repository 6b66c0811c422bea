import { sql } from 'kysely';
import { UNRECORDED } from '../desk/cover.ts';
import { CROWD, CROWD_WITHIN } from '../desk/crowd.ts';
import type { AcknowledgementFacts, MailFacts, MessageAside, OurMail, TicketFacts } from '../desk/facts.ts';
import { DAY, HOUR, type Instant, MINUTE } from '../desk/instant.ts';
import type { Evidence } from '../desk/thread.ts';
import type { Db } from './db.ts';
import { standingsOf } from './standings.ts';

/** Tickets as the rules see them, in id order. Lock them first. */
export async function ticketFacts(db: Db, ids: readonly number[]): Promise<TicketFacts[]> {
  const { rows } = await sql<Unplaced>`
    select heed_now() as now, exists(select from organisation) as organised, t.id, t.seq, t.subject, t.status, t.waiting_on as "waitingOn", t.tags,
      (select jsonb_build_object('stage', f.stage) from feature_request f where f.ticket_id = t.id) as request, t.priority, t.priority_reason as "priorityReason",
      jsonb_build_object('address', r.address, 'name', r.name) as requester, t.requester_id as "requesterId",
      array(select lower(c.address) from contact c where c.id = t.requester_id
        union select lower(c.address) from participant p join contact c on c.id = p.contact_id where p.ticket_id = t.id) as participants,
      t.assignee_id as "assigneeId", t.level,
      (select jsonb_build_object('agentId', p.agent_id, 'tries', p.tries, 'nextAt', p.next_at)
        from page p where p.ticket_id = t.id and p.closed_at is null) as page, t.mailbox_id as "mailboxId", t.language, t.acknowledgement,
      t.opened_at as "openedAt", t.solved_at as "solvedAt", t.closed_at as "closedAt", t.spam_at as "spamAt", t.suspected, t.token_series as "tokenSeries",
      case when t.merged_into is not null then jsonb_build_object('into', t.merged_into, 'at', t.merged_at, 'was', t.merged_was) end as merged,
      coalesce((select jsonb_agg(jsonb_build_object('target', c.target, 'priority', c.priority, 'minutes', c.minutes,
        'startedAt', c.started_at, 'dueAt', c.due_at, 'releaseId', c.release_id, 'pauses', c.pauses, 'pausedAt', c.paused_at, 'metAt', c.met_at,
        'breachedAt', c.breached_at, 'fired', c.fired, 'nextAt', c.next_at) order by c.id) from clock c where c.ticket_id = t.id), '[]') as clocks,
      coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'from',
        jsonb_build_object('address', m.from_address, 'name', m.from_name), 'subject', m.subject, 'visible', m.visible))
        from message m where m.ticket_id = t.id and (m.held_at is not null or m.flagged)), '[]') as aside
    from ticket t join contact r on r.id = t.requester_id
    where t.id = any(${ids}::bigint[]) order by t.id`.execute(db);
  return placed(db, rows);
}

type Unplaced = Omit<TicketFacts, 'standing' | 'aside'> & {
  now: Instant;
  /** There are organisations, one of which may be theirs. */
  organised: boolean;
  aside: Omit<MessageAside, 'standing'>[];
};

/** With how everybody stands; a desk without organisations need not ask. */
async function placed(db: Db, rows: readonly Unplaced[]): Promise<TicketFacts[]> {
  const asked = rows.flatMap(({ requester, openedAt, aside, now }) => [
    { address: requester.address, at: openedAt },
    ...aside.map(({ from }) => ({ address: from.address, at: now })),
  ]);
  const stood = rows[0]?.organised ? await standingsOf(db, asked) : [];
  let next = 0;
  const standing = () => stood[next++] ?? UNRECORDED;
  return rows.map(({ now: _, organised: __, aside, ...ticket }) => ({
    ...ticket,
    standing: standing(),
    aside: aside.map((message) => ({ ...message, standing: standing() })),
  }));
}

/** What a mail names: every fact the decision may need is looked up by these and nothing else. */
export type MailKeys = {
  messageId: string | null;
  /** In-Reply-To and References. */
  references: string[];
  /** The mails a report is about. */
  reported: string[];
  /** Tickets proven by a reply token. */
  tokens: { ticketId: number; by: string; series: number }[];
  taggedTicket: number | null;
  sender: string | null;
  /** Whose mail it brings on, where somebody forwarded it. */
  forwardedFrom: string | null;
  mailboxId: number | null;
  ledgerId: number;
};

/** `series`: that of the token, which may have ended. */
export type Tied = { ticketId: number; evidence: Evidence; by: string; series?: number };

/**
 * Tickets each mail may belong to, strongest evidence first. Its own Message-ID counts as a reference when an answer
 * to it came before it did; not when another mail has used that id already.
 */
export async function tiedTickets(db: Db, all: readonly MailKeys[]): Promise<Tied[][]> {
  const named = [...new Set(all.flatMap(namedBy))];
  const { rows } = await sql<{ id: string; ticketId: number; used: boolean }>`
    select t.message_id as id, t.ticket_id as "ticketId",
      exists(select from message m where m.message_id = t.message_id) as used
    from thread_id t where t.message_id = any(${named}::text[]) and t.ticket_id is not null`.execute(db);
  const known = new Map(rows.map((row) => [row.id, row]));
  return all.map((keys) => {
    // The newest reference is the mail it answers.
    const references = [...new Set(namedBy(keys).toReversed())].flatMap((id): Tied[] => {
      const row = known.get(id);
      if (!row || (row.used && !keys.references.includes(id))) return [];
      return [{ ticketId: row.ticketId, evidence: 'reference', by: id }];
    });
    return [
      ...keys.tokens.map((token): Tied => ({ ...token, evidence: 'token' })),
      ...references,
      ...(keys.taggedTicket === null
        ? []
        : [{ ticketId: keys.taggedTicket, evidence: 'subject tag' as const, by: `#${keys.taggedTicket}` }]),
    ];
  });
}

const namedBy = ({ messageId, references }: MailKeys): string[] =>
  messageId ? [messageId, ...references] : references;

export const domainOf = (sender: string | null): string => sender?.slice(sender.lastIndexOf('@') + 1) ?? '';

/** `decided`: another gateway, or this one, has taken the mail already. */
type FactsRow = Omit<MailFacts, 'candidates' | 'crowd'> & {
  decided: boolean;
  /** Of the sender: how many tickets they opened lately, and the number of the newest. */
  lately: { opened: number; newest: number | null };
};

/** All but the tickets: copies, our own mails it names, the caps, whether it must wait for its parent. */
export async function mailFacts(db: Db, all: readonly MailKeys[]): Promise<FactsRow[]> {
  const found = await factsByName(db, all);
  const standings = found.organised ? await standingsByName(db, all, found.now) : {};
  return all.map((keys) => {
    const { messageId, references, sender, mailboxId, ledgerId } = keys;
    const named = reportedBy(keys);
    return {
      now: found.now,
      restoredAt: found.restoredAt,
      decided: found.decided.includes(ledgerId),
      copies: found.copies.flatMap(({ of, ...copy }) => (of === messageId ? [copy] : [])),
      ours: found.ours.filter(
        (mail) => named.includes(mail.headerMessageId) || named.includes(mail.seenMessageId ?? ''),
      ),
      fromCalled:
        found.called.find(
          (mail) => references.some((id) => id === mail.header || id === mail.seen) && mail.address === sender,
        ) ?? null,
      parentPending: parentOf(found.undecided, ledgerId, references),
      acknowledgements: {
        ...(found.toSender[sender ?? ''] ?? NONE_TO_SENDER),
        unverifiedToDomain: found.unverifiedToDomain[domainOf(sender)] ?? 0,
        unverifiedFromMailbox: found.unverifiedFromMailbox[mailboxId ?? ''] ?? 0,
      },
      lately: found.lately[sender ?? ''] ?? { opened: 0, newest: null },
      standings,
    };
  });
}

/** One that nobody here can read is not waited for. */
function parentOf(undecided: FactsByName['undecided'], ledgerId: number, references: readonly string[]) {
  const parents = undecided.filter((one) => one.ledgerId !== ledgerId && references.includes(one.messageId));
  if (parents.length === 0) return null;
  return parents.some((one) => one.ledgerId < ledgerId) ? 'accepted before' : 'accepted after';
}

/** A report's mails, and the mail itself, which may be one of ours that came back. */
const reportedBy = ({ messageId, reported }: MailKeys) => [...reported, ...(messageId ? [messageId] : [])];

const NONE_TO_SENDER = { toSenderLastHour: 0, toSenderLastDay: 0, toSenderLastAt: null };

async function standingsByName(db: Db, all: readonly MailKeys[], now: Instant): Promise<MailFacts['standings']> {
  const names = all.flatMap(({ sender, forwardedFrom }) => [sender, forwardedFrom]).filter((name) => name !== null);
  const stood = await standingsOf(
    db,
    names.map((address) => ({ address, at: now })),
  );
  return Object.fromEntries(names.map((name, index) => [name, stood[index] ?? UNRECORDED]));
}

/** What any of the mails names, each kind of fact looked up once for all of them. */
type FactsByName = {
  now: Instant;
  organised: boolean;
  restoredAt: Instant | null;
  copies: (MailFacts['copies'][number] & { of: string })[];
  ours: OurMail[];
  undecided: { ledgerId: number; messageId: string }[];
  decided: number[];
  called: (NonNullable<MailFacts['fromCalled']> & { header: string; seen: string | null; address: string })[];
  toSender: Record<string, Pick<AcknowledgementFacts, 'toSenderLastHour' | 'toSenderLastDay' | 'toSenderLastAt'>>;
  unverifiedToDomain: Record<string, number>;
  unverifiedFromMailbox: Record<string, number>;
  lately: Record<string, FactsRow['lately']>;
};

async function factsByName(db: Db, all: readonly MailKeys[]): Promise<FactsByName> {
  const named = all.flatMap(reportedBy);
  const referred = all.flatMap((mail) => mail.references);
  const { rows } = await sql<FactsByName>`
    with at as materialized (select heed_now() as now)
    select at.now, exists(select from organisation) as organised, (select restored_at from instance) as "restoredAt",
      coalesce((select jsonb_agg(jsonb_build_object('of', m.message_id, 'messageId', m.id, 'ticketId', m.ticket_id,
          'contentHash', m.content_hash, 'answer', m.kind = 'answer') order by m.id)
        from message m where m.message_id = any(${all.map((mail) => mail.messageId)}::text[]) and (m.kind = 'mail' or m.kind = 'answer' and m.ledger_id is not null and m.evidence->>'evidence' <> 'agent')), '[]') as copies,
      coalesce((select jsonb_agg(jsonb_build_object('headerMessageId', o.header_message_id, 'outboxId', o.id,
          'ticketId', o.ticket_id, 'messageId', o.message_id, 'kind', o.kind, 'seenMessageId', o.seen_message_id,
          'cc', array(select lower(c->>'address') from jsonb_array_elements(coalesce(o.envelope->'cc', '[]')) c), 'answeredOtherwise',
          exists(select from message a where a.ticket_id = o.ticket_id and a.kind = 'answer' and a.delivery = 'sent' and a.id <> o.message_id)))
        from outbox o where o.id in (select id from outbox where header_message_id = any(${named}::text[])
          union select id from outbox where seen_message_id = any(${named}::text[]))), '[]') as ours,
      coalesce((select jsonb_agg(jsonb_build_object('ledgerId', l.id, 'messageId', l.header_message_id)) from ledger l
        where l.header_message_id = any(${all.flatMap((mail) => mail.references)}::text[])
          and l.disposition is null and l.reason is null), '[]') as undecided,
      coalesce((select jsonb_agg(jsonb_build_object('kind', o.kind, 'ticketId', o.ticket_id, 'agentId', a.id,
          'header', o.header_message_id, 'seen', o.seen_message_id, 'address', lower(a.address)))
        from outbox o join agent a on lower(a.address) = lower(o.envelope->'to'->0->>'address') and a.deactivated_at is null
        where o.kind in ('notice', 'page')
          and (o.header_message_id = any(${referred}::text[]) or o.seen_message_id = any(${referred}::text[]))), '[]') as called,
      array(select l.id from ledger l
        where l.id = any(${all.map((mail) => mail.ledgerId)}::bigint[]) and l.disposition is not null) as decided,
      coalesce((select jsonb_object_agg(address, to_jsonb(s) - 'address') from (
        select a.address, count(*) filter (where a.at > at.now - ${HOUR}::bigint) as "toSenderLastHour",
          count(*) as "toSenderLastDay", max(a.at) as "toSenderLastAt"
        from acknowledged a where a.address = any(${all.map((mail) => mail.sender)}::text[]) and a.at > at.now - ${DAY}::bigint
        group by a.address) s), '{}') as "toSender",
      coalesce((select jsonb_object_agg(domain, count) from (
        select a.domain, count(*) from acknowledged a
        where a.domain = any(${all.map((mail) => domainOf(mail.sender))}::text[]) and not a.verified and a.at > at.now - ${10 * MINUTE}::bigint
        group by a.domain) s), '{}') as "unverifiedToDomain",
      coalesce((select jsonb_object_agg(mailbox_id, count) from (
        select a.mailbox_id, count(*) from acknowledged a
        where a.mailbox_id = any(${all.map((mail) => mail.mailboxId)}::bigint[]) and not a.verified and a.at > at.now - ${MINUTE}::bigint
        group by a.mailbox_id) s), '{}') as "unverifiedFromMailbox",
      coalesce((select jsonb_object_agg(s.address, jsonb_build_object('opened', s.opened, 'newest', s.newest)) from (
        select lower(c.address) as address, count(*) as opened, max(t.id) as newest
        from contact c cross join lateral (select id, opened_at from ticket where requester_id = c.id
          order by id desc limit ${CROWD}) t
        where lower(c.address) = any(${all.map((mail) => mail.sender)}::text[]) and t.opened_at > at.now - ${CROWD_WITHIN}::bigint
        group by c.id) s), '{}') as lately
    from at`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the facts of mails were not read');
  return row;
}
