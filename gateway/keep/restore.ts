import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskError } from '../desk/error.ts';
import { type BlobBucket, BUCKET_NOTE, bucketBlobs, giveBucketTo, ownerOf } from '../store/bucket-blobs.ts';
import type { Db, Tx } from '../store/db.ts';
import { tablesToKeep, withoutTimeouts } from '../store/dump.ts';
import { databaseId, markRestored } from '../store/instance.ts';
import {
  clearStart,
  continueIdentity,
  gatewaysConnected,
  putLines,
  tablesInUse,
  withoutForeignKeys,
} from '../store/load.ts';
import { endLeases, forgetPasswords } from '../store/mailboxes.ts';
import { migrate, missingMigrations } from '../store/migrate.ts';
import { readNow } from '../store/now.ts';
import { suppressAcknowledgements } from '../store/outbox.ts';
import { tellOfDesk } from '../store/tell.ts';
import { blobsOf, bringBlobs, damagedBlobs } from './blobs.ts';
import { codeOf, sync, syncFolders } from './disk.ts';
import { bringFiles, damagedFiles } from './files.ts';
import { holds, readLines } from './lines.ts';
import { BLOB_LIST, FILE_LIST, type Manifest, readManifest, tableFile } from './manifest.ts';

export type Restoring = {
  /** Opened, and used by nobody else. */
  db: Db;
  dataDir: string;
  /** Where the desk will keep raw mail and attachments, if not in DATA_DIR. */
  bucket?: BlobBucket | undefined;
  migrations: Map<string, string>;
  /** Of the key this desk will run with. */
  secretFingerprint: string;
  /** The old key is lost: mailbox passwords are forgotten. */
  newKey: boolean;
  /** Mail whose bytes are damaged is left out instead of refusing the whole. */
  leaveOutDamaged: boolean;
};

export type Restored = { manifest: Manifest; leftOut: number };

/**
 * Brings a backup into an empty database and its files into DATA_DIR. Everything is checked before anything is written;
 * the rows come in one transaction, so that a restore that ends early leaves the database empty and can be run again.
 *
 * What follows for the mail since the backup:
 * - Pulled mail is still on its server and has no row: it is collected again, once. What reached the server before the
 *   restore is not acknowledged, because it may have been already (desk/acknowledge.ts, "restored").
 * - An acknowledgement that had not gone out by then may have since: it is suppressed, and its ticket says so. An answer
 *   goes out again: at least once is its promise.
 * - Numbers given since are never given again (store/load.ts), so no reply finds a stranger's ticket.
 * - The database keeps its own, new id: every client reads everything anew. Sessions are in no backup.
 * @throws DeskError in words, for everything a person can mend
 */
export async function restore(restoring: Restoring, folder: string): Promise<Restored> {
  const { db, dataDir, bucket } = restoring;
  const manifest = await readManifest(folder);
  refuseOtherKey(restoring, manifest);
  const leftOut = await check(restoring, folder, manifest);
  await bringSchema(restoring, manifest);
  await db.transaction().execute(refuseUsed);
  const ours = await databaseId(db);
  if (bucket) await refuseOthersBucket(bucket, [ours, manifest.databaseId]);
  await takeDataDir(dataDir, ours, manifest.databaseId);
  await bringFiles(folder, dataDir);
  await bringBlobs(folder, { dataDir, bucket: bucket && bucketBlobs(bucket) }, new Set(leftOut));
  if (bucket) await giveBucketTo(bucket, ours);
  else await rm(join(dataDir, BUCKET_NOTE), { force: true });
  await syncFolders(blobsOf(dataDir)).catch(absentIsFine);
  await db.transaction().execute(async (tx) => {
    await refuseUsed(tx);
    await bringRows(tx, folder, manifest);
    await settle(tx, restoring, manifest);
  });
  await migrate(db, restoring.migrations);
  return { manifest, leftOut: leftOut.length };
}

function refuseOtherKey({ secretFingerprint, newKey }: Restoring, manifest: Manifest): void {
  if (newKey || manifest.secretFingerprint === null || manifest.secretFingerprint === secretFingerprint) return;
  throw new DeskError(
    'conflict',
    'The secret key is not the one this backup was made with, and a backup never holds it. Put the right one back: SECRET_KEY, or the file DATA_DIR/secret.key. If it is lost, restore with --new-key: the passwords of mailboxes must then be entered again, and replies to mail sent before are recognised by their references alone.',
  );
}

/** Names of blobs to leave out. @throws DeskError for damage that is not to be left out */
async function check({ leaveOutDamaged }: Restoring, folder: string, manifest: Manifest): Promise<string[]> {
  const sums = [
    ...manifest.tables.map(({ name, ...sum }) => ({ file: tableFile(name), ...sum })),
    { file: BLOB_LIST, ...manifest.blobs },
    { file: FILE_LIST, ...manifest.files },
  ];
  for (const { file, ...sum } of sums)
    if (!(await holds(join(folder, file), sum)))
      throw new DeskError('invalid', `${join(folder, file)} is damaged. Nothing was changed. Restore another backup.`);
  const files = await damagedFiles(folder);
  if (files.length > 0)
    throw new DeskError(
      'invalid',
      `${files.length} files in ${join(folder, 'files')} are damaged, the first is ${files[0]}. Nothing was changed. Restore another backup.`,
    );
  const blobs = await damagedBlobs(folder);
  if (blobs.length > 0 && !leaveOutDamaged)
    throw new DeskError(
      'invalid',
      `${blobs.length} mails or attachments in ${blobsOf(folder)} are damaged, the first is ${blobs[0]}. Nothing was changed. Restore another backup, or this one without them: --leave-out-damaged.`,
    );
  return blobs;
}

/** The rows fit the schema they were read from; whatever came after is migrated with the rows in it. */
async function bringSchema({ db, migrations }: Restoring, { schema }: Manifest): Promise<void> {
  if (!migrations.has(schema))
    throw new DeskError('conflict', `This backup was made by a newer Heed ("${schema}"). Restore it with that one.`);
  const missing = await missingMigrations(db, migrations);
  const there = [...migrations.keys()]
    .filter((name) => !missing.includes(name))
    .sort()
    .at(-1);
  if (there !== undefined && there > schema)
    throw new DeskError(
      'conflict',
      `This backup was made by an older Heed ("${schema}"), and this database has been brought to "${there}" already. Restore it into a database that no Heed has started on: a new one, or with the embedded one, move the folder "database" out of DATA_DIR.`,
    );
  await migrate(db, new Map([...migrations].filter(([name]) => name <= schema)));
}

/** The folder is this database's from now on. It may have been the old one's: its mail is what the backup names. */
async function takeDataDir(dataDir: string, ours: string, theirs: string): Promise<void> {
  if (ours === theirs)
    throw new DeskError(
      'conflict',
      'This database is a copy of the one the backup was made of. Create a new, empty one: devices would otherwise not notice that it went back in time.',
    );
  const file = join(dataDir, 'database-id');
  const there = (await readFile(file, 'utf8').catch(absentIsFine))?.trim();
  if (there !== undefined && there !== ours && there !== theirs)
    throw new DeskError(
      'conflict',
      `DATA_DIR ${dataDir} holds the mail of a third database (${there}). Set DATA_DIR to an empty folder, or to the one of the desk that made the backup.`,
    );
  const draft = `${file}.new`;
  await writeFile(draft, ours, { flush: true });
  await rename(draft, file);
  await sync(dataDir);
}

/** @throws DeskError when the bucket holds a third desk's mail */
async function refuseOthersBucket(bucket: BlobBucket, known: readonly string[]): Promise<void> {
  const owner = await ownerOf(bucket);
  if (owner !== null && !known.includes(owner))
    throw new DeskError(
      'conflict',
      `S3_BUCKET holds the mail of a third database (${owner}). Write an empty bucket, or the one of the desk that made the backup.`,
    );
}

async function refuseUsed(tx: Tx): Promise<void> {
  await withoutTimeouts(tx);
  if ((await gatewaysConnected(tx)) > 0)
    throw new DeskError('conflict', 'A gateway is running on this database. Stop every gateway before a restore.');
  const used = await tablesInUse(tx);
  if (used.length > 0)
    throw new DeskError(
      'conflict',
      `This database is in use: there are rows in ${used.join(', ')}. A backup is restored into an empty database only: a new one, or with the embedded one, move the folder "database" out of DATA_DIR.`,
    );
}

async function bringRows(tx: Tx, folder: string, manifest: Manifest): Promise<void> {
  const tables = new Map((await tablesToKeep(tx)).map((table) => [table.name, table]));
  await withoutForeignKeys(tx, async () => {
    await clearStart(tx);
    for (const { name, columns } of manifest.tables) {
      const table = tables.get(name);
      if (!table) throw new Error(`there is no table ${name}`);
      const types = columns.map((column) => table.types[table.columns.indexOf(column)] ?? 'text');
      for await (const lines of readLines(join(folder, tableFile(name))))
        await putLines(tx, { ...table, columns, types }, lines);
    }
  });
  for (const { name, identity } of manifest.tables) if (identity) await continueIdentity(tx, name, identity);
}

const NOT_AGAIN = 'This desk was restored from a backup: the acknowledgement may have gone out already.';

async function settle(tx: Tx, { secretFingerprint, newKey }: Restoring, manifest: Manifest): Promise<void> {
  await suppressAcknowledgements(tx, NOT_AGAIN, await readNow(tx));
  await endLeases(tx);
  if (newKey && secretFingerprint !== manifest.secretFingerprint) await forgetPasswords(tx);
  await markRestored(tx, secretFingerprint);
  await tellOfDesk(tx, { kind: 'restored', by: null, data: { databaseId: manifest.databaseId, at: manifest.at } });
}

function absentIsFine(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}
