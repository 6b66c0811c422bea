import { sql } from 'kysely';
import type { Finding } from '../desk/finding.ts';
import { after, type Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import type { TestPage } from '../desk/test-page.ts';
import { alertAdmins, alertOne } from './alerts.ts';
import type { Db, Tx } from './db.ts';
import { tellOfDesk } from './tell.ts';

/** What became of a test page. `agentId`: null when nobody was on call. */
export type TestPageRow = {
  rota: string;
  at: Instant;
  agentId: number | null;
  acknowledgedAt: Instant | null;
  missedAt: Instant | null;
};

/** Calls whoever is to be tested, once however many gateways look. `patience`: milliseconds they have. */
export async function sendTestPages(db: Db, due: readonly TestPage[], now: Instant, patience: number): Promise<void> {
  for (const { rota, dueAt, person } of due)
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ id: number; agentId: number | null }>`
        insert into test_page (rota, due_at, agent_id, answer_by)
        values (${rota}, ${dueAt}, (select id from agent where lower(address) = ${person} and deactivated_at is null),
          ${after(now, patience)})
        on conflict do nothing returning id, agent_id as "agentId"`.execute(tx);
      if (!rows[0]) return;
      const { id, agentId } = rows[0];
      if (agentId === null) await sql`update test_page set answer_by = ${now} where id = ${id}`.execute(tx);
      else
        await sql`
          insert into outbox (kind, envelope, content, mailbox_id, run_at, queued_at)
          select 'page', jsonb_build_object('to', jsonb_build_array(jsonb_build_object('name', name, 'address', address)), 'cc', '[]'::jsonb),
            jsonb_build_object('rota', ${rota}::text),
            (select id from mailbox where removed_at is null order by id limit 1), ${now}, ${now}
          from agent where id = ${agentId}`.execute(tx);
      await tellOfDesk(tx, { kind: 'test page', by: null, data: { rota, to: agentId, missed: false } });
    });
}

/** An agent has the test pages that are out to them; how many those were. One that was missed is late, and says so. */
export async function acknowledgeTestPages(tx: Tx, agentId: number): Promise<number> {
  const { rows } = await sql`
    update test_page set acknowledged_at = heed_now()
    where agent_id = ${agentId} and acknowledged_at is null
      and id >= (select max(id) from test_page where agent_id = ${agentId}) returning id`.execute(tx);
  return rows.length;
}

/** Whether a test page is out to an agent that they have not acknowledged, in time or late. */
export async function isTested(db: Db, agentId: number): Promise<boolean> {
  const { rows } = await sql`
    select from (select acknowledged_at from test_page where agent_id = ${agentId} order by id desc limit 1) newest
    where acknowledged_at is null`.execute(db);
  return rows.length > 0;
}

/** Tells the Support Manager, or admins where there is none, of tests that nobody acknowledged in time, once. */
export async function missTestPages(
  db: Db,
  now: Instant,
  manager: Address,
  worded: (missed: TestPageRow & { name: string | null }) => Finding,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<TestPageRow & { name: string | null }>`
      update test_page t set missed_at = ${now}
      where answer_by <= ${now} and acknowledged_at is null and missed_at is null
      returning t.rota, t.due_at as at, t.agent_id as "agentId", null as "acknowledgedAt", t.missed_at as "missedAt",
        (select name from agent where id = t.agent_id) as name`.execute(tx);
    if (rows.length === 0) return;
    const findings = rows.map(worded);
    if (manager.address === '') await alertAdmins(tx, findings);
    else await alertOne(tx, manager, findings);
    for (const { rota, agentId } of rows)
      await tellOfDesk(tx, { kind: 'test page', by: null, data: { rota, to: agentId, missed: true } });
  });
}

/** Shown beside who is on call. */
const NEWEST = 8;

export async function newestTestPages(db: Db): Promise<TestPageRow[]> {
  const { rows } = await sql<TestPageRow>`
    select rota, due_at as at, agent_id as "agentId", acknowledged_at as "acknowledgedAt", missed_at as "missedAt"
    from test_page order by id desc limit ${NEWEST}`.execute(db);
  return rows;
}
