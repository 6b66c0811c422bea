import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Blobs } from '../store/blobs.ts';
import type { Db } from '../store/db.ts';
import { atOneInstant, blobsNamed, linesOf, tablesToKeep } from '../store/dump.ts';
import { instanceOf } from '../store/instance.ts';
import { schemaVersion } from '../store/migrate.ts';
import { readNow } from '../store/now.ts';
import { keepBlobs } from './blobs.ts';
import { refuseWithoutRoom, sync, syncFolders } from './disk.ts';
import { keepSandbox, keepSpool, listFiles } from './files.ts';
import { writeLines } from './lines.ts';
import { type Manifest, readManifest, tableFile, writeManifest } from './manifest.ts';
import { backupsOn, draftOf, nameOf, type Occasion, shelfOf, sweepDrafts } from './shelf.ts';

export type Keeping = {
  db: Db;
  dataDir: string;
  /** Where raw mail and attachments lie, if not in DATA_DIR: they are brought from there. */
  bucket?: Blobs | undefined;
  /** Ends a backup that is being made: nothing of it stays. */
  signal?: AbortSignal;
  /** The steps of a backup, for tests that end the process at each. */
  reached?: (step: 'tables' | 'blobs' | 'manifest') => void;
};

export type Made = { folder: string; manifest: Manifest };

/**
 * Makes a backup in DATA_DIR/backups: every row as of one instant, the raw mail and attachments they name, the spool and
 * the sandbox. It is written under another name and renamed at its end, so that what has a backup's name is whole.
 * The secret key is no part of it. The embedded database answers nobody else while its rows are written.
 * @throws DeskError when the disk has no room; what the disk and the database throw
 */
export async function backup(keeping: Keeping, occasion: Occasion): Promise<Made> {
  const { db, dataDir, bucket, signal, reached = () => {} } = keeping;
  const shelf = shelfOf(dataDir);
  await mkdir(shelf, { recursive: true, mode: 0o700 });
  const at = await readNow(db);
  await sweepDrafts(shelf, at);
  const before = await newestOn(shelf);
  await refuseWithoutRoom(shelf, await sizeOf(db, before));
  const name = nameOf(at, occasion);
  const draft = join(shelf, draftOf(name, randomBytes(4).toString('hex')));
  await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 });
  try {
    const spool = await keepSpool(dataDir, draft);
    const rows = await keepRows(keeping, draft);
    reached('tables');
    const places = { dataDir, bucket, draft, before: before?.folder ?? null };
    const blobs = await keepBlobs(places, join(draft, BLOBS_NAMED), signal);
    reached('blobs');
    const files = await listFiles(draft, [...spool, ...(await keepSandbox(dataDir, draft))]);
    signal?.throwIfAborted();
    await writeManifest(draft, { at, ...rows, blobs, files, bytes: await bytesIn(draft) });
    await syncFolders(draft);
    reached('manifest');
    await rename(draft, join(shelf, name));
    await sync(shelf);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  const folder = join(shelf, name);
  return { folder, manifest: await readManifest(folder) };
}

const BLOBS_NAMED = 'named.jsonl.gz';

function keepRows({ db, signal }: Keeping, draft: string) {
  const stoppable = async function* (pages: AsyncIterable<string[]>) {
    for await (const page of pages) {
      signal?.throwIfAborted();
      yield page;
    }
  };
  return atOneInstant(db, async (tx) => {
    const tables: Manifest['tables'] = [];
    for (const table of await tablesToKeep(tx)) {
      const { name, columns, identity } = table;
      const sum = await writeLines(join(draft, tableFile(name)), stoppable(linesOf(tx, table)));
      tables.push({ name, columns, ...sum, identity });
    }
    await writeLines(join(draft, BLOBS_NAMED), stoppable(blobsNamed(tx)));
    const { databaseId, secretFingerprint } = await instanceOf(tx);
    return { schema: await schemaVersion(tx), databaseId, secretFingerprint, tables };
  });
}

/** The newest whole backup; one that cannot be read is no help. */
async function newestOn(shelf: string): Promise<Made | null> {
  const [name] = await backupsOn(shelf);
  if (name === undefined) return null;
  const folder = join(shelf, name);
  return readManifest(folder).then(
    (manifest) => ({ folder, manifest }),
    () => null,
  );
}

/** A day adds little to the last backup; the first takes about a third of the database, whose indexes it leaves out. */
async function sizeOf(db: Db, before: Made | null): Promise<number> {
  if (before !== null) return before.manifest.bytes * 1.25;
  const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(db);
  return (rows[0]?.size ?? 0) / 2;
}

/** Of tables and lists; mail is linked and takes no room. */
async function bytesIn(draft: string): Promise<number> {
  let bytes = 0;
  for (const folder of [draft, join(draft, 'tables')])
    for (const entry of await readdir(folder, { withFileTypes: true }))
      if (entry.isFile()) bytes += (await stat(join(folder, entry.name))).size;
  return bytes;
}
