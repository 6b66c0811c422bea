import { open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { backup } from '../../gateway/keep/backup.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import type { Db } from '../../gateway/store/db.ts';
import { folderBlobs } from '../../gateway/store/folder-blobs.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { migrations } from '../support/cluster.ts';
import { fillDesk, intoDesk, KEY, newDataDir, putMail } from '../support/kept-desk.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';

let folder: string;
let blob: string;

beforeEach(async () => {
  await using db = await freshDatabase();
  const dataDir = await fillDesk(db);
  ({ folder } = await backup({ db, dataDir }, 'by hand'));
  const [sha256 = ''] = (await readdir(join(folder, 'blobs'), { recursive: true })).filter((path) => path.length > 64);
  blob = join('blobs', sha256);
  // Files of a backup are other names of the desk's own; what is damaged here must not be a name of theirs.
  for (const path of [blob, 'files/sandbox/inbox/00000001.mail']) {
    const bytes = await readFile(join(folder, path));
    await rm(join(folder, path));
    await writeFile(join(folder, path), bytes);
  }
});

/** Turns one bit in the middle of a file. */
async function damage(path: string): Promise<void> {
  const file = await open(join(folder, path), 'r+');
  try {
    const { size } = await file.stat();
    const one = Buffer.alloc(1);
    await file.read(one, 0, 1, Math.floor(size / 2));
    one.writeUInt8(one.readUInt8() ^ 1);
    await file.write(one, 0, 1, Math.floor(size / 2));
  } finally {
    await file.close();
  }
}

const isEmpty = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{ tables: number }>`select count(*) as tables from pg_class
    where relnamespace = 'public'::regnamespace`.execute(db);
  return rows[0]?.tables === 0;
};

describe('a damaged backup is refused in words before anything is written', () => {
  test.each([
    { what: 'a bit of a table', harm: () => damage('tables/message.jsonl.gz'), words: /message.*damaged/ },
    {
      what: 'the end of a table',
      harm: () => truncate(join(folder, 'tables/ticket.jsonl.gz'), 60),
      words: /ticket.*damaged/,
    },
    { what: 'a whole table', harm: () => rm(join(folder, 'tables/event.jsonl.gz')), words: /event.*damaged/ },
    { what: 'the list of mail', harm: () => damage('blobs.jsonl.gz'), words: /blobs.*damaged/ },
    { what: 'the list of files', harm: () => rm(join(folder, 'files.jsonl.gz')), words: /files.*damaged/ },
    {
      what: 'a bit of a mail',
      harm: () => damage(blob),
      words: /1 mails or attachments.*damaged.*--leave-out-damaged/,
    },
    { what: 'a mail', harm: () => rm(join(folder, blob)), words: /1 mails or attachments/ },
    { what: 'a file', harm: () => damage('files/sandbox/inbox/00000001.mail'), words: /1 files.*sandbox\/inbox/ },
    { what: 'the manifest', harm: () => truncate(join(folder, 'manifest.json'), 300), words: /manifest.*damaged/ },
    { what: 'the whole manifest', harm: () => rm(join(folder, 'manifest.json')), words: /is no backup/ },
  ])('$what', async ({ harm, words }) => {
    await harm();
    await using db = await emptyDatabase({ max: 1 });
    const dataDir = await newDataDir();

    await expect(restore(await intoDesk(db, dataDir), folder)).rejects.toThrow(words);
    expect(await isEmpty(db)).toBe(true);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('but mail that is damaged may be left out', async () => {
    await damage(blob);
    await using db = await emptyDatabase({ max: 1 });
    const dataDir = await newDataDir();
    const { leftOut } = await restore(await intoDesk(db, dataDir, { leaveOutDamaged: true }), folder);

    expect(leftOut).toBe(1);
    expect(await (await folderBlobs(join(dataDir, 'blobs'))).has(blob.replaceAll(/[^0-9a-f]|blobs/g, ''))).toBe(false);
  });
});

describe('a target that is somebody else’s is refused', () => {
  test('a database with work in it, naming where', async () => {
    await using db = await freshDatabase({ max: 1 });
    await sql`insert into contact (address) values ('ada@kite.example')`.execute(db);

    await expect(restore(await intoDesk(db, await newDataDir()), folder)).rejects.toThrow('rows in contact');
    expect((await sql`select from ticket`.execute(db)).rows).toEqual([]);
  });

  test('a copy of the database that made the backup', async () => {
    await using db = await emptyDatabase({ max: 1 });
    await migrate(db, await migrations());
    const { databaseId } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    await sql`update instance set database_id = ${databaseId}`.execute(db);

    await expect(restore(await intoDesk(db, await newDataDir()), folder)).rejects.toThrow('is a copy');
  });

  test('a database on which a gateway runs', async () => {
    await using db = await emptyDatabase({ max: 2 });
    const other = await db
      .connection()
      .execute(async () => restore(await intoDesk(db, await newDataDir()), folder).catch(String));

    expect(other).toContain('A gateway is running');
  });

  test('a folder with the mail of a third database', async () => {
    await using db = await emptyDatabase({ max: 1 });
    const dataDir = await newDataDir();
    await writeFile(join(dataDir, 'database-id'), 'abc');

    await expect(restore(await intoDesk(db, dataDir), folder)).rejects.toThrow('third database (abc)');
    expect(await readFile(join(dataDir, 'database-id'), 'utf8')).toBe('abc');
  });

  test('a folder with the mail of another sandbox', async () => {
    await using db = await emptyDatabase({ max: 1 });
    const dataDir = await newDataDir();
    await putMail(dataDir, 'sandbox/inbox/00000001.mail', 'of somebody else');

    await expect(restore(await intoDesk(db, dataDir), folder)).rejects.toThrow("another desk's sandbox");
    expect((await sql`select from ticket`.execute(db)).rows).toEqual([]);
  });

  test('a database that is newer than the backup, and a Heed that is older', async () => {
    await using db = await emptyDatabase({ max: 1 });
    const into = await intoDesk(db, await newDataDir());
    const names = [...into.migrations.keys()].sort();
    const older = new Map([...into.migrations].filter(([name]) => name !== names.at(-1)));
    await expect(restore({ ...into, migrations: older }, folder)).rejects.toThrow('made by a newer Heed');

    const newer = new Map([...into.migrations, ['9999_tickets_are_loud.sql', 'alter table ticket add loud text']]);
    await migrate(db, newer);
    await expect(restore({ ...into, migrations: newer }, folder)).rejects.toThrow('made by an older Heed');
  });
});

test('a desk that was merely started is no obstacle, nor is its sandbox without mail', async () => {
  await using db = await emptyDatabase({ max: 1 });
  await migrate(db, await migrations());
  await sql`insert into mailbox (kind, address, sender_name) values ('sandbox', 'support@desk.example', 'Support')`.execute(
    db,
  );
  await sql`insert into source (kind, mailbox_id, folder) select 'imap', id, 'INBOX' from mailbox`.execute(db);
  await sql`insert into invitation (token_hash, purpose, role, created_at, expires_at) values ('x', 'set up', 'admin', 0, 9)`.execute(
    db,
  );
  const dataDir = await newDataDir();
  await putMail(dataDir, 'sandbox/uidvalidity', '42');
  await putMail(dataDir, 'sandbox/address', 'support@other.example');
  await restore(await intoDesk(db, dataDir), folder);

  const { rows } =
    await sql`select (select count(*) from mailbox) as mailboxes, (select count(*) from invitation) as links`.execute(
      db,
    );
  expect(rows).toEqual([{ mailboxes: 1, links: 0 }]);
  expect(await readFile(join(dataDir, 'sandbox/uidvalidity'), 'utf8')).toBe('1700000000');
});

test('the folder of the desk whose database was lost takes the backup, and keeps the mail that came since', async () => {
  await using db = await emptyDatabase({ max: 1 });
  const { databaseId } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const dataDir = join(folder, '..', '..');
  await writeFile(join(dataDir, 'database-id'), databaseId);
  await putMail(dataDir, 'sandbox/inbox/00000002.mail', 'second');
  await restore(await intoDesk(db, dataDir), folder);

  expect((await readdir(join(dataDir, 'sandbox/inbox'))).sort()).toEqual(['00000001.mail', '00000002.mail']);
});

describe('a desk with another secret key', () => {
  const other = { secretFingerprint: secretsOf('another secret key of the tests, 32').fingerprint };

  test('is refused, in words that say what to do', async () => {
    await using db = await emptyDatabase({ max: 1 });
    await expect(restore(await intoDesk(db, await newDataDir(), other), folder)).rejects.toThrow(
      /secret key.*--new-key/,
    );
    expect(await isEmpty(db)).toBe(true);
  });

  test('may have the backup when the old key is lost: passwords are forgotten, and the database takes the new key', async () => {
    await using db = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(db, await newDataDir(), { ...other, newKey: true }), folder);

    const { rows } = await sql`select m.secret, i.secret_fingerprint as key from mailbox m, instance i`.execute(db);
    expect(rows).toEqual([{ secret: null, key: other.secretFingerprint }]);
  });

  test('forgets no password when it asks for a new key and has the old one', async () => {
    await using db = await emptyDatabase({ max: 1 });
    await restore(await intoDesk(db, await newDataDir(), { newKey: true }), folder);

    const { rows } = await sql<{ secret: string }>`select secret from mailbox`.execute(db);
    expect(secretsOf(KEY).decrypt(rows[0]?.secret ?? '')).toContain('hunter2');
  });
});
