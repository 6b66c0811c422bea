import { DAY } from '../desk/instant.ts';
import { nightOf } from '../desk/night.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Db } from '../store/db.ts';
import { instanceOf } from '../store/instance.ts';
import { claimNight, endNight, nightsUntilNow } from '../store/nightly-backups.ts';
import { readNow } from '../store/now.ts';
import { backup } from './backup.ts';
import { keepNewest, NIGHTS_KEPT, shelfOf } from './shelf.ts';

/** What the night needs of a gateway. */
export type Nightly = {
  db: Db;
  config: { dataDir: string };
  bucket?: Blobs | undefined;
  desk(): Promise<{ zone: string }>;
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
};

/**
 * Makes the backup of this night unless it was made, or another gateway makes it; a night that was slept through is
 * made up for as soon as a gateway runs. A new desk has its first one the night after. A failure is kept for the doctor
 * and tried again an hour later. Answers whether there is more to do: there never is.
 */
export async function nightly({ db, bucket, config, desk, log }: Nightly, signal?: AbortSignal): Promise<boolean> {
  const { zone } = await desk();
  const night = nightOf(zone, await readNow(db));
  if (night <= nightOf(zone, (await instanceOf(db)).createdAt) || !(await claimNight(db, night))) return false;
  try {
    const { folder, manifest } = await backup(
      { db, dataDir: config.dataDir, bucket, ...(signal ? { signal } : {}) },
      'nightly',
    );
    const { missing } = manifest.blobs;
    const lacks = missing === 0 ? null : `${missing} mails or attachments were missing or damaged before`;
    await endNight(db, night, { state: 'done', folder, reason: lacks });
    const kept = await keepNewest(shelfOf(config.dataDir));
    log.info({ folder, kept: kept.length, missing }, `backup made; the newest ${NIGHTS_KEPT} of the nights are kept`);
  } catch (error) {
    if (signal?.aborted) await endNight(db, night, { state: 'stopped' });
    else {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ night, reason }, 'the nightly backup failed and will be tried again in an hour');
      await endNight(db, night, { state: 'failed', reason });
    }
  }
  return false;
}

/** Two nights without one: something is wrong that nobody has been told of. */
const OVERDUE = 2 * DAY;

export type BackupTrouble = { code: string; words: string; count: number };

/** What a person should know of the nightly backups; nothing when all is well. */
export async function backupTroubles(db: Db): Promise<BackupTrouble[]> {
  const { last, madeAt } = await nightsUntilNow(db);
  const since = (await readNow(db)) - (madeAt ?? (await instanceOf(db)).createdAt);
  const how = last?.state === 'failed' ? 'failed' : 'is not whole';
  const words = last?.reason && `The backup of the night of ${last.night} ${how}: ${last.reason}`;
  const overdue = since > OVERDUE;
  return [
    ...(words ? [{ code: `backup ${how}`, words, count: 1 }] : []),
    ...(overdue
      ? [{ code: 'backup overdue', words: 'days without a nightly backup', count: Math.floor(since / DAY) }]
      : []),
  ];
}
