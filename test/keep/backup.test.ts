import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DAY, HOUR } from '../../gateway/desk/instant.ts';
import { backup } from '../../gateway/keep/backup.ts';
import { refuseWithoutRoom } from '../../gateway/keep/disk.ts';
import { backupsOn, keepNewest, NIGHTS_KEPT, shelfOf } from '../../gateway/keep/shelf.ts';
import { turnClock } from '../support/api.ts';
import { fillDesk, KEY, newDataDir } from '../support/kept-desk.ts';
import { freshDatabase } from '../support/postgres.ts';

test.each(['tables', 'blobs', 'manifest'])(
  'a backup that is killed behind its %s leaves nothing that looks whole, and the next one sweeps up a day later',
  async (step) => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    const child = spawn(process.execPath, ['test/support/backup-child.ts', db.url, dataDir, step]);
    const [, signal] = await once(child, 'exit');

    expect(signal).toBe('SIGKILL');
    expect(await backupsOn(shelfOf(dataDir))).toEqual([]);
    expect(await readdir(shelfOf(dataDir))).toHaveLength(1);
    await backup({ db, dataDir }, 'nightly');
    expect(await readdir(shelfOf(dataDir))).toHaveLength(2);
    await turnClock(db, DAY + HOUR);
    await backup({ db, dataDir }, 'nightly');
    expect(await readdir(shelfOf(dataDir))).toEqual((await backupsOn(shelfOf(dataDir))).toReversed());
  },
);

test('a backup that fails or is ended leaves nothing at all', async () => {
  await using db = await freshDatabase();
  const dataDir = await fillDesk(db);
  const ending = new AbortController();
  const ended = backup(
    { db, dataDir, signal: ending.signal, reached: () => ending.abort(new Error('enough')) },
    'nightly',
  );

  await expect(ended).rejects.toThrow('enough');
  expect(await readdir(shelfOf(dataDir))).toEqual([]);
});

test('the newest seven nightly backups are kept, and every one that was made by hand', async () => {
  await using db = await freshDatabase();
  const dataDir = await fillDesk(db);
  const made: string[] = [];
  for (let night = 0; night < NIGHTS_KEPT + 2; night++) {
    await turnClock(db, night * DAY);
    made.unshift((await backup({ db, dataDir }, night === 1 ? 'by hand' : 'nightly')).folder);
  }
  await keepNewest(shelfOf(dataDir));

  const kept = made.slice(0, NIGHTS_KEPT + 1).map((folder) => folder.slice(shelfOf(dataDir).length + 1));
  expect(kept.at(-1)).toContain('by-hand');
  expect(await readdir(shelfOf(dataDir))).toEqual(kept.toReversed());
});

test('the secret key is in no file of a backup, nor is a password in clear', async () => {
  await using db = await freshDatabase();
  const { folder } = await backup({ db, dataDir: await fillDesk(db) }, 'by hand');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const bytes = await readFile(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    expect(file).not.toContain('secret');
    expect(text).not.toContain(KEY);
    expect(text).not.toContain('hunter2');
  }
});

test('without room on the disk a backup is refused in words', async () => {
  const folder = await newDataDir();
  await expect(refuseWithoutRoom(folder, 1e18)).rejects.toThrow(/no room for a backup.*Make room/);
});
