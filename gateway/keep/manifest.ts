import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { asInstant } from '../desk/instant.ts';
import { codeOf } from './disk.ts';

/** Raised when an older Heed could not read what a newer one writes. */
const FORMAT = 1;

const Sum = { rows: z.number().int().nonnegative(), sha256: z.string() };
const Name = z.string().regex(/^[a-z_][a-z0-9_]*$/);

const ManifestShape = z.object({
  format: z.literal(FORMAT),
  at: z.number().transform(asInstant),
  /** The newest migration of its database. */
  schema: z.string(),
  databaseId: z.string(),
  /** Tells whether a key is the one that belongs to it; reveals nothing of the key. */
  secretFingerprint: z.string().nullable(),
  tables: z.array(
    z.object({
      name: Name,
      columns: z.array(Name),
      ...Sum,
      identity: z.object({ column: Name, last: z.number() }).nullable(),
    }),
  ),
  /** The list of blobs, sorted; `missing` are named by rows, and were not in the store. */
  blobs: z.object({ ...Sum, missing: z.number() }),
  /** The list of other files: spool and sandbox. */
  files: z.object(Sum),
  /** Of the tables and lists, packed: what the next backup will take without its mail. */
  bytes: z.number(),
});

/** What a backup says of itself. It is written last. */
export type Manifest = z.output<typeof ManifestShape>;

const FILE = 'manifest.json';

export const BLOB_LIST = 'blobs.jsonl.gz';
export const FILE_LIST = 'files.jsonl.gz';
export const tableFile = (name: string): string => join('tables', `${name}.jsonl.gz`);

export async function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, ...manifest }, null, 2);
  await writeFile(join(folder, FILE), `${text}\n`, { flag: 'wx', mode: 0o600, flush: true });
}

/** @throws DeskError when the folder is no backup, or one that this Heed cannot read */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
    throw new DeskError(
      'invalid',
      `${folder} is no backup: it has no ${FILE}. Name a folder that \`heed backup\` printed, or one below DATA_DIR/backups.`,
    );
  });
  const said = parsed(text);
  const found = ManifestShape.safeParse(said);
  if (found.success) return found.data;
  const { data: format } = z.object({ format: z.number() }).safeParse(said);
  throw new DeskError(
    'invalid',
    format && format.format > FORMAT
      ? `${folder} was made by a newer Heed. Restore it with that one.`
      : `${join(folder, FILE)} is damaged. Restore another backup.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
