import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Blobs } from '../store/blobs.ts';
import { blobFile } from '../store/folder-blobs.ts';
import { codeOf, hashOfFile, linkOrCopy, makeFolderOf, refuseWithoutRoom } from './disk.ts';
import { readLines, type Sum, writeLines } from './lines.ts';
import { BLOB_LIST } from './manifest.ts';

/** Files looked at side by side: enough to keep a disk busy. */
const AT_ONCE = 16;

/** Raw mail and attachments, of a desk that keeps them in its folder, and of a backup. */
export const blobsOf = (folder: string): string => join(folder, 'blobs');

export type Places = { dataDir: string; bucket?: Blobs | undefined; draft: string; before: string | null };

/**
 * Brings the blobs that `names` lists into a backup and writes its own list of them. One that the backup before has
 * is linked from there; a new one is read once, to see that it is whole. Answers the list's sum and how many were not.
 * @throws DeskError when mail from a bucket would fill the disk; what a bucket throws that is away
 */
export async function keepBlobs(
  { dataDir, bucket, draft, before }: Places,
  names: string,
  signal?: AbortSignal,
): Promise<Sum & { missing: number }> {
  const made = new Set<string>();
  let missing = 0;
  const keep = async (sha256: string): Promise<boolean> => {
    const to = blobFile(blobsOf(draft), sha256);
    await makeFolderOf(to, made);
    if (before !== null && (await linked(blobFile(blobsOf(before), sha256), to))) return true;
    if (bucket) return fetched(bucket, sha256, to);
    const from = blobFile(blobsOf(dataDir), sha256);
    return (await hashOfFile(from)) === sha256 && linked(from, to);
  };
  async function* kept() {
    for await (const page of slices(readLines(names))) {
      signal?.throwIfAborted();
      // What comes from a bucket takes room; nobody knows how much before it is here.
      if (bucket) await refuseWithoutRoom(draft, 0);
      const there = await Promise.all(page.map(keep));
      const lines = page.filter((_, position) => there[position]);
      missing += page.length - lines.length;
      yield lines;
    }
  }
  const sum = await writeLines(join(draft, BLOB_LIST), kept());
  await rm(names);
  return { ...sum, missing };
}

/** Names of blobs in a backup that are not what their name says. */
export async function damagedBlobs(folder: string): Promise<string[]> {
  const damaged: string[] = [];
  for await (const page of slices(readLines(join(folder, BLOB_LIST)))) {
    const hashes = await Promise.all(page.map((sha256) => hashOfFile(blobFile(blobsOf(folder), sha256))));
    damaged.push(...page.filter((sha256, position) => hashes[position] !== sha256));
  }
  return damaged;
}

/** Puts a backup's blobs, but those left out, where a desk looks for them. What is whole there stays. */
export async function bringBlobs(
  folder: string,
  { dataDir, bucket }: Pick<Places, 'dataDir' | 'bucket'>,
  leftOut: ReadonlySet<string>,
): Promise<void> {
  const made = new Set<string>();
  const bring = async (sha256: string): Promise<void> => {
    const from = blobFile(blobsOf(folder), sha256);
    if (bucket) {
      if ((await bucket.get(sha256)) === null) await bucket.put(await readFile(from));
      return;
    }
    const to = blobFile(blobsOf(dataDir), sha256);
    await makeFolderOf(to, made);
    const there = await hashOfFile(to);
    if (there === sha256) return;
    if (there !== null) await rm(to);
    await linkOrCopy(from, to);
  };
  for await (const page of slices(readLines(join(folder, BLOB_LIST))))
    await Promise.all(page.filter((sha256) => !leftOut.has(sha256)).map(bring));
}

/** False when the bucket has none, or one that is damaged. */
async function fetched(bucket: Blobs, sha256: string, to: string): Promise<boolean> {
  const bytes = await bucket.get(sha256);
  if (bytes === null) return false;
  await writeFile(to, bytes, { flag: 'wx', mode: 0o600, flush: true });
  return true;
}

/** False when there is nothing to link. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await linkOrCopy(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function* slices(pages: AsyncIterable<string[]>): AsyncGenerator<string[]> {
  for await (const page of pages) for (let at = 0; at < page.length; at += AT_ONCE) yield page.slice(at, at + AT_ONCE);
}
