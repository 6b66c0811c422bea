import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { SunkMail } from '../support/smtp-sink.ts';
import type { FaultyDesk } from './desk.ts';
import type { Injected } from './history.ts';

/** What a run comes to. The last four columns of the table are 0, or a promise is broken. */
export type Verdict = {
  injected: number;
  lost: number;
  doubled: number;
  misplaced: number;
  acksDoubled: number;
  /** What else is not as promised, in words, each once. */
  broken: string[];
  /** Acknowledgements that a fault took from a customer: promised at most once, not at least once. */
  acksMissing: number;
};

type Row = {
  sha256: string;
  disposition: string | null;
  reason: string | null;
  ticketId: number | null;
  messages: number;
  messageTicket: number | null;
  mailbox: string | null;
  folder: string;
};

/** Compares what was injected with database, blobs, spool, mail server and relay. */
export async function verdictOn(desk: FaultyDesk): Promise<Verdict> {
  const rows = await ledgerRows(desk);
  const broken: string[] = [];
  const found = groupedBy(rows, (row) => row.sha256);
  const missing: string[] = [];
  const strays: string[] = [];
  let doubled = 0;
  let misplaced = 0;
  const ticketOfRoot = new Map<string, number>();
  const rootOfTicket = new Map<number, string>();
  for (const [id, copies] of groupedBy(desk.history.mails, (mail) => mail.copyOf ?? mail.id)) {
    const fate = fateOf(copies, found);
    if (fate.lost) missing.push(`${id}: ${fate.lost}`);
    doubled += fate.doubled;
    misplaced += fate.misplaced.length;
    strays.push(...fate.misplaced.map((words) => `${id}: ${words}`));
    const root = copies[0]?.root ?? id;
    for (const ticket of fate.tickets) {
      const ofRoot = ticketOfRoot.get(root) ?? ticket;
      const ofTicket = rootOfTicket.get(ticket) ?? root;
      ticketOfRoot.set(root, ofRoot);
      rootOfTicket.set(ticket, ofTicket);
      if (ofRoot === ticket && ofTicket === root) continue;
      misplaced += 1;
      strays.push(
        `${id}, a reply to ${copies[0]?.parent}: on ticket ${ticket}, not ${ofRoot}; ticket ${ticket} is that of ${ofTicket}`,
      );
    }
  }
  if (strays.length > 0) broken.push(`misplaced: ${strays.slice(0, 5).join('; ')}`);
  if (missing.length > 0) broken.push(`lost: ${missing.slice(0, 5).join(', ')}`);
  broken.push(...(await brokenInStore(desk)), ...(await brokenOnServer(desk)), ...(await brokenBlobs(desk)));
  broken.push(...(await brokenSpool(desk)));
  const out = await outgoing(desk);
  broken.push(...out.broken);
  for (const { unhandled } of desk.gateways) broken.push(...unhandled.map((stack) => `unhandled rejection: ${stack}`));
  return {
    injected: desk.history.mails.length,
    lost: missing.length + out.answersLost,
    doubled: doubled + out.answersDoubled,
    misplaced,
    acksDoubled: out.acksDoubled,
    acksMissing: out.acksMissing,
    broken,
  };
}

type Fate = { lost: string | null; doubled: number; misplaced: string[]; tickets: number[] };

/** A mail and its copies are one message on one ticket; whichever of them was read first is the message. */
function fateOf(copies: Injected[], found: Map<string, Row[]>): Fate {
  const each = copies.map((mail) => ({ mail, rows: found.get(mail.sha256) ?? [] }));
  const rows = each.flatMap((one) => one.rows);
  const messages = rows.reduce((sum, row) => sum + row.messages, 0);
  const quarantined = rows.some(({ disposition }) => disposition === 'quarantined');
  const mayBeAside = copies.every(({ poison }) => poison);
  const strayed = each.flatMap(({ mail, rows }) =>
    rows
      .filter(
        ({ mailbox, folder }) =>
          mailbox !== null && (mailbox !== mail.mailbox || ![mail.folder, mail.movedFrom].includes(folder)),
      )
      .map(({ mailbox, folder }) => `in ${folder} of ${mailbox}, not ${mail.folder} of ${mail.mailbox}`),
  );
  const lost = each.some((one) => one.rows.length === 0 && !one.mail.gone)
    ? 'it has no row'
    : rows.some(({ disposition }) => disposition === null)
      ? 'it is not decided'
      : messages === 0 && rows.length > 0 && !quarantined
        ? `no message, ${rows.map(({ disposition, reason }) => `${disposition} (${reason})`).join(', ')}`
        : null;
  return {
    lost,
    doubled: Math.max(0, messages - 1),
    misplaced: [
      ...strayed,
      ...rows.flatMap(({ disposition, reason }) =>
        disposition === 'quarantined' && !mayBeAside ? [`quarantined (${reason})`] : [],
      ),
    ],
    tickets: rows.flatMap(({ messageTicket }) => (messageTicket === null ? [] : [messageTicket])),
  };
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

async function ledgerRows({ db }: FaultyDesk): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select l.sha256, l.disposition, l.reason, l.ticket_id as "ticketId", b.address as mailbox, s.folder,
      (select count(*) from message m where m.ledger_id = l.id) as messages,
      (select min(m.ticket_id) from message m where m.ledger_id = l.id) as "messageTicket"
    from ledger l join source s on s.id = l.source_id left join mailbox b on b.id = s.mailbox_id order by l.id`.execute(
    db,
  );
  return rows;
}

/** Questions to the database that must find nothing (I1, I2, I5, I7, I12, I13, I14). */
const QUESTIONS: Record<string, string> = {
  'I1 two rows for one number': 'select source_id, key from ledger group by 1, 2 having count(*) > 1',
  'I2 a ticket or joined row without exactly one message': `select l.id from ledger l left join message m on m.ledger_id = l.id where l.disposition in ('ticket', 'joined')
     group by l.id having count(m.id) <> 1`,
  'I2 a message of a row that is no conversation': `select l.id from ledger l join message m on m.ledger_id = l.id where l.disposition not in ('ticket', 'joined', 'event')`,
  'I2 a row that names another ticket than its message':
    'select l.id from ledger l join message m on m.ledger_id = l.id where l.ticket_id is distinct from m.ticket_id',
  'I4 the same mail twice in the desk': `select message_id, content_hash from message where kind = 'mail' and message_id is not null group by 1, 2 having count(*) > 1`,
  'I5 two acknowledgements of a ticket': `select ticket_id from outbox where kind = 'acknowledgement' group by 1 having count(*) > 1`,
  'I6 an answer without its mail': `select m.id from message m where m.kind = 'answer' and not exists (select from outbox o where o.message_id = m.id)`,
  'I6 an answer and its mail that tell different things': `select m.id from message m join outbox o on o.message_id = m.id where m.kind = 'answer'
     and o.state in ('sent', 'failed', 'unknown') and m.delivery <> o.state`,
  'I7 a mail undecided': 'select id from ledger where disposition is null',
  'I7 a mail claimed to be sent': `select id from outbox where state = 'claimed'`,
  'I7 a mail not sent though due': `select id from outbox where state = 'queued' and run_at < heed_now() - 60000`,
  'I12 a promise past and nothing said': `select id from clock where due_at < heed_now() - 90000 and met_at is null and breached_at is null and paused_at is null`,
  'I12 a breach said twice': `select ticket_id from event where kind = 'breached' group by ticket_id, data->>'target' having count(*) > 1`,
  'I13 a ticket whose events have gaps': `select t.id from ticket t left join event e on e.ticket_id = t.id group by t.id
     having t.seq <> count(e.seq) or t.seq <> coalesce(max(e.ticket_seq), 0)`,
  'I13 a mail decided without an event': `select l.id from ledger l where l.disposition in ('ticket', 'joined')
     and not exists (select from event e where e.ticket_id = l.ticket_id and (e.data->>'ledgerId')::bigint = l.id)`,
  'I14 a transaction that stands still': `select pid from pg_stat_activity where state = 'idle in transaction' and xact_start < clock_timestamp() - interval '60 s'
     and datname = current_database()`,
  'I14 an index that is invalid': 'select indexrelid from pg_index where not indisvalid',
};

async function brokenInStore({ db }: FaultyDesk): Promise<string[]> {
  const broken: string[] = [];
  for (const [words, question] of Object.entries(QUESTIONS)) {
    const { rows } = await sql.raw(question).execute(db);
    if (rows.length > 0) broken.push(`${words}: ${rows.length}, ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return broken;
}

/** The folder of what was handed over SMTP: no server has it. */
const PUSHED = 'smtp';

/** I11: every mail is where it was put, and nobody has read it. */
async function brokenOnServer(desk: FaultyDesk): Promise<string[]> {
  const broken: string[] = [];
  for (const mailbox of desk.mailboxes) {
    const injected = desk.history.mails.filter(
      (mail) => mail.mailbox === mailbox && mail.folder !== PUSHED && !mail.gone,
    );
    const folders = [...new Set(['INBOX', ...injected.map(({ folder }) => folder)])];
    const readByHand = new Set(injected.filter(({ seen }) => seen).map(({ id }) => id));
    await desk.client(async (client) => {
      for (const folder of folders) {
        await client.mailboxOpen(folder, { readOnly: true });
        const ids: string[] = [];
        let seen = 0;
        for await (const mail of client.fetch('1:*', { uid: true, flags: true, headers: ['x-test-id'] })) {
          ids.push(/X-Test-Id: (\S+)/i.exec(mail.headers?.toString() ?? '')?.[1] ?? '');
          if (mail.flags?.has('\\Seen') && !readByHand.has(ids.at(-1) ?? '')) seen += 1;
        }
        const wanted = injected.filter((mail) => mail.folder === folder);
        if (ids.length !== wanted.length)
          broken.push(`I11 ${folder} of ${mailbox} has ${ids.length} mails, not ${wanted.length}`);
        if (seen > 0) broken.push(`I11 ${seen} mails of ${folder} were marked as read`);
      }
    }, mailbox);
  }
  return broken;
}

/** I9 and I10: what a row names is there, and is what was injected. */
async function brokenBlobs({ db, dataDir, history }: FaultyDesk): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select sha256 from ledger where sha256 <> '' union select sha256 from attachment`.execute(db);
  const injected = new Map(history.mails.map((mail) => [mail.sha256, mail.raw]));
  let damaged = 0;
  for (const { sha256 } of rows) {
    const bytes = await readFile(join(dataDir, 'blobs', sha256.slice(0, 2), sha256.slice(2))).catch(() => null);
    const raw = injected.get(sha256);
    if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256 || (raw && !raw.equals(bytes)))
      damaged += 1;
  }
  return damaged > 0 ? [`I9 I10 ${damaged} files missing or damaged`] : [];
}

/** I15: nothing is left in the spool. */
async function brokenSpool({ dataDir }: FaultyDesk): Promise<string[]> {
  const left = await readdir(join(dataDir, 'spool', 'new')).catch(() => []);
  return left.length > 0 ? [`I15 ${left.length} mails are left in the spool`] : [];
}

const ANSWER = /Answer number (\d+) to you/;

/** I5 and I6, at the relay that took our mail. */
async function outgoing(desk: FaultyDesk) {
  const broken: string[] = [];
  const acks = new Map<string, number>();
  const answers = new Map<string, Set<string>>();
  for (const mail of desk.sink.mails) {
    const number = ANSWER.exec(mail.raw)?.[1];
    const head = headOf(mail);
    if (number !== undefined) {
      answers.set(number, (answers.get(number) ?? new Set()).add(head.get('message-id') ?? ''));
      continue;
    }
    const [to = ''] = mail.to;
    acks.set(to, (acks.get(to) ?? 0) + 1);
    if (mail.to.length !== 1) broken.push(`I5 an acknowledgement to ${mail.to.length} recipients`);
    if (mail.from !== '' && !desk.mailboxes.includes(mail.from)) broken.push(`I5 an acknowledgement from ${mail.from}`);
    if (head.get('auto-submitted') !== 'auto-replied') broken.push('I5 an acknowledgement that does not say it is one');
  }
  const roots = desk.history.mails.filter((mail) => mail.root === mail.id && mail.copyOf === null);
  for (const mail of roots)
    if (mail.machine && acks.has(mail.from)) broken.push(`I5 a machine was answered: ${mail.from}`);
  const known = new Set(roots.map(({ from }) => from));
  for (const to of acks.keys()) if (!known.has(to)) broken.push(`I5 an acknowledgement to a stranger: ${to}`);
  return {
    broken,
    acksDoubled: [...acks.values()].reduce((sum, count) => sum + count - 1, 0),
    acksMissing: roots.filter((mail) => !mail.machine && !mail.poison && !acks.has(mail.from)).length,
    answersLost:
      [...desk.answered].filter((number) => !answers.has(`${number}`)).length - (await refused(desk, answers)),
    // A copy with another Message-ID is another mail to its reader.
    answersDoubled: [...answers.values()].reduce((sum, ids) => sum + ids.size - 1, 0),
  };
}

/** Answers that a relay refused for good, each of which says so to its agent. */
async function refused({ db }: FaultyDesk, arrived: Map<string, unknown>): Promise<number> {
  const { rows } = await sql<{ text: string }>`
    select m.visible as text from message m join outbox o on o.message_id = m.id
    where o.kind = 'answer' and o.state = 'failed' and m.delivery = 'failed'`.execute(db);
  return rows.filter(({ text }) => !arrived.has(ANSWER.exec(text)?.[1] ?? '')).length;
}

function headOf({ raw }: SunkMail): Map<string, string> {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
  return new Map(
    head.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}
