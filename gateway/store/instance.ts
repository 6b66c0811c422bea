import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** Which database this is: cursors, blobs and backups name it. */
export async function databaseId(db: Db): Promise<string> {
  const { database_id } = await db.selectFrom('instance').select('database_id').executeTakeFirstOrThrow();
  return database_id;
}

/** Keeps the fingerprint of the key the first time; false when it is another key than then. */
export async function bindSecret(db: Db, fingerprint: string): Promise<boolean> {
  const { rows } = await sql<{ secret_fingerprint: string }>`
    update instance set secret_fingerprint = coalesce(secret_fingerprint, ${fingerprint}) returning secret_fingerprint`.execute(
    db,
  );
  return rows[0]?.secret_fingerprint === fingerprint;
}

export type Instance = { databaseId: string; secretFingerprint: string | null; createdAt: Instant };

export async function instanceOf(db: Db): Promise<Instance> {
  const row = await db.selectFrom('instance').selectAll().executeTakeFirstOrThrow();
  return { databaseId: row.database_id, secretFingerprint: row.secret_fingerprint, createdAt: row.created_at };
}

/** This database has just been filled from a backup; it keeps its own id, by which clients know to read everything anew. */
export async function markRestored(db: Db, secretFingerprint: string): Promise<void> {
  await sql`update instance set restored_at = heed_now(), secret_fingerprint = ${secretFingerprint}`.execute(db);
}

/** Whether any mail was ever kept: its bytes lie somewhere. */
export async function hasMail(db: Db): Promise<boolean> {
  const row = await db.selectFrom('ledger').select('id').where('sha256', 'is not', null).limit(1).executeTakeFirst();
  return row !== undefined;
}
