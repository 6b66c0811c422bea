import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../gateway/store/db.ts';
import { INVARIANTS } from '../../gateway/store/invariants.ts';
import { askInvariants } from '../../gateway/store/walk.ts';
import { apiOn, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, freshPglite, type TestDatabase } from '../support/postgres.ts';

const ALL = { newest: Number.MAX_SAFE_INTEGER, share: 0 };
const LONG_AGO = 'heed_now() - 600000';

/** How each promise is broken by hand, as SQL on a desk with a joined mail, an answer and a ticket; and how many are. */
const BREAKS: Record<string, { how: string; count: number; on?: 'PostgreSQL' }> = {
  'I1 two rows for one mail': {
    how: `alter table ledger drop constraint ledger_source_id_key_key;
      insert into ledger (source_id, key, sha256, size) select source_id, key, 'other', 1 from ledger limit 1`,
    count: 2,
  },
  'I2 decided without its message': {
    how: `insert into ledger (source_id, key, sha256, size, disposition, decided_at) select id, 'lost', 'a', 1, 'joined', 0 from source limit 1`,
    count: 1,
  },
  'I2 message of a mail set aside': { how: `update ledger set disposition = 'quarantined'`, count: 1 },
  'I2 message on another ticket': { how: 'update ledger set ticket_id = ticket_id + 1', count: 1 },
  'I3 undecided': {
    how: `insert into ledger (source_id, key, sha256, size, accepted_at) select id, 'slow', 'a', 1, ${LONG_AGO} from source limit 1`,
    count: 1,
  },
  'I4 doubled': {
    how: `with l as (insert into ledger (source_id, key, sha256, size, disposition, decided_at, ticket_id)
        select source_id, 'again', sha256, size, 'joined', 0, ticket_id from ledger limit 1 returning id, ticket_id)
      insert into message (ticket_id, ledger_id, kind, at) select ticket_id, id, 'mail', 0 from l`,
    count: 1,
  },
  'I5 acknowledged twice': {
    how: `drop index outbox_one_acknowledgement;
      insert into outbox (ticket_id, kind, envelope, state, run_at, queued_at) select (select min(id) from ticket), 'acknowledgement', '{"to": [{}]}', 'sent', 0, 0 from generate_series(1, 2)`,
    count: 1,
  },
  'I5 acknowledged to several': {
    how: `insert into outbox (kind, envelope, state, run_at, queued_at) values ('acknowledgement', '{"to": [{}], "cc": [{}]}', 'sent', 0, 0)`,
    count: 1,
  },
  'I6 answer that never goes out': { how: `delete from outbox where kind = 'answer'`, count: 1 },
  'I6 answer that tells wrong': { how: `update outbox set state = 'failed' where kind = 'answer'`, count: 1 },
  'I7 claimed and left': {
    how: `update outbox set state = 'claimed', lease_until = ${LONG_AGO} where kind = 'answer'`,
    count: 1,
  },
  'I7 due and not sent': { how: `update outbox set run_at = ${LONG_AGO} where kind = 'answer'`, count: 1 },
  'I8 answered in a loop': {
    how: `insert into acknowledged (address, domain, verified, at) select 'robot@loop.example', 'loop.example', true, ${LONG_AGO} from generate_series(1, 11)`,
    count: 1,
  },
  'I8 opened in a crowd': {
    how: `with l as (insert into ledger (source_id, key, sha256, size, disposition, decided_at, ticket_id)
        select source_id, 'crowd ' || n, 'crowd ' || n, size, 'ticket', 5000 * n, ticket_id
        from (select * from ledger limit 1) one, generate_series(1, 62) n returning id, ticket_id)
      insert into message (ticket_id, ledger_id, kind, from_address, at) select ticket_id, id, 'mail', 'robot@loop.example', 0 from l`,
    count: 2,
  },
  'I12 promise past and nothing done': {
    how: `update clock set next_at = ${LONG_AGO}, met_at = null, paused_at = null where id = (select min(id) from clock)`,
    count: 1,
  },
  'I12 rule fired twice': {
    how: `update clock set fired = '[{"rule": "Breached", "at": 1}, {"rule": "Breached", "at": 2}]' where id = (select min(id) from clock)`,
    count: 1,
  },
  'I13 history with a gap': {
    how: `alter table event disable trigger event_is_written_once;
      delete from event where seq = (select min(seq) from event where ticket_id is not null);
      alter table event enable trigger event_is_written_once`,
    count: 1,
  },
  'I14 guard is missing': {
    how: 'drop index outbox_one_acknowledgement; alter table event disable trigger event_is_written_once',
    count: 2,
  },
  'I14 index is not valid': {
    how: `update pg_index set indisvalid = false where indexrelid = 'ticket_open'::regclass`,
    count: 1,
  },
  'I14 transaction stands still': {
    // Two minutes later, for whoever looks in this transaction.
    how: `create function clock_timestamp() returns timestamptz language sql as 'select pg_catalog.clock_timestamp() + interval ''2 minutes''';
      set local search_path = public, pg_catalog`,
    count: 1,
    on: 'PostgreSQL',
  },
};

/** Some breaks cannot be made without another. */
const ALSO: Record<string, string[]> = {
  'I1 two rows for one mail': ['I14 guard is missing'],
  'I5 acknowledged twice': ['I14 guard is missing'],
  // Two minutes later nothing has been sent, and no tick has come.
  'I14 transaction stands still': ['I7 due and not sent', 'I12 promise past and nothing done'],
};

test('every invariant of the list is broken below, each code stands once, and each says what to do', () => {
  const codes = INVARIANTS.map(({ code }) => code);
  expect(codes).toEqual(Object.keys(BREAKS));
  expect(new Set(codes).size).toBe(codes.length);
  for (const { words, advice } of INVARIANTS)
    expect([words, advice]).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)]);
});

describe.each([
  { on: 'PostgreSQL', open: freshDatabase },
  { on: 'the embedded database', open: freshPglite },
])('on $on', ({ on, open }) => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await open();
    await fill(db);
  });
  afterAll(() => db[Symbol.asyncDispose]());

  const broken = async (asked: Db) => (await askInvariants(asked, ALL, {})).findings;

  test('a clean desk counts nothing', async () => {
    expect(await broken(db)).toEqual([]);
  });

  test.each(Object.entries(BREAKS).filter(([, one]) => (one.on ?? on) === on))(
    '%s is counted',
    async (code, { how, count }) => {
      await using other = code === 'I14 transaction stands still' ? await standingStill(db.url) : null;
      expect(other?.stands ?? true).toBe(true);
      const undo = new Error('undo');
      await db
        .transaction()
        .execute(async (tx) => {
          await sql.raw(how).execute(tx);
          const findings = await broken(tx);
          expect(findings.find((finding) => finding.code === code)).toMatchObject({ severity: 'broken', count });
          const others = findings.filter((finding) => finding.code !== code).map((finding) => finding.code);
          expect(others).toEqual(ALSO[code] ?? []);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
    },
  );
});

test('mail that waits its turn while other mail goes out is no break, until it is an hour late', async () => {
  await using db = await freshDatabase();
  await sql`insert into outbox (kind, envelope, state, run_at, queued_at, lease_until) values
    ('acknowledgement', '{}', 'queued', heed_now() - 600000, 0, null), ('answer', '{}', 'claimed', 0, 0, heed_now() + 60000)`.execute(
    db,
  );
  const codes = async () => (await askInvariants(db, ALL, {})).findings.map(({ code }) => code);
  expect(await codes()).toEqual([]);
  await sql`update outbox set run_at = heed_now() - 7200000 where state = 'queued'`.execute(db);
  expect(await codes()).toEqual(['I7 due and not sent']);
});

/** A desk after a morning's work: tickets that agents opened, an answer on its way, a mail that joined. */
async function fill(db: Db): Promise<void> {
  const { api } = await apiOn(db);
  const grace = await signedIn(db, api, 'Grace', 'admin');
  const { id, seq } = await ticketBy(grace);
  await ticketBy(grace, { text: 'It hums.' });
  await mailOn(db, { ticketId: id, messageId: '<one@kite.example>' });
  await grace.write('POST', `/api/tickets/${id}/answers`, seq, { text: 'Clean the drum.' });
}

async function standingStill(url: string) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('begin');
  await client.query('select 1');
  return { stands: true, [Symbol.asyncDispose]: () => client.end() };
}
