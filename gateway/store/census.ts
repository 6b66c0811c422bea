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

/**
 * The open sources of mailboxes in use, with what the ledger says of each. Rows are counted by their index alone (33 ms for
 * 400,000, growing with them); what waits is counted by indexes of what waits.
 */
export async function countSources(db: Db): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    with waits as materialized (
      select source_id from ledger where disposition in ('quarantined', 'retired') and looked_at is null
      union all
      select source_id from ledger where disposition is null and reason is not null
      union all
      select l.source_id from message m join ledger l on l.id = m.ledger_id
      where m.held_at is not null
    )
    select s.id as "sourceId", s.mailbox_id as "mailboxId", coalesce(b.address, '') as mailbox, s.folder,
      s.history_count + (select count(*) from ledger where source_id = s.id) as accounted,
      (select count(*)::int from waits where source_id = s.id) as waiting,
      (select count(*)::int from ledger where disposition is null and reason is null and source_id = s.id) as undecided
    from source s left join mailbox b on b.id = s.mailbox_id
    where s.closed_at is null and (b.id is null or b.removed_at is null)
    order by s.id`.execute(db);
  return rows;
}
