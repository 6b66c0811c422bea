import { createHash, randomBytes } from 'node:crypto';
import { rename as renameFile, renameSync, statSync, writeFile as writeFileBytes, writeFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Blobs } from './blobs.ts';

// Several blobs a mail: the plain functions take half the CPU of a FileHandle.
const writeFile = promisify(writeFileBytes);
const rename = promisify(renameFile);

/** Bytes. So few go into the page cache in 50 µs; to hand them to another thread, four times, takes twice the CPU. */
const AT_ONCE = 64 * 1024;

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Blobs as files under `folder`, named by their own hash and by nothing a mail says. A file appears whole or not at all.
 * `durable` also survives a power cut; without it the bytes can be had again from the mail server.
 */
export async function folderBlobs(folder: string): Promise<Blobs> {
  const drafts = join(folder, 'tmp');
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  const made = new Set<string>();

  return {
    async put(bytes, options = { durable: false }) {
      const sha256 = hashOf(bytes);
      const path = blobFile(folder, sha256);
      if (isWhole(path, bytes.length)) {
        if (options.durable) await sync(path);
        return sha256;
      }
      if (!made.has(dirname(path))) {
        // Not the folder itself: one that is away, for its disk is, must not come back as an empty one.
        await mkdir(dirname(path), { mode: 0o700 }).catch(there);
        made.add(dirname(path));
      }
      const draft = join(drafts, randomBytes(12).toString('hex'));
      const how = { flag: 'wx', mode: 0o600, flush: options.durable };
      if (!options.durable && bytes.length <= AT_ONCE) {
        writeFileSync(draft, bytes, how);
        renameSync(draft, path);
        return sha256;
      }
      await writeFile(draft, bytes, how);
      await rename(draft, path);
      if (options.durable) await sync(dirname(path));
      return sha256;
    },
    async get(sha256) {
      if (!SHA256.test(sha256)) return null;
      const bytes = await readFile(blobFile(folder, sha256)).catch(missing);
      return bytes && hashOf(bytes) === sha256 ? bytes : null;
    },
    async able() {
      const probe = join(drafts, randomBytes(12).toString('hex'));
      await writeFile(probe, 'x', { flag: 'wx', mode: 0o600 });
      await rm(probe);
    },
    async has(sha256) {
      return SHA256.test(sha256) && (await stat(blobFile(folder, sha256)).catch(missing)) !== null;
    },
  };
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Where the bytes of that hash lie, or would. */
export const blobFile = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256.slice(2));

/** A file of another length was torn by a crash and is written again. The look costs less than waiting for a thread. */
function isWhole(path: string, size: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === size;
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function there(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

function missing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
