import { sql } from 'kysely';
import type { Db } from './db.ts';

export type StoredFile = { name: string; contentType: string; sha256: string };

export async function attachmentById(db: Db, id: number): Promise<StoredFile | null> {
  const row = await db
    .selectFrom('attachment')
    .select(['name', 'content_type', 'sha256'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { name: row.name, contentType: row.content_type, sha256: row.sha256 } : null;
}

/** The cleaned HTML of a message; null when it has none. */
export async function htmlOf(db: Db, messageId: number): Promise<string | null> {
  const row = await db.selectFrom('message').select('html').where('id', '=', messageId).executeTakeFirst();
  return row?.html ?? null;
}

/** The part a mail shows inside its text under this Content-ID. */
export async function partByCid(db: Db, messageId: number, cid: string): Promise<StoredFile | null> {
  const { rows } = await sql<StoredFile>`
    select name, content_type as "contentType", sha256 from attachment
    where message_id = ${messageId} and cid = ${cid} order by position limit 1`.execute(db);
  return rows[0] ?? null;
}
