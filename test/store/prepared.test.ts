import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';

const long = (value: number) => sql`select ${value}::int as value, ${sql.raw(`'${'x'.repeat(700)}'`)} as filler`;

test('a long statement is prepared once a connection, a short one and one without values never', async () => {
  await using db = await freshDatabase();
  await db.connection().execute(async (one) => {
    const prepared = async () =>
      (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(one)).rows;
    for (const value of [1, 2, 3]) expect((await long(value).execute(one)).rows).toMatchObject([{ value }]);
    await sql`select ${4}::int`.execute(one);
    await sql`select ${sql.raw(`'${'y'.repeat(700)}'`)}`.execute(one);
    const statements = (await prepared()).map(({ statement }) => statement);
    expect(statements.filter((statement) => statement.includes('as filler'))).toHaveLength(1);
    expect(statements.filter((statement) => !statement.includes('as filler'))).toEqual([]);
  });
});

test('a prepared statement goes on when the table it reads grows a column or an index', async () => {
  await using db = await freshDatabase();
  const count = (least: number) =>
    sql<{ count: number }>`select count(*)::int as count from setting where length(name) > ${least}
      and name <> ${sql.raw(`'${'x'.repeat(700)}'`)}`.execute(db);
  for (let round = 0; round < 7; round++) await count(0);
  const before = (await count(0)).rows;
  await sql`alter table setting add column more text`.execute(db);
  await sql`create index setting_more on setting (more)`.execute(db);
  expect((await count(0)).rows).toEqual(before);
});
