import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { backup } from '../../gateway/keep/backup.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { plans } from '../../gateway/store/plans.ts';
import { migrations } from '../support/cluster.ts';
import { fillDesk, intoDesk, newDataDir } from '../support/kept-desk.ts';
import { emptyDatabase } from '../support/postgres.ts';

test('a backup of an older Heed comes back whole, with what came since as a new desk has it', {
  timeout: 60_000,
}, async () => {
  const all = await migrations();
  await using old = await emptyDatabase({ max: 1 });
  await migrate(old, new Map([...all].filter(([name]) => name < '0026')));
  const { folder } = await backup({ db: old, dataDir: await fillDesk(old) }, 'by hand');
  await using db = await emptyDatabase({ max: 1 });
  await restore(await intoDesk(db, await newDataDir()), folder);
  expect((await sql`select from ticket`.execute(db)).rows).toHaveLength(12);
  expect((await plans(db)).map(({ name }) => name)).toEqual(['Standard warranty', 'Extended support']);
});
