import { sql } from 'kysely';
import { secretsOf } from '../../gateway/secrets.ts';
import type { Db } from '../../gateway/store/db.ts';
import { MAILBOX_PASSWORD } from '../support/dovecot.ts';

export const KEY = 'a key of the fault tests, long enough';

type Furniture = { mailboxes: string[]; imap: number; smtp: number; folders: string[] };

/** Makes a migrated database that of a desk: a clock that can be turned, mailboxes on these ports, an agent. */
export async function furnish(db: Db, { mailboxes, imap, smtp, folders }: Furniture): Promise<void> {
  await giveTurnableClock(db, 0);
  for (const address of mailboxes)
    await db
      .insertInto('mailbox')
      .values({
        kind: 'imap',
        address,
        sender_name: 'Kite Support',
        connection: JSON.stringify({
          imap: { host: '127.0.0.1', port: imap, tls: false, user: address },
          smtp: { host: '127.0.0.1', port: smtp, tls: false, user: '' },
        }),
        secret: sealedPassword(),
        folders: ['INBOX', ...folders],
        junk_folder: null,
      })
      .execute();
  await sql`insert into agent (address, name, role, password_hash) values ('grace@kite.example', 'Grace', 'agent', 'x')`.execute(
    db,
  );
}

/** heed_now() is the one clock; here it can be turned. */
export async function giveTurnableClock(db: Db, turned: number): Promise<void> {
  await sql`create schema faults`.execute(db);
  await sql`create table faults.clock (turned bigint not null)`.execute(db);
  await sql`insert into faults.clock values (${turned})`.execute(db);
  await sql`create or replace function heed_now() returns instant language sql stable as
    $$ select ((extract(epoch from clock_timestamp()) * 1000)::bigint + (select turned from faults.clock))::instant $$`.execute(
    db,
  );
}

/** Another text each time it is sealed. */
export const sealedPassword = (): string =>
  secretsOf(KEY).encrypt(JSON.stringify({ imap: MAILBOX_PASSWORD, smtp: '' }));
