import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { claimLeftBehind } from '../../gateway/store/ledger-end.ts';
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

test('mail that was never tried is claimed together, mail whose reader died after it and each alone', async () => {
  await using database = await ledgerWith([READER_DIED, NEVER_TRIED, READER_DIED, NEVER_TRIED]);

  expect(await claim(database)).toEqual([2, 4]);
  expect(await claim(database)).toEqual([1]);
  expect(await claim(database)).toEqual([3]);
  expect(await claim(database)).toEqual([]);
});

test('a mail that killed three readers is put into quarantine, and no other with it', async () => {
  await using database = await ledgerWith([{ attempts: 3, claimed_until: 1 }, READER_DIED, READER_DIED]);

  await claim(database);

  const rows = await database.selectFrom('ledger').select(['disposition', 'attempts']).orderBy('id').execute();
  expect(rows).toEqual([
    { disposition: 'quarantined', attempts: 3 },
    { disposition: null, attempts: 2 },
    { disposition: null, attempts: 1 },
  ]);
});
