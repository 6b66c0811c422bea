import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DeskError } from '../desk/error.ts';

/** File systems without hard links, and those that will not link this one: then the bytes are copied. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EACCES']);

/**
 * A second name for a file that never changes once it is written, or a copy where that cannot be. Safe on the disk when
 * it returns, but for the folder's entry (syncFolders).
 * @throws an error with the code ENOENT when the file is not there, EEXIST when the new name is taken
 */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!NO_LINK.has(codeOf(error))) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
  await sync(to);
}

/** sha256 (hex) of a file's bytes; null when it is not there. */
export async function hashOfFile(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Makes folders once; `made` remembers them. Other people's letters: nobody else on the machine reads them. */
export async function makeFolderOf(path: string, made: Set<string>): Promise<void> {
  const folder = dirname(path);
  if (made.has(folder)) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  made.add(folder);
}

/** Writes the entries of a folder and all below it to the disk, the deepest first. */
export async function syncFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await syncFolders(join(folder, entry.name));
  await sync(folder);
}

export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What a backup must leave free: mail is still taken in while it is written, and afterwards. Bytes. */
const ROOM_FOR_MAIL = 512 * 1024 * 1024;

/** @throws DeskError when a folder's disk has not so many bytes to spare */
export async function refuseWithoutRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes + ROOM_FOR_MAIL) return;
  throw new DeskError(
    'conflict',
    `There is no room for a backup: it takes about ${inMegabytes(bytes)}, ${inMegabytes(ROOM_FOR_MAIL)} must stay free for mail, and the disk of ${folder} has ${inMegabytes(free)}. Make room, or remove backups you made by hand.`,
  );
}

const inMegabytes = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`;

export const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
