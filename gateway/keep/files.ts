import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { codeOf, hashOfFile, linkOrCopy, makeFolderOf, sync } from './disk.ts';
import { readLines, type Sum, writeLines } from './lines.ts';
import { FILE_LIST } from './manifest.ts';

/** A file beside the database, by its path below DATA_DIR with slashes, and the sha256 of its bytes. */
export type KeptFile = { path: string; sha256: string };

/** Mail pushed to us that the ledger may not have yet. It is taken before the database is looked at: nothing falls between. */
const SPOOL = ['spool/new'];

/**
 * The mail server of the sandbox. It is taken after the database was looked at: a mail of the ledger is in it, and its
 * number never goes to another. Its own spool comes first, because mail moves from there to the inbox.
 */
const SANDBOX = ['sandbox/spool/new', 'sandbox/inbox', 'sandbox/sent', 'sandbox/uidvalidity', 'sandbox/address'];

const below = (folder: string): string => join(folder, 'files');

export const keepSpool = (dataDir: string, draft: string): Promise<KeptFile[]> => keepAll(dataDir, draft, SPOOL);

export async function keepSandbox(dataDir: string, draft: string): Promise<KeptFile[]> {
  const kept = await keepAll(dataDir, draft, SANDBOX);
  // A mail that moved meanwhile has been seen in both places.
  const arrived = new Set(kept.filter(({ path }) => path.startsWith('sandbox/inbox/')).map(({ sha256 }) => sha256));
  const twice = kept.filter(({ path, sha256 }) => path.startsWith('sandbox/spool/') && arrived.has(sha256));
  for (const { path } of twice) await rm(join(below(draft), path));
  return kept.filter((file) => !twice.includes(file));
}

async function keepAll(dataDir: string, draft: string, places: readonly string[]): Promise<KeptFile[]> {
  const made = new Set<string>();
  const kept: KeptFile[] = [];
  for (const place of places)
    for (const path of await filesAt(dataDir, place)) {
      const to = join(below(draft), path);
      await makeFolderOf(to, made);
      const sha256 = (await taken(join(dataDir, path), to)) ? await hashOfFile(to) : null;
      if (sha256 !== null) kept.push({ path, sha256 });
    }
  return kept;
}

/** A place that is a file, or the finished files right in it. */
async function filesAt(dataDir: string, place: string): Promise<string[]> {
  try {
    const entries = await readdir(join(dataDir, place), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isFile() && entry.name.endsWith(MAIL) ? [`${place}/${entry.name}`] : []));
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return [place];
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

const MAIL = '.mail';

/** A mail never changes and gets a second name; anything else is copied. False for what has gone meanwhile. */
async function taken(from: string, to: string): Promise<boolean> {
  try {
    if (from.endsWith(MAIL)) await linkOrCopy(from, to);
    else {
      await cp(from, to);
      await sync(to);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

export function listFiles(draft: string, files: readonly KeptFile[]): Promise<Sum> {
  async function* lines() {
    yield files.map((file) => JSON.stringify(file));
  }
  return writeLines(join(draft, FILE_LIST), lines());
}

/** A path out of a list goes into DATA_DIR: nowhere else, and to none but these places. */
const FileLine = z.object({
  path: z.string().regex(/^(?:spool|sandbox)(?:\/[a-z0-9-]+(?:\.mail)?)+$/),
  sha256: z.string(),
});

async function filesIn(folder: string): Promise<KeptFile[]> {
  const files: KeptFile[] = [];
  for await (const page of readLines(join(folder, FILE_LIST)))
    files.push(...page.map((line) => FileLine.parse(JSON.parse(line))));
  return files;
}

/** Paths of files in a backup that are not what its list says. */
export async function damagedFiles(folder: string): Promise<string[]> {
  const damaged: string[] = [];
  for (const { path, sha256 } of await filesIn(folder))
    if ((await hashOfFile(join(below(folder), path))) !== sha256) damaged.push(path);
  return damaged;
}

/**
 * Puts spool and sandbox back. A sandbox that never had a mail makes way; one that has is left as it is where it agrees.
 * @throws DeskError when the mail there is another sandbox's
 */
export async function bringFiles(folder: string, dataDir: string): Promise<void> {
  const sandbox = join(dataDir, 'sandbox');
  const mails = await Promise.all(['spool/new', 'inbox', 'sent'].map((place) => filesAt(sandbox, place)));
  if (mails.flat().length === 0) await rm(sandbox, { recursive: true, force: true });
  const files = await filesIn(folder);
  const there = await Promise.all(files.map(({ path }) => hashOfFile(join(dataDir, path))));
  const other = files.find(({ path, sha256 }, at) => path !== ADDRESS && there[at] !== null && there[at] !== sha256);
  if (other)
    throw new DeskError(
      'conflict',
      `${join(dataDir, other.path)} is of another desk's sandbox. Move ${sandbox} away, or set DATA_DIR to an empty folder.`,
    );
  const made = new Set<string>();
  for (const { path } of files.filter((_, at) => there[at] === null)) {
    const to = join(dataDir, path);
    await makeFolderOf(to, made);
    await cp(join(below(folder), path), to);
    await sync(to);
  }
  for (const folder of made) await sync(folder);
}

/** Written anew at every start. */
const ADDRESS = 'sandbox/address';
