import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../gateway/desk/instant.ts';
import { backupTroubles, type Nightly, nightly } from '../../gateway/keep/nightly.ts';
import { backupsOn, shelfOf } from '../../gateway/keep/shelf.ts';
import type { Db } from '../../gateway/store/db.ts';
import { turnClock } from '../support/api.ts';
import { fillDesk } from '../support/kept-desk.ts';
import { freshDatabase, freshPglite, type TestDatabase } from '../support/postgres.ts';

type Said = { error: object[]; info: object[] };

function gatewayOn(db: Db, dataDir: string): Nightly & { said: Said } {
  const said: Said = { error: [], info: [] };
  const log = { error: (fields: object) => said.error.push(fields), info: (fields: object) => said.info.push(fields) };
  return { db, config: { dataDir }, desk: async () => ({ zone: 'America/New_York' }), log, said };
}

describe.each([
  { on: 'PostgreSQL', open: freshDatabase },
  { on: 'the embedded database', open: freshPglite },
])('on $on', ({ open }) => {
  test('many gateways make one backup a night, and another the next', async () => {
    await using db: TestDatabase = await open();
    const dataDir = await fillDesk(db);
    const gateways = [gatewayOn(db, dataDir), gatewayOn(db, dataDir), gatewayOn(db, dataDir)];
    for (const night of [1, 2]) {
      await turnClock(db, night * DAY);
      for (let looks = 0; looks < 2; looks++) await Promise.all(gateways.map((gateway) => nightly(gateway)));
      expect(await backupsOn(shelfOf(dataDir))).toHaveLength(night);
    }
    expect(await backupTroubles(db)).toEqual([]);
  });
});

describe('a night', () => {
  let db: TestDatabase;
  let dataDir: string;
  beforeEach(async () => {
    db = await freshDatabase();
    dataDir = await fillDesk(db);
    return () => db[Symbol.asyncDispose]();
  });
  const made = () => backupsOn(shelfOf(dataDir));

  test('in which the desk was set up has no backup yet', async () => {
    await nightly(gatewayOn(db, dataDir));
    expect(await made()).toEqual([]);
  });

  test('that was slept through is made up for', async () => {
    await turnClock(db, 1.4 * DAY);
    await nightly(gatewayOn(db, dataDir));
    expect(await made()).toHaveLength(1);
  });

  test('whose backup failed is logged, told to whoever asks, and tried again in an hour', async () => {
    const gateway = gatewayOn(db, dataDir);
    await writeFile(shelfOf(dataDir), 'a file where the folder should be');
    await turnClock(db, DAY);
    await nightly(gateway);

    expect(gateway.said.error).toHaveLength(1);
    expect(await backupTroubles(db)).toMatchObject([
      { code: 'backup failed', words: expect.stringContaining('EEXIST') },
    ]);
    await rm(shelfOf(dataDir));
    await nightly(gateway);
    expect(await made()).toEqual([]);
    await turnClock(db, DAY + HOUR);
    await nightly(gateway);
    expect(await made()).toHaveLength(1);
    expect(await backupTroubles(db)).toEqual([]);
  });

  test('whose backup lacks mail says so to whoever asks', async () => {
    await rm(join(dataDir, 'blobs'), { recursive: true });
    await turnClock(db, DAY);
    await nightly(gatewayOn(db, dataDir));
    expect(await backupTroubles(db)).toMatchObject([
      { code: 'backup is not whole', words: expect.stringMatching(/\d mails or attachments were missing/) },
    ]);
  });

  test('whose gateway died in the middle is made by another', async () => {
    await turnClock(db, DAY);
    await nightly(gatewayOn(db, dataDir));
    await sql`update nightly_backup set state = 'running', folder = null`.execute(db);
    await nightly(gatewayOn(db, dataDir));
    expect(await made()).toHaveLength(1);
    await turnClock(db, DAY + 7 * HOUR);
    await nightly(gatewayOn(db, dataDir));
    expect(await made()).toHaveLength(2);
  });

  test('whose gateway is stopped has its backup as soon as one runs again', async () => {
    await turnClock(db, DAY);
    const gateway = gatewayOn(db, dataDir);
    await nightly(gateway, AbortSignal.abort());
    expect([await made(), gateway.said.error, await backupTroubles(db)]).toEqual([[], [], []]);
    await nightly(gateway);
    expect(await made()).toHaveLength(1);
  });

  test('after night without a backup is told to whoever asks', async () => {
    await turnClock(db, 3 * DAY + HOUR);
    expect(await backupTroubles(db)).toEqual([
      { code: 'backup overdue', words: 'days without a nightly backup', count: 3 },
    ]);
  });
});
