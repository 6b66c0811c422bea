import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from './support/agent-client.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';
import { KEY, letter } from './support/running-desk.ts';
import { startScriptedImap } from './support/scripted-imap.ts';
import { type Sink, startSink } from './support/smtp-sink.ts';

const ADDRESS = 'support@kite.example';
const DAY = Date.parse('2026-01-01T00:00:00Z');
const OLDER = 200;
/** Some batches more than a second brings in; `npm run test:all` takes a mailbox of years. */
const WANTED = process.env.HEED_TEST_ALL ? 50_000 : 1500;
const PATIENCE = process.env.HEED_TEST_ALL ? 1_800_000 : 120_000;

let relay: Sink;
beforeAll(async () => {
  relay = await startSink();
});
afterAll(() => relay.close());

const importing = async (db: TestDatabase) => {
  const row = await db.selectFrom('mailbox').select('health').executeTakeFirst();
  return (row?.health as { importing?: { done: number; of: number } | null } | undefined)?.importing ?? null;
};

const counts = async (db: TestDatabase) => {
  const { rows } = await sql<{ mails: number; undecided: number; imported: number }>`
    select count(*)::int as mails, count(*) filter (where disposition is null)::int as undecided,
      count(*) filter (where imported)::int as imported from ledger`.execute(db);
  return rows[0] ?? { mails: 0, undecided: 0, imported: 0 };
};

test(
  'a full mailbox is brought in from a day on, its progress is told, it survives a pulled plug, and nobody is acknowledged',
  async () => {
    await using imap = await startScriptedImap();
    imap.add('INBOX');
    for (let uid = 1; uid <= OLDER + WANTED; uid++) {
      const at = new Date(uid <= OLDER ? DAY - 86_400_000 : DAY + uid * 60_000);
      imap.put('INBOX', uid, letter({ to: ADDRESS, from: `c${uid}@post.example`, subject: `Old ${uid}` }), at);
    }
    await using database = await freshDatabase();
    const since = sql`${DAY}::bigint` as never;
    await database
      .insertInto('mailbox')
      .values({ kind: 'imap', address: ADDRESS, sender_name: 'Kite', import_since: since, connection: '{}' })
      .execute();
    const start = (dataDir?: string): Promise<Gateway> =>
      startGateway({
        DATABASE_URL: database.url,
        SECRET_KEY: KEY,
        IMAP_URL: `imap://support:secret@127.0.0.1:${imap.port}`,
        SMTP_URL: relay.url,
        MAIL_ADDRESS: ADDRESS,
        ...(dataDir ? { DATA_DIR: dataDir } : {}),
      });
    const first = await start();
    const seen = await eventually(async () => {
      const told = await importing(database);
      return told && told.done > 0 && told;
    }, 60_000);
    await first.kill();
    expect(seen.of).toBe(WANTED);
    expect(seen.done).toBeLessThan(WANTED);

    // Its lease outlives a gateway whose plug was pulled by a minute and a half; nobody has to wait for it here.
    await sql`update mailbox set lease_until = 0`.execute(database);
    await using second = await start(first.dataDir);
    expect(second.pid).not.toBe(first.pid);
    await eventually(async () => {
      const { mails, undecided } = await counts(database);
      return mails === WANTED && undecided === 0;
    }, PATIENCE);
    await eventually(async () => (await importing(database)) === null, 40_000);
    expect(await counts(database)).toEqual({ mails: WANTED, undecided: 0, imported: WANTED });
    const { rows } = await sql<{ tickets: number; letters: number; history: number }>`
    select (select count(*)::int from ticket) as tickets, (select count(*)::int from outbox where kind = 'mail') as letters,
      (select history_count::int from source where folder = 'INBOX') as history`.execute(database);
    expect(rows).toEqual([{ tickets: WANTED, letters: 0, history: OLDER }]);
    expect(relay.mails).toEqual([]);
  },
  PATIENCE + 120_000,
);
