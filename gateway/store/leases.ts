import { sql } from 'kysely';
import type { Db } from './db.ts';

/**
 * Takes or renews the right to collect a mailbox; false while another gateway has it. Two that collected it at once
 * would only work twice: the ledger's unique key arbitrates, the lease saves the work.
 */
export async function leaseMailbox(db: Db, id: number, holder: string, lasts: number): Promise<boolean> {
  const { rows } = await sql`
    update mailbox set lease_holder = ${holder}, lease_until = heed_now() + ${lasts}::bigint,
      lease_fence = lease_fence + case when lease_holder is distinct from ${holder} then 1 else 0 end
    where id = ${id} and removed_at is null
      and (lease_holder is null or lease_holder = ${holder} or lease_until < heed_now()) returning id`.execute(db);
  return rows.length > 0;
}

export async function releaseMailbox(db: Db, id: number, holder: string): Promise<void> {
  await sql`update mailbox set lease_holder = null, lease_until = null where id = ${id} and lease_holder = ${holder}`.execute(
    db,
  );
}

/** How collecting goes, for people: `trouble` in words, null when all is well. */
export async function tellHealth(
  db: Db,
  id: number,
  health: { trouble: string | null; polled: boolean },
): Promise<void> {
  await sql`
    update mailbox set health = health || jsonb_build_object('trouble', ${health.trouble}::text)
      || case when ${health.polled} then jsonb_build_object('lastPolledAt', heed_now()) else '{}' end
    where id = ${id}`.execute(db);
}

/** How much of the history of a mailbox is brought in; null when all is. */
export async function tellImporting(db: Db, id: number, importing: { done: number; of: number } | null): Promise<void> {
  await sql`update mailbox set health = health || jsonb_build_object('importing', ${JSON.stringify(importing)}::jsonb)
    where id = ${id}`.execute(db);
}

/** What the server says of itself when a mailbox that the wiring names is first opened. */
export async function rememberFolders(
  db: Db,
  id: number,
  { junk, sent }: { junk: string | null; sent: string | null },
): Promise<void> {
  await sql`update mailbox set junk_folder = coalesce(junk_folder, ${junk}), sent_folder = coalesce(sent_folder, ${sent})
    where id = ${id}`.execute(db);
}
