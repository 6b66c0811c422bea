import { sql } from 'kysely';
import { type Instant, MINUTE } from '../desk/instant.ts';
import { countUids, firstUids, rangesOf, type UidRange, without } from '../desk/uids.ts';
import type { Db } from './db.ts';

/** One epoch of one folder: as long as it is open, a UID in it names one mail for ever. */
export type Source = {
  id: number;
  folder: string;
  uidValidity: string;
  historyUntil: number;
  importedUntil: number;
  settledUntil: number;
  /** The mails up to `importedUntil` may be ones we have under other numbers. */
  renumbered: boolean;
};

const COLUMNS = sql`id, folder, uidvalidity as "uidValidity", history_until as "historyUntil",
  imported_until as "importedUntil", settled_until as "settledUntil", renumbered`;

/** What we know of a folder: its open epoch, and whether another UIDVALIDITY came before it. */
export async function sourceOf(
  db: Db,
  mailboxId: number,
  folder: string,
): Promise<{ open: Source | null; hadOthers: boolean }> {
  const { rows } = await sql<Source & { closed: boolean }>`
    select ${COLUMNS}, closed_at is not null as closed from source
    where kind = 'imap' and mailbox_id = ${mailboxId} and folder = ${folder} order by id desc`.execute(db);
  const open = rows.find(({ closed }) => !closed) ?? null;
  return { open, hadOthers: rows.some(({ closed }) => closed) };
}

export type NewSource = Omit<Source, 'id' | 'settledUntil'> & {
  mailboxId: number;
  historyCount: number;
  /** History not older than YOUNG. */
  youngHistory?: readonly Described[];
};

/** Opens an epoch and closes the one before; two gateways that do so at once open one. */
export async function openSource(db: Db, source: NewSource): Promise<Source> {
  return db.transaction().execute(async (tx) => {
    await sql`update source set closed_at = heed_now() where kind = 'imap' and mailbox_id = ${source.mailboxId}
      and folder = ${source.folder} and uidvalidity <> ${source.uidValidity} and closed_at is null`.execute(tx);
    await sql`
      insert into source (kind, mailbox_id, folder, uidvalidity, history_until, history_count, settled_until, imported_until, renumbered, young_history)
      values ('imap', ${source.mailboxId}, ${source.folder}, ${source.uidValidity}, ${source.historyUntil}, ${source.historyCount},
        ${source.historyUntil}, ${source.importedUntil}, ${source.renumbered}, ${JSON.stringify(source.youngHistory ?? [])}::jsonb)
      on conflict do nothing`.execute(tx);
    const { rows } = await sql<Source>`
      select ${COLUMNS} from source where kind = 'imap' and mailbox_id = ${source.mailboxId} and folder = ${source.folder}
        and uidvalidity = ${source.uidValidity} and closed_at is null`.execute(tx);
    const [opened] = rows;
    if (!opened) throw new Error('a source was not opened');
    return opened;
  });
}

// Looked up one by one in the index; more are cheaper read from end to end (measured: 5 ms against 400 ms at 500,000 rows).
const FEW = 5000;

/** Those of `wanted` that are history or have their row, and perhaps others, as ranges. */
export async function knownUids(db: Db, source: Source, wanted: readonly UidRange[]): Promise<UidRange[]> {
  const history = source.historyUntil > 0 ? [{ from: 1, to: source.historyUntil }] : [];
  const behind = without(wanted, history);
  const rows = countUids(behind) <= FEW ? await among(db, source.id, behind) : await islands(db, source.id);
  return [...history, ...rows.filter(({ from }) => from > source.historyUntil)];
}

async function among(db: Db, sourceId: number, wanted: readonly UidRange[]): Promise<UidRange[]> {
  const keys = firstUids(wanted, FEW).map(String);
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('ledger')
    .select('key')
    .where('source_id', '=', sourceId)
    .where('key', 'in', keys)
    .execute();
  return rangesOf(rows.map(({ key }) => Number(key)));
}

/** Gaps and islands: consecutive numbers differ from their place by the same amount. */
async function islands(db: Db, sourceId: number): Promise<UidRange[]> {
  const { rows } = await sql<UidRange>`
    select min(uid) as from, max(uid) as to from (
      select uid, uid - row_number() over (order by uid) as island
      from (select key::bigint as uid from ledger where source_id = ${sourceId}) keys) numbered
    group by island order by 1`.execute(db);
  return rows;
}

/** Every UID up to here has its row: the next search starts behind it. */
export async function settleSource(db: Db, sourceId: number, until: number): Promise<void> {
  await sql`update source set settled_until = greatest(settled_until, ${until}::bigint) where id = ${sourceId}`.execute(
    db,
  );
}

export type PulledRow = {
  uid: number;
  sha256: string;
  size: number;
  internalDate: Instant | null;
  messageId: string | null;
  imported: boolean;
};

/**
 * The ledger rows of mails just fetched, set-wise; COMMIT = accepted. Answers those that had no row yet, claimed for
 * `claimedFor` milliseconds: whoever else fetched them at the same time gets none.
 */
export async function acceptPulled(
  db: Db,
  sourceId: number,
  mails: readonly PulledRow[],
  claimedFor: number,
): Promise<{ ledgerId: number; uid: number; acceptedAt: Instant }[]> {
  const { rows } = await sql<{ ledgerId: number; uid: number; acceptedAt: Instant }>`
    insert into ledger (source_id, key, sha256, size, internal_date, header_message_id, imported, attempts, claimed_until)
    select ${sourceId}, m.uid::text, m.sha256, m.size, m."internalDate", m."messageId", m.imported, 1, heed_now() + ${claimedFor}::bigint
    from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb)
      as m(uid bigint, sha256 text, size bigint, "internalDate" bigint, "messageId" text, imported boolean)
    order by m.uid
    on conflict (source_id, key) do nothing
    returning id as "ledgerId", key::bigint as uid, accepted_at as "acceptedAt"`.execute(db);
  return rows;
}

/** UIDs that an exact search says are gone before they could be fetched: counted and shown, for somebody moved them. */
export async function retireUids(db: Db, sourceId: number, uids: readonly number[]): Promise<void> {
  await sql`
    insert into ledger (source_id, key, sha256, size, disposition, reason, decided_at)
    select ${sourceId}, uid::text, '', 0, 'retired', 'it was moved or deleted on the server before it could be read', heed_now()
    from unnest(${uids}::bigint[]) u(uid) on conflict (source_id, key) do nothing`.execute(db);
}

/**
 * Milliseconds. A mail's date is the mail server's, in whole seconds; first contact is the database's instant, to the
 * millisecond. Clocks that differ by less than this call no new mail history.
 */
export const YOUNG = 10 * MINUTE;

export type Described = { uid: number; size: number; internalDate: Instant | null; messageId: string | null };

/**
 * After a server gave its mails new numbers: writes a row for each of `mails` that an earlier epoch of the folder has
 * accepted (same size, date and Message-ID) or that was there before our first contact: dated well before it, or known
 * from then by the same marks. Answers their UIDs; the rest is new. `imported`: history was brought in where a day was named.
 */
export async function matchRenumbered(
  db: Db,
  {
    source,
    mailboxId,
    imported,
    mails,
  }: { source: Source; mailboxId: number; imported: boolean; mails: readonly Described[] },
): Promise<number[]> {
  const { rows } = await sql<{ uid: number }>`
    with m as (select * from jsonb_to_recordset(${JSON.stringify(mails)}::jsonb)
      as m(uid bigint, size bigint, "internalDate" bigint, "messageId" text)),
    epoch as (select s.id, s.opened_at, s.young_history from source s
      where s.kind = 'imap' and s.mailbox_id = ${mailboxId} and s.folder = ${source.folder} and s.id <> ${source.id}),
    first_contact as (select case when ${imported} then b.import_since end as import_since, e.opened_at from epoch e, mailbox b
      where b.id = ${mailboxId} order by e.id limit 1),
    known as (
      select distinct on (m.uid) m.uid, l.sha256, l.ticket_id from m
      join ledger l on l.size = m.size and l.internal_date is not distinct from m."internalDate"
        and l.header_message_id is not distinct from m."messageId"
      join epoch e on e.id = l.source_id order by m.uid, l.id
    ),
    young as (select y.* from epoch, jsonb_to_recordset(young_history)
      as y(size bigint, "internalDate" bigint, "messageId" text)),
    history as (
      select m.uid, '' as sha256, null::bigint as ticket_id from m, first_contact f
      where m.uid not in (select uid from known) and (m."internalDate" < coalesce(f.import_since, f.opened_at - ${YOUNG}::bigint)
        or exists (select from young y where y.size = m.size and y."internalDate" is not distinct from m."internalDate"
          and y."messageId" is not distinct from m."messageId"))
    )
    insert into ledger (source_id, key, sha256, size, internal_date, header_message_id, disposition, reason, decided_at, ticket_id)
    select ${source.id}, m.uid::text, old.sha256, m.size, m."internalDate", m."messageId", 'duplicate',
      'the server gave it a new number: it was here before', heed_now(), old.ticket_id
    from (select * from known union all select * from history) old join m on m.uid = old.uid
    on conflict (source_id, key) do nothing
    returning key::bigint as uid`.execute(db);
  return rows.map(({ uid }) => uid);
}
