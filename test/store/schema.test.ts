import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { describeSchema } from '../../gateway/store/catalog.ts';
import { printSchema } from '../../gateway/store/print-schema.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';

test('PostgreSQL makes of the migrations what the embedded database makes', async () => {
  await using database = await freshDatabase({ max: 1 });
  expect(await printSchema()).toContain(await describeSchema(database.db));
});

test.each([
  ['a column', 'alter table ticket add column mood text', 'mood text'],
  ['a default', `alter table ticket alter column level set default 'L2'`, `level text default 'L2'::text not null`],
  ['a constraint', 'alter table ticket add constraint mooded check (seq >= 0)', 'constraint mooded CHECK (seq >= 0)'],
  ['an index', 'create index moods on ticket (seq) where seq > 1', 'CREATE INDEX moods ON ticket'],
  ['a trigger', 'create trigger mood before insert on ticket execute function tell_of_event()', 'CREATE TRIGGER mood'],
  ['a function', `create function mood() returns text language sql as $$ select 'good' $$`, 'public.mood()'],
  ['a domain', 'create domain mood as text not null', 'create domain mood as text not null;'],
])('%s that is added is seen in the schema', async (_, statement, line) => {
  await using database = await freshDatabase({ max: 1 });
  expect(await describeSchema(database.db)).not.toContain(line);
  await sql.raw(statement).execute(database.db);
  expect(await describeSchema(database.db)).toContain(line);
});

test.each([
  ['a view', 'create view mood as select 1 as one', 'relation mood (relkind v)'],
  ['a sequence of its own', 'create sequence mood', 'relation mood (relkind S)'],
  ['an enum', `create type mood as enum ('good')`, 'type mood (typtype e)'],
])('%s, which would go unprinted, is refused', async (_, statement, words) => {
  await using database = await emptyDatabase({ max: 1 });
  await sql.raw(statement).execute(database.db);
  await expect(describeSchema(database.db)).rejects.toThrow(words);
});
