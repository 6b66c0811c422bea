import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { claimLeftBehind, giveBackFailed } from '../../gateway/store/ledger-end.ts';
import { S3Error } from '../../gateway/store/s3-bucket.ts';
import { freshDatabase } from '../support/postgres.ts';

const NEVER_TRIED = { attempts: 0, claimed_until: null };
const READER_DIED = { attempts: 1, claimed_until: 1 };

async function ledgerWith(rows: { attempts: number; claimed_until: number | null }[]) {
  const database = await freshDatabase();
  await sql`insert into source (kind, folder) values ('push', 'test')`.execute(database);
  for (const [n, row] of rows.entries())
    await sql`insert into ledger (source_id, key, sha256, size, attempts, claimed_until)
      select id, ${n}, 'x', 1, ${row.attempts}, ${row.claimed_until} from source`.execute(database);
  return database;
}

const claim = async (database: Awaited<ReturnType<typeof ledgerWith>>) =>
  (await claimLeftBehind(database, 50, { left: true })).map(({ id }) => id);

test('left mail is claimed oldest first and together, but alone where its reader died', async () => {
  await using database = await ledgerWith([NEVER_TRIED, NEVER_TRIED, READER_DIED, READER_DIED, NEVER_TRIED]);

  expect(await claim(database)).toEqual([1, 2]);
  expect(await claim(database)).toEqual([3]);
  expect(await claim(database)).toEqual([4]);
  expect(await claim(database)).toEqual([5]);
  expect(await claim(database)).toEqual([]);
});

test('a mail that killed ten readers is put into quarantine, and no other with it', async () => {
  await using database = await ledgerWith([{ attempts: 10, claimed_until: 1 }, READER_DIED, READER_DIED]);

  await claim(database);

  const rows = await database.selectFrom('ledger').select(['disposition', 'attempts']).orderBy('id').execute();
  expect(rows).toEqual([
    { disposition: 'quarantined', attempts: 10 },
    { disposition: null, attempts: 2 },
    { disposition: null, attempts: 1 },
  ]);
});

test.each([
  { when: 'the database is away', error: Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }), attempts: 0 },
  { when: 'the database is full', error: Object.assign(new Error('disk full'), { code: '53100' }), attempts: 0 },
  { when: 'the blob store is in haste', error: new S3Error('SlowDown', 503), attempts: 0 },
  { when: 'the bucket is gone', error: new S3Error('NoSuchBucket', 404), attempts: 0 },
  { when: 'the mail holds what no column can', error: Object.assign(new Error('bad'), { code: '22P05' }), attempts: 1 },
  { when: 'our own code trips over the mail', error: new TypeError('undefined is no function'), attempts: 1 },
  { when: 'nobody knows why', error: new Error('Connection terminated unexpectedly'), attempts: 1 },
])('an attempt counts unless the world is at fault: $when', async ({ error, attempts }) => {
  await using database = await ledgerWith([{ attempts: 1, claimed_until: 1 }]);

  await giveBackFailed(database, 1, 5000, error);

  expect(await database.selectFrom('ledger').select('attempts').executeTakeFirst()).toEqual({ attempts });
  expect(await claim(database)).toEqual([]);
});

test('a mail that is at fault three times is put into quarantine with the reason', async () => {
  await using database = await ledgerWith([{ attempts: 3, claimed_until: 1 }]);

  await giveBackFailed(database, 1, 5000, new TypeError('undefined is no function'));

  const row = await database.selectFrom('ledger').select(['disposition', 'reason']).executeTakeFirst();
  expect(row).toEqual({ disposition: 'quarantined', reason: 'every attempt to decide it failed' });
});
