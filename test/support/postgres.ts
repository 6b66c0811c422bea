import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import type { Database } from '../../gateway/store/database.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPglite } from '../../gateway/store/pglite.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { migrations, TEMPLATE } from './cluster.ts';

export type TestDatabase = Database & { url: string; [Symbol.asyncDispose](): Promise<void> };

/** A migrated PostgreSQL database of one's own; dropped when it is disposed of. */
export async function freshDatabase({ max = 10 } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `t_${randomBytes(6).toString('hex')}`;
  const asAdmin = async (statement: string) => {
    const admin = openPostgres(`${server}postgres`, { max: 1 });
    await sql.raw(statement).execute(admin.db);
    await admin.close();
  };
  await asAdmin(`create database ${name} template ${TEMPLATE}`);
  const database = openPostgres(server + name, { max });
  return {
    ...database,
    url: server + name,
    async [Symbol.asyncDispose]() {
      await database.close();
      await asAdmin(`drop database ${name} with (force)`);
    },
  };
}

/** A migrated embedded database in a folder of its own. */
export async function freshPglite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'heed-pglite-'));
  const database = await openPglite(join(folder, 'database'));
  await migrate(database.db, await migrations());
  return {
    ...database,
    url: '',
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
