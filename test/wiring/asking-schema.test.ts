import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { migrate } from '../../gateway/store/migrate.ts';
import { askSchema } from '../../gateway/wiring/asking-schema.ts';
import { migrations } from '../support/cluster.ts';
import { emptyDatabase } from '../support/postgres.ts';

test('a database that is older than its gateway is broken, and one that is newer is told of', async () => {
  await using db = await emptyDatabase();
  const ours = await migrations();
  await migrate(db, ours);
  const asked = async () =>
    (await askSchema(db, ours)).map(({ code, severity, examples }) => [code, severity, examples]);
  expect(await asked()).toEqual([]);
  await sql`insert into migration (name) values ('9999_what_comes_later.sql')`.execute(db);
  expect(await asked()).toEqual([['I14 schema is ahead', 'warning', ['9999_what_comes_later.sql']]]);
  await sql`delete from migration where name like '9999%' or name like '0020%'`.execute(db);
  expect(await asked()).toEqual([['I14 schema is behind', 'broken', ['0020_a_desk_checks_itself.sql']]]);
});
