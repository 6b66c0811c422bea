import { sql } from 'kysely';
import type { NewAttachment } from '../desk/change.ts';
import type { Db } from './db.ts';

export type Upload = { id: string; agentId: number; name: string; contentType: string; size: number; sha256: string };

export async function addUpload(db: Db, { id, agentId, name, contentType, size, sha256 }: Upload): Promise<void> {
  await sql`insert into upload (id, agent_id, name, content_type, size, sha256, at)
    values (${id}, ${agentId}, ${name}, ${contentType}, ${size}::bigint, ${sha256}, heed_now())`.execute(db);
}

/** The files an agent brought, in the order asked for; one that is unknown, or a colleague's, is missing. */
export async function uploadsOf(db: Db, agentId: number, ids: readonly string[]): Promise<NewAttachment[]> {
  const { rows } = await sql<NewAttachment>`
    select u.name, u.content_type, u.size, u.sha256, null as cid, false as inline, false as truncated
    from unnest(${ids}::text[]) with ordinality w(id, place) join upload u on u.id = w.id and u.agent_id = ${agentId}
    order by w.place`.execute(db);
  return rows;
}
