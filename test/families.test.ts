import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testMailbox } from '../gateway/mail/try-mailbox.ts';
import { census } from '../gateway/wiring/checking.ts';
import { eventually } from './support/agent-client.ts';
import { MAILBOX_PASSWORD } from './support/dovecot.ts';
import { startCourier } from './support/imap-families/courier.ts';
import { startCyrus } from './support/imap-families/cyrus.ts';
import { type ImapFamily, startDovecotFamily, withProgram } from './support/imap-families/family.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from './support/running-desk.ts';
import { type Sink, startSink } from './support/smtp-sink.ts';

/** What collecting promises, on the servers people have. Two of them need Debian packages that exclude one another. */

const ADDRESS = 'support@kite.example';
/** A mail that comes within this, in milliseconds, was told by the server: a poll is farther apart. */
const TOLD = 8000;
/** A poll, and the time to notice it. */
const NEXT_POLL = 40_000;
const USERS = 10;

describe.runIf(process.env.HEED_TEST_ALL).each([
  ['Dovecot', startDovecotFamily],
  ['Cyrus', startCyrus],
  ['Courier', startCourier],
] as const)(
  '%s',
  (_, start) => {
    let server: ImapFamily;
    let relay: Sink;
    let used = 0;

    beforeAll(async () => {
      server = await start(USERS);
      relay = await startSink();
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
      await relay?.close();
    });

    type Stage = AsyncDisposable & {
      user: string;
      database: TestDatabase;
      put(subject: string, more?: { folder?: string; at?: Date; from?: string }): Promise<void>;
      desk(): Promise<RunningDesk>;
    };

    /** An empty mailbox and an empty database. */
    async function stage({ importSince = null }: { importSince?: string | null } = {}): Promise<Stage> {
      const user = server.users[used++] ?? '';
      const database = await freshDatabase();
      const since = importSince === null ? null : Date.parse(importSince);
      await sql`insert into mailbox (kind, address, sender_name, connection, import_since)
      values ('imap', ${ADDRESS}, 'Kite', '{}', ${since}::bigint)`.execute(database);
      return {
        user,
        database,
        put: (subject, { folder = 'INBOX', at = new Date(), from = 'ada@post.example' } = {}) =>
          withProgram(server, user, async (client) => {
            await client.append(folder, letter({ to: ADDRESS, subject, from }), [], at);
          }),
        desk: () =>
          runDesk({ databaseUrl: database.url, address: ADDRESS, user, imapPort: server.port, smtpUrl: relay.url }),
        [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
      };
    }

    test('Test finds its folders, says what is there, and changes nothing', async () => {
      await using set = await stage();
      await set.put('Old');
      const login = { host: '127.0.0.1', port: server.port, tls: false, user: set.user, password: MAILBOX_PASSWORD };
      const smtp = { ...login, port: Number(new URL(relay.url).port), user: '' };
      const found = await testMailbox({ address: ADDRESS, imap: login, smtp });
      expect(found.steps.filter(({ ok }) => !ok)).toEqual([]);
      expect(found).toMatchObject({ ok: true, inboxCount: 1, junkFolder: server.junkFolder });
      expect(found.folders).toContain(server.junkFolder);
      expect(await unseenOf(server, set.user)).toBe(1);
    });

    test('what was there before is history, what comes is collected, and all stays unread', async () => {
      await using set = await stage();
      await set.put('Old');
      await set.put('Older', { at: new Date('2024-02-03T04:05:06Z') });
      await using running = await set.desk();
      await ready(running);
      await set.put('New');
      await decided(running, 1);
      expect(await subjects(running)).toEqual(['New']);
      expect(await census(running.heed)).toMatchObject({ accounted: 3, unaccounted: 0 });
      expect(await unseenOf(server, set.user)).toBe(3);
      expect(await troubleOf(running)).toBeNull();
    });

    test('new mail comes at once where the server tells of it, and with the next poll where it does not', async () => {
      await using set = await stage();
      await using running = await set.desk();
      await ready(running);
      for (const n of [1, 2, 3]) {
        await set.put(`Mail ${n}`);
        await decided(running, n, server.tells ? TOLD : NEXT_POLL);
      }
      expect(await subjects(running)).toEqual(['Mail 1', 'Mail 2', 'Mail 3']);
      expect(await census(running.heed)).toMatchObject({ accounted: 3, unaccounted: 0, waiting: 0 });
    });

    test('mail since a day is brought in, none of it acknowledged, and what is older is counted', async () => {
      await using set = await stage({ importSince: '2026-01-01' });
      await set.put('From last year', { at: new Date('2025-03-01T12:00:00Z') });
      await set.put('From this year', { at: new Date('2026-03-01T12:00:00Z') });
      await using running = await set.desk();
      const [row] = await decided(running, 1);
      expect(row).toMatchObject({ imported: true, disposition: 'ticket' });
      expect(await subjects(running)).toEqual(['From this year']);
      expect(await outboxCount(set.database)).toBe(0);
      expect(await census(running.heed)).toMatchObject({ accounted: 2, unaccounted: 0 });
    });

    test('mail in the junk folder waits for a look', async () => {
      await using set = await stage();
      await using running = await set.desk();
      await ready(running, server.junkFolder);
      await set.put('Buy now', { folder: server.junkFolder });
      const [row] = await decided(running, 1);
      expect(row).toMatchObject({ folder: server.junkFolder, disposition: 'quarantined' });
      expect(await census(running.heed)).toMatchObject({ unaccounted: 0, waiting: 1 });
    });

    test('a mail a colleague reads, answers, and moves away stays the ticket it is', async () => {
      await using set = await stage();
      await using running = await set.desk();
      await ready(running, server.junkFolder);
      await set.put('Will be moved');
      await decided(running, 1);
      await withProgram(server, set.user, async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageFlagsAdd('1:*', ['\\Seen', '\\Answered']);
        // Where a server knows no MOVE, it is copied and deleted.
        await client.messageMove('1:*', server.junkFolder);
      });
      await set.put('Comes after');
      await decided(running, 3);
      const rows = await ledgerOf(running.heed);
      expect(rows.filter(({ folder }) => folder === 'INBOX').map(({ disposition }) => disposition)).toEqual([
        'ticket',
        'ticket',
      ]);
      // The same mail again, in another folder.
      expect(rows.find(({ folder }) => folder === server.junkFolder)).toMatchObject({ disposition: 'duplicate' });
      expect(await subjects(running)).toEqual(['Comes after', 'Will be moved']);
      expect(await census(running.heed)).toMatchObject({ unaccounted: 0 });
      expect(await troubleOf(running)).toBeNull();
    });

    test('other numbers for the same mails double none, acknowledge none again, and hide none that is new', async () => {
      await using set = await stage();
      await set.put('Old, before Heed came', { at: new Date('2026-02-03T04:05:06Z') });
      const first = await set.desk();
      await ready(first);
      await set.put('One', { from: 'one@post.example' });
      await set.put('Two', { from: 'two@post.example' });
      await decided(first, 2);
      await first.stop();
      const acknowledged = await outboxCount(set.database);
      await set.put('Came while Heed was away', { from: 'three@post.example' });
      await server.renumber(set.user);
      await using again = await set.desk();
      const rows = await decided(again, 4);
      expect(rows.map(({ disposition }) => disposition).toSorted()).toEqual([
        'duplicate',
        'duplicate',
        'duplicate',
        'ticket',
      ]);
      expect(await subjects(again)).toEqual(['Came while Heed was away', 'One', 'Two']);
      expect(await outboxCount(set.database)).toBe(acknowledged + 1);
      expect(await census(again.heed)).toMatchObject({ unaccounted: 0 });
    });

    test('a hundred mails at once are each taken once', async () => {
      await using set = await stage();
      await using running = await set.desk();
      await ready(running);
      await withProgram(server, set.user, async (client) => {
        for (let n = 1; n <= 100; n++)
          await client.append('INBOX', letter({ to: ADDRESS, subject: `Mail ${n}`, from: `c${n}@post.example` }));
      });
      const rows = await decided(running, 100);
      expect(new Set(rows.map(({ key }) => key))).toHaveLength(100);
      expect(new Set(await subjects(running))).toHaveLength(100);
      expect(await census(running.heed)).toMatchObject({ accounted: 100, unaccounted: 0 });
    });
  },
  120_000,
);

const ready = ({ heed }: RunningDesk, folder = 'INBOX') =>
  eventually(async () => {
    const row = await heed.db.selectFrom('source').select('id').where('folder', '=', folder).executeTakeFirst();
    const [box] = await heed.db.selectFrom('mailbox').select('health').execute();
    return row && (box?.health as { lastPolledAt?: number } | undefined)?.lastPolledAt;
  }, NEXT_POLL);

const decided = ({ heed }: RunningDesk, count: number, patience = NEXT_POLL) =>
  eventually(async () => {
    const rows = await ledgerOf(heed);
    return rows.length >= count && rows.every(({ disposition }) => disposition !== null) && rows;
  }, patience);

const subjects = async ({ heed }: RunningDesk) =>
  (await heed.db.selectFrom('ticket').select('subject').execute()).map((row) => row.subject).sort();

const troubleOf = async ({ heed }: RunningDesk) =>
  ((await heed.db.selectFrom('mailbox').select('health').executeTakeFirst())?.health as { trouble?: string | null })
    ?.trouble ?? null;

const unseenOf = (server: ImapFamily, user: string) =>
  withProgram(server, user, async (client) => {
    const status = await client.status('INBOX', { unseen: true });
    return status ? status.unseen : undefined;
  });

const outboxCount = async (db: TestDatabase) => (await db.selectFrom('outbox').select('id').execute()).length;
