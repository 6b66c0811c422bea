import { sql } from 'kysely';
import type { Finding } from '../desk/finding.ts';
import type { Address } from '../desk/letter.ts';
import type { Tx } from './db.ts';

/** Writes to each admin of what was found. `notThrough`: a mailbox that cannot send just now, where there is another. */
export async function alertAdmins(
  tx: Tx,
  findings: readonly Finding[],
  notThrough: number | null = null,
): Promise<void> {
  await sql`
    insert into outbox (kind, envelope, content, mailbox_id, run_at, queued_at)
    select 'alert', jsonb_build_object('to', jsonb_build_array(jsonb_build_object('name', name, 'address', address)), 'cc', '[]'::jsonb),
      ${JSON.stringify({ findings })}::jsonb,
      (select id from mailbox where removed_at is null and id is distinct from ${notThrough}::bigint order by id limit 1),
      heed_now(), heed_now()
    from agent where role = 'admin' and deactivated_at is null order by agent.id`.execute(tx);
}

/** Writes to one person of the house of what was found. */
export async function alertOne(tx: Tx, to: Address, findings: readonly Finding[]): Promise<void> {
  await sql`
    insert into outbox (kind, envelope, content, mailbox_id, run_at, queued_at)
    values ('alert', ${JSON.stringify({ to: [to], cc: [] })}::jsonb, ${JSON.stringify({ findings })}::jsonb,
      (select id from mailbox where removed_at is null order by id limit 1), heed_now(), heed_now())`.execute(tx);
}
