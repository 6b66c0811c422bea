import { sql } from 'kysely';
import type { Db } from './db.ts';

export type SourceRow = {
  sourceId: number;
  mailboxId: number | null;
  mailbox: string;
  folder: string;
  accounted: number;
  waiting: number;
  undecided: number;
};

/** The open sources of mailboxes in use, with what the ledger says of each. */
export async function countSources(db: Db): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    select s.id as "sourceId", s.mailbox_id as "mailboxId", coalesce(b.address, '') as mailbox, s.folder,
      s.history_count + count(l.id) as accounted,
      count(l.id) filter (where (l.disposition in ('quarantined', 'retired') or m.held_at is not null) and l.looked_at is null
        or l.disposition is null and l.reason is not null) as waiting,
      count(l.id) filter (where l.disposition is null and l.reason is null) as undecided
    from source s left join mailbox b on b.id = s.mailbox_id
      left join ledger l on l.source_id = s.id left join message m on m.ledger_id = l.id
    where s.closed_at is null and (b.id is null or b.removed_at is null)
    group by s.id, b.id order by s.id`.execute(db);
  return rows;
}
