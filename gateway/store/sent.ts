import { sql } from 'kysely';
import type { OutboxKind } from '../desk/change.ts';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';
import type { OutboxState } from './tables.ts';

/** A mail that went out, or is on its way and has its bytes already. */
export type SentMail = {
  id: number;
  ticketId: number | null;
  kind: Exclude<OutboxKind, 'webhook'>;
  to: string[];
  mimeSha256: string;
  state: OutboxState;
  reason: string | null;
  at: Instant;
};

const NEWEST = 50;

export async function newestSent(db: Db): Promise<SentMail[]> {
  const { rows } = await sql<SentMail>`
    select id, ticket_id as "ticketId", kind, mime_sha256 as "mimeSha256", state, reason, coalesce(sent_at, queued_at) as at,
      array(select a->>'address' from jsonb_array_elements(
        coalesce(envelope->'to', '[]') || coalesce(envelope->'cc', '[]')) a) as to
    from outbox where mime_sha256 is not null order by id desc limit ${NEWEST}`.execute(db);
  return rows;
}
