import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { asInstant, HOUR } from '../desk/instant.ts';
import { makeFolder, moveFile, writeNewFile } from './durable.ts';
import { type Envelope, type MailRecord, mailKey, packRecord, unpackRecord } from './record.ts';

/** Where pushed mail, of which we hold the only copy, lies from our "yes" until its ledger row is committed. */
export type Spool = {
  /** Resolves with the name once mail and envelope would survive a power cut; rejects when they would not. */
  keep(mail: { raw: Uint8Array; envelope: Envelope; intake: string; key?: string }): Promise<string>;
  /**
   * Everything kept and not forgotten, oldest first, one in memory at a time. One that the disk does not give back holds up
   * no other: it is thrown at the end.
   */
  waiting(): AsyncIterable<MailRecord & { name: string }>;
  /** Called after the ledger row is committed; a name that is gone is no error. */
  forget(name: string): Promise<void>;
  /** Moves the record to a path on the same file system in one step: it is never in both places, nor in none. */
  moveTo(name: string, path: string): Promise<void>;
};

/** The steps of keeping one mail, for tests that end the process at each. */
export type SpoolStep = 'written' | 'moved';

/** Opens the spool in a folder, needing nothing but the disk. Several processes may keep mail in it at once. */
export async function openSpool(dir: string, reached: (step: SpoolStep) => void = nothing): Promise<Spool> {
  const torn = join(dir, 'tmp');
  const kept = join(dir, 'new');
  await makeFolder(torn);
  await makeFolder(kept);
  await sweep(torn);

  return {
    async keep({ raw, envelope, intake, key = mailKey(raw, envelope.to) }) {
      const keptAt = asInstant(Date.now());
      const name = nextName(keptAt);
      await writeNewFile(join(torn, name), packRecord({ raw, envelope, intake, key, keptAt }));
      reached('written');
      await moveFile(join(torn, name), join(kept, name));
      reached('moved');
      return name;
    },
    async *waiting() {
      const unreadable: unknown[] = [];
      for (const name of (await readdir(kept)).sort()) {
        const bytes = await readIfThere(join(kept, name)).catch((error: unknown) => {
          unreadable.push(error);
          return null;
        });
        if (bytes) yield { ...unpackRecord(bytes), name };
      }
      if (unreadable.length > 0) throw unreadable[0];
    },
    async forget(name) {
      await unlinkIfThere(join(kept, name));
    },
    async moveTo(name, path) {
      await moveFile(join(kept, name), path);
    },
  };
}

// Another process may be writing one right now; no mail of 25 MB takes an hour to write.
const TORN_AFTER = HOUR;

let sequence = 0;

const nothing = () => {};

// Sorts by age, also among mails of one millisecond.
function nextName(keptAt: number): string {
  sequence += 1;
  return `${String(keptAt).padStart(15, '0')}-${String(sequence).padStart(9, '0')}-${randomUUID()}.mail`;
}

async function sweep(torn: string): Promise<void> {
  for (const name of await readdir(torn)) {
    const path = join(torn, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > TORN_AFTER) await unlinkIfThere(path);
  }
}

const readIfThere = (path: string) => readFile(path).catch(absentIsNull);
const unlinkIfThere = (path: string) => unlink(path).catch(absentIsNull);

function absentIsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
