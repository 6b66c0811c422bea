import { sql } from 'kysely';
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
