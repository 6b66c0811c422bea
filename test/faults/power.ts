import { appendFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { open, readdir, readFile, stat, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { wrapMethod } from './failing-calls.ts';

/** What a disk holds for certain: bytes of a file that was synced, names of a folder that was. */
type Synced = { file: number } | { folder: string; names: Record<string, number> };

/** Writes into a journal what each sync of this process brought to the disk; Linux names an open file in /proc. */
export async function journalSyncs(journal: string): Promise<void> {
  const probe = await open('/dev/null');
  const prototype: object = Object.getPrototypeOf(probe);
  await probe.close();
  wrapMethod(
    prototype,
    'sync',
    (original) =>
      async function (...args) {
        const result = await original.apply(this, args);
        const path = readlinkSync(`/proc/self/fd/${(this as { fd: number }).fd}`);
        appendFileSync(journal, `${JSON.stringify(syncedBy(path))}\n`);
        return result;
      },
  );
}

function syncedBy(path: string): Synced {
  const { ino } = statSync(path);
  if (!statSync(path).isDirectory()) return { file: ino };
  const names = readdirSync(path).map((name) => [name, statSync(join(path, name)).ino]);
  return { folder: path, names: Object.fromEntries(names) };
}

/** The plug is pulled, after the process was killed: what was in no sync is gone from these folders. */
export async function cutPower(folders: string[], journal: string): Promise<void> {
  const lines = (await readFile(journal, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  const synced = lines.map((line) => JSON.parse(line) as Synced);
  const files = new Set(synced.flatMap((one) => ('file' in one ? [one.file] : [])));
  for (const folder of folders) {
    const names = new Map(
      synced.flatMap((one) => ('folder' in one && one.folder === folder ? Object.entries(one.names) : [])),
    );
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { ino } = await stat(path);
      if (names.get(name) !== ino) await unlink(path);
      else if (!files.has(ino)) await truncate(path, 0);
    }
  }
}
