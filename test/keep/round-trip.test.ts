import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { backup } from '../../gateway/keep/backup.ts';
import { readLines } from '../../gateway/keep/lines.ts';
import { type Manifest, tableFile } from '../../gateway/keep/manifest.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { eventsAfter, horizon } from '../../gateway/store/events.ts';
import { blobFile, folderBlobs } from '../../gateway/store/folder-blobs.ts';
import { databaseId } from '../../gateway/store/instance.ts';
import { fillDesk, HARD_WORDS, intoDesk, newDataDir, putMail } from '../support/kept-desk.ts';
import { emptyDatabase, emptyPglite, freshDatabase, freshPglite } from '../support/postgres.ts';

describe.each([
  { from: 'PostgreSQL', to: 'PostgreSQL', source: freshDatabase, target: emptyDatabase },
  { from: 'PostgreSQL', to: 'the embedded database', source: freshDatabase, target: emptyPglite },
  { from: 'the embedded database', to: 'PostgreSQL', source: freshPglite, target: emptyDatabase },
  { from: 'the embedded database', to: 'itself', source: freshPglite, target: emptyPglite },
])('from $from to $to', ({ source, target }) => {
  test('every row, blob and file is the same after a restore', { timeout: 60_000 }, async () => {
    await using db = await source();
    const dataDir = await fillDesk(db);
    const { folder, manifest } = await backup({ db, dataDir }, 'by hand');

    await using other = await target({ max: 1 });
    const otherDir = await newDataDir();
    await restore(await intoDesk(other, otherDir), folder);

    const again = await backup({ db: other, dataDir: otherDir }, 'by hand');
    expect(sums(again.manifest)).toEqual(sums(manifest));
    expect(again.manifest.blobs).toEqual(manifest.blobs);
    expect(again.manifest.files).toEqual(manifest.files);
    // The restore tells of itself; all before it is as it was.
    expect((await linesOf(again.folder, 'event')).slice(0, -1)).toEqual(await linesOf(folder, 'event'));
    const words = await sql<{ subject: string }>`select distinct subject from ticket`.execute(other);
    expect(words.rows.map(({ subject }) => subject).sort()).toEqual([...HARD_WORDS].sort());
  });
});

/** But for what a restore writes itself: it ends leases, and adds an event. */
function sums({ tables }: Manifest) {
  expect(tables.find(({ name }) => name === 'message')?.rows).toBe(12);
  return tables
    .filter(({ name }) => name !== 'event' && name !== 'mailbox')
    .map(({ name, columns, rows, sha256 }) => ({ name, columns, rows, sha256 }));
}

async function linesOf(folder: string, table: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const page of readLines(join(folder, tableFile(table)))) lines.push(...page);
  return lines;
}

describe('after a restore', () => {
  test('numbers go on far behind those that were given, and those of removed rows count', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    await sql`select setval(pg_get_serial_sequence('ticket', 'id'), 5000)`.execute(db);
    await sql`select setval(pg_get_serial_sequence('contact', 'id'), 90)`.execute(db);
    const { folder } = await backup({ db, dataDir }, 'by hand');
    await using other = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(other, await newDataDir()), folder);

    const { rows } = await sql<{ ticket: number; contact: number; upload: number }>`select
      nextval(pg_get_serial_sequence('ticket', 'id')) as ticket, nextval(pg_get_serial_sequence('contact', 'id')) as contact`.execute(
      other,
    );
    expect(rows).toEqual([{ ticket: 10_001, contact: 1091 }]);
  });

  test('a client of the old database reads everything anew, and events of the past are seen by readers', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    const cursor = await horizon(db);
    // A server that has run for years counts its transactions far higher than a new one.
    await sql`insert into event (xid, kind, at) values ('900000000000', 'old', 0)`.execute(db);
    const { folder } = await backup({ db, dataDir }, 'by hand');
    await using other = await emptyDatabase({ max: 1 });
    const otherDir = await newDataDir();
    await restore(await intoDesk(other, otherDir), folder);

    expect(await eventsAfter(other, cursor, 100)).toBeNull();
    expect((await readFile(join(otherDir, 'database-id'), 'utf8')).trim()).toBe(await databaseId(other));
    // A transaction that another test holds open in the same server keeps readers back for as long.
    const kinds = async () =>
      (await eventsAfter(other, { ...(await horizon(other)), xid: '0', seq: 0 }, 100))?.events.map(({ kind }) => kind);
    await expect.poll(kinds, { timeout: 20_000 }).toEqual([...Array(12).fill('opened'), 'old', 'restored']);
  });

  test('an acknowledgement that had not gone out is suppressed and its ticket says so; an answer goes out', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    await sql`update outbox set state = 'queued' where ticket_id = 1`.execute(db);
    await sql`update outbox set state = 'claimed', lease_until = 9999999999999 where ticket_id = 2`.execute(db);
    await sql`insert into outbox (ticket_id, kind, envelope, run_at, queued_at) values (3, 'answer', '{"to": [], "cc": []}', 0, 0)`.execute(
      db,
    );
    const { folder } = await backup({ db, dataDir }, 'by hand');
    await using other = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(other, await newDataDir()), folder);

    const { rows } =
      await sql`select o.state, t.acknowledgement->>'why' as why, t.seq from outbox o join ticket t on t.id = o.ticket_id
      where o.ticket_id <= 3 order by o.id`.execute(other);
    const suppressed = { state: 'suppressed', why: expect.stringContaining('restored from a backup'), seq: 2 };
    expect(rows).toEqual([
      suppressed,
      suppressed,
      { state: 'sent', why: null, seq: 1 },
      { state: 'queued', why: null, seq: 1 },
    ]);
  });

  test('nobody is signed in, and no lease of a gateway that is gone is waited for', async () => {
    await using db = await freshDatabase();
    const { folder } = await backup({ db, dataDir: await fillDesk(db) }, 'by hand');
    await using other = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(other, await newDataDir()), folder);

    const { rows } =
      await sql`select (select count(*) from session) as sessions, (select count(*) from agent) as agents,
      (select count(*) from mailbox where lease_until is not null) as leases`.execute(other);
    expect(rows).toEqual([{ sessions: 0, agents: 1, leases: 0 }]);
  });

  test('a backup of an older schema is migrated with its rows in it', async () => {
    await using db = await freshDatabase();
    const { folder } = await backup({ db, dataDir: await fillDesk(db) }, 'by hand');
    await using other = await emptyDatabase({ max: 1 });
    const into = await intoDesk(other, await newDataDir());
    const newer =
      'alter table ticket add column loud text; update ticket set loud = upper(subject); alter table ticket alter loud set not null;';
    await restore({ ...into, migrations: new Map([...into.migrations, ['9999_tickets_are_loud.sql', newer]]) }, folder);

    const { rows } = await sql`select count(*) as count from ticket where loud = upper(subject)`.execute(other);
    expect(rows).toEqual([{ count: 12 }]);
  });
});

describe('mail in a backup', () => {
  test('takes no room of its own, in the first backup and in the next', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    await backup({ db, dataDir }, 'by hand');
    await backup({ db, dataDir }, 'by hand');

    const [raw] = await rawOf(db);
    expect((await stat(blobFile(join(dataDir, 'blobs'), raw ?? ''))).nlink).toBe(3);
  });

  test('that was lost or damaged since is still in the next backup, out of the one before', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    await backup({ db, dataDir }, 'by hand');
    const [raw = ''] = await rawOf(db);
    await rm(blobFile(join(dataDir, 'blobs'), raw));
    const { folder, manifest } = await backup({ db, dataDir }, 'by hand');

    expect(manifest.blobs.missing).toBe(0);
    expect(await (await folderBlobs(join(folder, 'blobs'))).get(raw)).not.toBeNull();
  });

  test('that is missing or damaged is counted and stops no backup', async () => {
    await using db = await freshDatabase();
    const dataDir = await fillDesk(db);
    const [lost = '', torn = ''] = await rawOf(db);
    await rm(blobFile(join(dataDir, 'blobs'), lost));
    await putMail(dataDir, join('blobs', torn.slice(0, 2), torn.slice(2)), 'torn');
    const { folder, manifest } = await backup({ db, dataDir }, 'by hand');
    expect(manifest.blobs.missing).toBe(2);

    await using other = await emptyDatabase({ max: 1 });
    const otherDir = await newDataDir();
    await restore(await intoDesk(other, otherDir), folder);
    const blobs = await folderBlobs(join(otherDir, 'blobs'));
    expect(await Promise.all((await rawOf(other)).map((sha256) => blobs.has(sha256)))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

test('rows that are written meanwhile are in a backup with all they belong to, or not at all', async () => {
  await using db = await freshDatabase();
  const dataDir = await fillDesk(db);
  let writing = true;
  const writer = (async () => {
    for (let n = 0; writing; n++)
      await sql`with c as (insert into contact (address) values (${`late-${n}@kite.example`}) returning id)
        insert into ticket (subject, priority, requester_id, opened_at, changed_at) select 'late', 'low', id, 0, 0 from c`.execute(
        db,
      );
  })();
  const folders: string[] = [];
  for (let times = 0; times < 5; times++) folders.push((await backup({ db, dataDir }, 'by hand')).folder);
  writing = false;
  await writer;

  for (const folder of folders) {
    await using other = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(other, await newDataDir()), folder);
    const { rows } = await sql`select (select count(*) from contact) - (select count(*) from ticket) as more`.execute(
      other,
    );
    expect(rows).toEqual([{ more: 0 }]);
  }
});

async function rawOf(db: Parameters<typeof databaseId>[0]): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from ledger group by sha256 order by min(id)`.execute(
    db,
  );
  return rows.map(({ sha256 }) => sha256);
}
