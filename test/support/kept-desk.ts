import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { makeFolderOf } from '../../gateway/keep/disk.ts';
import type { Restoring } from '../../gateway/keep/restore.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import type { Db } from '../../gateway/store/db.ts';
import { folderBlobs } from '../../gateway/store/folder-blobs.ts';
import { migrations } from './cluster.ts';

export const KEY = 'a secret key of the tests, 32 long';

export const newDataDir = (): Promise<string> => mkdtemp(join(inject('folder'), 'kept-'));

/** Words that a file format, a shell or a line reader may trip over. */
export const HARD_WORDS = [
  'plain',
  '',
  'tab\there, new\nline, return\r, \\. backslash \\n, "quotes" \'and\' {braces,} NULL \\N null',
  'snowman ☃, family 👩‍👩‍👧, line\u2028separator, nul-less \u0001 control, Ünïcödé, right‏to left',
  'x'.repeat(70_000),
];

/** A desk with rows in every table that matters, blobs, a spool and a sandbox; its folder. */
export async function fillDesk(db: Db, { tickets = 12 } = {}): Promise<string> {
  const dataDir = await newDataDir();
  const blobs = await folderBlobs(join(dataDir, 'blobs'));
  const raw = await Promise.all(HARD_WORDS.map((words) => blobs.put(Buffer.from(`Subject: mail\r\n\r\n${words}`))));
  const sealed = secretsOf(KEY).encrypt('{"imap":"hunter2","smtp":""}');
  await sql`update instance set secret_fingerprint = ${secretsOf(KEY).fingerprint}`.execute(db);
  await sql`insert into agent (address, name, role, password_hash) values ('grace@desk.example', 'Grace', 'admin', 'x')`.execute(
    db,
  );
  await sql`insert into setting (name, value) values ('nothing', 'null'), ('desk', '{"zone": "Europe/Berlin", "big": 12345678901234567890.123456789}')`.execute(
    db,
  );
  await sql`insert into session (token_hash, agent_id, created_at, seen_at, confirmed_at, expires_at)
    select 'hash', id, 0, 0, 0, 9999999999999 from agent`.execute(db);
  await sql`insert into mailbox (kind, address, aliases, sender_name, secret, lease_holder, lease_until)
    values ('imap', 'support@desk.example', array['help@desk.example', 'a "b", {c}', ''], 'Support', ${sealed}, 'gateway-x', 9999999999999)`.execute(
    db,
  );
  await sql`insert into source (kind, mailbox_id, folder, uidvalidity, settled_until) select 'imap', id, 'INBOX', '7', 12 from mailbox`.execute(
    db,
  );
  await sql`insert into contact (address, name) select 'ada' || n || '@kite.example', ${HARD_WORDS[2]} from generate_series(1, ${tickets}::int) n`.execute(
    db,
  );
  await sql`insert into ledger (source_id, key, sha256, size, envelope, disposition, decided_at, ticket_id)
    select s.id, n::text, (${raw}::text[])[1 + n % ${raw.length}::int], n, case n % 3 when 0 then null when 1 then 'null' else '{"to": []}' end::jsonb,
      case when n % 5 = 0 then 'quarantined' else 'ticket' end, 1700000000000, n from source s, generate_series(1, ${tickets}::int) n`.execute(
    db,
  );
  await sql`insert into ticket (subject, status, priority, requester_id, assignee_id, mailbox_id, opened_at, changed_at)
    select (${HARD_WORDS}::text[])[1 + n % ${HARD_WORDS.length}::int], 'open', 'high', n, (select id from agent), (select id from mailbox), 1700000000000 + n, 1700000000000
    from generate_series(1, ${tickets}::int) n`.execute(db);
  // In both directions: no order of rows would satisfy this key.
  await sql`update ticket set linked_to = case when id % 2 = 0 then id - 1 when id < ${tickets}::int then id + 1 end`.execute(
    db,
  );
  await sql`insert into participant (ticket_id, contact_id, since) select id, requester_id, 0 from ticket`.execute(db);
  await sql`insert into message (ticket_id, ledger_id, kind, subject, visible, html, evidence, message_id, at)
    select t.id, l.id, 'mail', t.subject, (${HARD_WORDS}::text[])[1 + (t.id + 1) % ${HARD_WORDS.length}::int], case when t.id % 2 = 0 then '<p>hello</p>' end,
      jsonb_build_object('why', t.subject), '<' || t.id || '@kite.example>', 1700000000000 from ticket t join ledger l on l.ticket_id = t.id`.execute(
    db,
  );
  await sql`insert into attachment (message_id, position, name, content_type, size, sha256)
    select id, 0, 'é.pdf', 'application/pdf', 5, ${await blobs.put(Buffer.from([0, 255, 1, 254]))} from message where id % 4 = 0`.execute(
    db,
  );
  await sql`insert into thread_id (message_id, ticket_id) select message_id, ticket_id from message`.execute(db);
  await sql`insert into clock (ticket_id, target, priority, minutes, started_at, due_at, pauses)
    select id, 'first response', 'high', 240, 1700000000000, 1700000000000 + id, '[[1, 2], [3, null]]' from ticket`.execute(
    db,
  );
  await sql`insert into outbox (ticket_id, mailbox_id, kind, envelope, state, mime_sha256, run_at, queued_at, sent_at)
    select id, mailbox_id, 'acknowledgement', '{"to": [], "cc": []}', 'sent', ${raw[0]}, 0, 0, 1 from ticket`.execute(
    db,
  );
  await sql`insert into event (ticket_id, ticket_seq, kind, data, at) select id, 1, 'opened', '{}', 1700000000000 from ticket order by id`.execute(
    db,
  );
  await sql`update ticket set seq = 1`.execute(db);
  await putMail(dataDir, 'spool/new/000000000000001-000000001-0a1b.mail', 'pushed');
  await putMail(dataDir, 'spool/tmp/torn.mail', 'half of a mail');
  await putMail(dataDir, 'sandbox/inbox/00000001.mail', 'first');
  await putMail(dataDir, 'sandbox/sent/00000001.mail', 'answer');
  await putMail(dataDir, 'sandbox/uidvalidity', '1700000000');
  await putMail(dataDir, 'sandbox/address', 'support@desk.example\n');
  await putMail(dataDir, 'secret.key', KEY);
  return dataDir;
}

export async function putMail(dataDir: string, path: string, words: string): Promise<void> {
  const file = join(dataDir, path);
  await makeFolderOf(file, new Set());
  await writeFile(file, words);
}

/** How a restore into this database and folder is asked for, with the right key. */
export async function intoDesk(db: Db, dataDir: string, changed: Partial<Restoring> = {}): Promise<Restoring> {
  await mkdir(dataDir, { recursive: true });
  return {
    db,
    dataDir,
    migrations: await migrations(),
    secretFingerprint: secretsOf(KEY).fingerprint,
    newKey: false,
    leaveOutDamaged: false,
    ...changed,
  };
}
