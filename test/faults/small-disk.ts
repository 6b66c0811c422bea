import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nobody } from '../support/cluster.ts';

/** A disk of so few megabytes that a test can fill it. */
export type SmallDisk = {
  path: string;
  /** Leaves so many bytes free, and no more. */
  fill(leave: number): Promise<void>;
  /** Gives back what filled it. */
  free(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

const MEGABYTE = 1024 * 1024;
const FILLER = 'filler';

/** Why there can be none on this machine, in words; null when there can. */
export function noSmallDisk(): string | null {
  const { status } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return status === 0 && process.getuid?.() === 0 ? null : 'a disk of its own needs root on Linux, and unshare';
}

/**
 * A file system in memory, mounted over /mnt where one process alone sees it: it is reached through /proc and is gone
 * with that process, which ends with this one. That runs as nobody, so that a database that does can reach it too.
 */
export async function smallDisk(megabytes: number): Promise<SmallDisk> {
  const { uid, gid } = nobody();
  const script = `mount -t tmpfs -o size=${megabytes}m tmpfs /mnt && exec setpriv --reuid ${uid} --regid ${gid} --clear-groups sh -c 'echo mounted && exec cat'`;
  const holder = spawn('unshare', ['-m', 'sh', '-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const mounted = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    once(holder, 'exit').then(() => false),
  ]);
  if (!mounted) throw new Error('no disk could be mounted');
  const path = `/proc/${holder.pid}/root/mnt`;
  const filler = join(path, FILLER);
  return {
    path,
    async fill(leave) {
      const { bavail, bsize } = await statfs(path);
      const piece = Buffer.alloc(MEGABYTE);
      let left = bavail * bsize - leave;
      for (; left > 0; left -= MEGABYTE) await writeFile(filler, piece.subarray(0, left), { flag: 'a' });
    },
    async free() {
      await truncate(filler, 0);
    },
    async [Symbol.asyncDispose]() {
      holder.stdin.end();
      if (holder.exitCode === null) await once(holder, 'exit');
    },
  };
}
