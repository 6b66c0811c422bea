import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeSchema } from './catalog.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite.ts';

const MIGRATIONS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'migrations');

/** What all migrations together make; a review reads its difference. */
export const SCHEMA = join(MIGRATIONS, 'schema.sql');

const HEAD = '-- What the migrations make, printed from the catalog by `npm run schema`. To read; nothing runs it.\n\n';

/** Runs the migrations in an embedded database of its own and describes what they made. */
export async function printSchema(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'heed-schema-'));
  try {
    const { db, close } = await openPglite(join(folder, 'database'));
    try {
      await migrate(db, await readMigrations());
      return HEAD + (await describeSchema(db));
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readMigrations(): Promise<Map<string, string>> {
  const names = (await readdir(MIGRATIONS)).filter((name) => /^\d+.*\.sql$/.test(name));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(MIGRATIONS, name), 'utf8')] as const)),
  );
}

if (import.meta.main) await writeFile(SCHEMA, await printSchema());
