import { sql } from 'kysely';
import type { NewAttachment } from '../desk/change.ts';
import { type Standing, UNRECORDED } from '../desk/cover.ts';
import type { Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import type { Priority } from '../desk/priority.ts';
import type { Db } from './db.ts';
import { standingsOf } from './standings.ts';

/** What a mail of ours is made from, read when it is made. */
export type OutgoingFacts = {
  outboxId: number;
  ticketId: number;
  subject: string;
  tags: string[];
  language: string;
  priority: Priority;
  requester: Address;
  requesterId: number;
  /** How the requester stood when the ticket was opened. */
  standing: Standing;
  /** Of the reply tokens that are good now. */
  tokenSeries: number;
  /** The first-response promise. */
  promiseAt: Instant | null;
  openedAt: Instant;
  /** Newest last. */
  references: string[];
  /** The newest words of the conversation before this one, to quote. */
  quoted: { from: Address; at: Instant; text: string } | null;
  answer: { text: string; at: Instant; agentName: string; signature: string; attachments: NewAttachment[] } | null;
};

/** Ids an answer's References carry: the newest; longer headers are cut by mail servers. */
const MOST_REFERENCES = 20;

/** Of a mail to one of several who asked: only what passed between them and us. A name in a Message-ID is a name. */
const THEIR_REFERENCES = sql`array(select m.message_id from (select m.id, m.message_id from message m
  where m.ticket_id = any(array[t.id, (o.content->>'about')::bigint]) and m.message_id is not null and m.held_at is null and not m.flagged
    and (m.kind = 'mail' and lower(m.from_address) = lower(r.address) or m.kind = 'answer'
      and exists (select from jsonb_array_elements(m.recipients->'to') one where lower(one->>'address') = lower(r.address)))
  order by m.id desc limit ${MOST_REFERENCES}) m order by m.id)`;

/** One row an outbox row, in one query: acknowledgements come in bursts. */
export async function outgoingFacts(db: Db, outboxIds: readonly number[]): Promise<OutgoingFacts[]> {
  const { rows } = await sql<Omit<OutgoingFacts, 'standing'> & { organised: boolean }>`
    select exists(select from organisation) as organised, o.id as "outboxId", t.id as "ticketId", t.subject, t.tags, t.language, t.priority, t.opened_at as "openedAt",
      jsonb_build_object('address', r.address, 'name', r.name) as requester, t.requester_id as "requesterId", t.token_series as "tokenSeries",
      (select c.due_at from clock c where c.ticket_id = t.id and c.target = 'first response') as "promiseAt",
      case when o.kind = 'progress' then ${THEIR_REFERENCES} else array(select m.message_id from (select id, message_id from message where ticket_id = t.id and message_id is not null
        and held_at is null and not flagged
        and (id < o.message_id or id = o.message_id and o.kind = 'acknowledgement') order by id desc limit ${MOST_REFERENCES}) m order by m.id) end as references,
      (select jsonb_build_object('from', jsonb_build_object('address', m.from_address, 'name', m.from_name), 'at', m.at, 'text', m.visible)
        from message m where m.ticket_id = t.id and m.kind <> 'note' and m.held_at is null and not m.flagged
        and m.id < o.message_id order by m.id desc limit 1) as quoted,
      (select jsonb_build_object('text', m.visible, 'at', m.at, 'agentName', coalesce(a.name, ''), 'signature', coalesce(a.signature, ''),
        'attachments', coalesce((select jsonb_agg(to_jsonb(f) order by f.position) from attachment f where f.message_id = m.id), '[]'))
        from message m left join agent a on a.id = m.agent_id where m.id = o.message_id and o.kind = 'answer') as answer
    from outbox o join ticket t on t.id = o.ticket_id join contact r on r.id = t.requester_id
    where o.id = any(${outboxIds}::bigint[])`.execute(db);
  const asked = rows.map(({ requester, openedAt }) => ({ address: requester.address, at: openedAt }));
  const stood = rows[0]?.organised ? await standingsOf(db, asked) : [];
  return rows.map(({ organised: _, ...facts }, index) => ({ ...facts, standing: stood[index] ?? UNRECORDED }));
}
