import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Database } from '../../gateway/store/database.ts';
import type { Db } from '../../gateway/store/db.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPglite } from '../../gateway/store/pglite.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { migrations, onServer, urlOf } from './cluster.ts';

/** Taken as a `Db` by the functions of the store, or apart: `const { db, listen } = await freshDatabase()`. */
export type TestDatabase = Db & Database & { url: string; [Symbol.asyncDispose](): Promise<void> };

/** A migrated PostgreSQL database of one's own: `await using database = await freshDatabase()` drops it at the end. */
export function freshDatabase({ max = 12 } = {}): Promise<TestDatabase> {
  return createDatabase(max, `template ${inject('postgresTemplate')}`);
}

/** A PostgreSQL database without a table. */
export function emptyDatabase({ max = 12 } = {}): Promise<TestDatabase> {
  return createDatabase(max, '');
}

/** A migrated embedded database in a folder of its own, removed at the end. */
export async function freshPglite(): Promise<TestDatabase> {
  const database = await emptyPglite();
  await migrate(database.db, await migrations());
  return database;
}

/** An embedded database without a table. */
export async function emptyPglite(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(inject('folder'), 'pglite-'));
  const database = await openPglite(join(folder, 'database'));
  return Object.assign(database.db, {
    ...database,
    url: '',
    async [Symbol.asyncDispose]() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

async function createDatabase(max: number, from: string): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  if (!server) throw new Error('PostgreSQL is missing. Run `npm run test:setup`, or set TEST_DATABASE_URL.');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} ${from}`);
  const url = urlOf(server, name);
  const database = openPostgres(url, { max });
  return Object.assign(database.db, {
    ...database,
    url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  });
}
