import { sql } from 'kysely';
import { DeskError } from '../desk/error.ts';
import type { Finding } from '../desk/finding.ts';
import { DAY, type Instant } from '../desk/instant.ts';
import { TRIAL } from '../desk/webhook.ts';
import { alertAdmins } from './alerts.ts';
import type { Db, Tx } from './db.ts';
import type { OutboxState } from './tables.ts';

export type Webhook = {
  id: number;
  url: string;
  kinds: string[];
  revision: number;
  addedAt: Instant;
  endedAt: Instant | null;
  endedWhy: string | null;
};

const COLUMNS = sql`id, url, kinds, revision, added_at as "addedAt", ended_at as "endedAt", ended_why as "endedWhy"`;

export async function webhooks(db: Db): Promise<Webhook[]> {
  const { rows } = await sql<Webhook>`select ${COLUMNS} from webhook order by id`.execute(db);
  return rows;
}

/** Whom deliveries go to, by id. `secret` is sealed. */
export async function receivers(db: Db, ids: readonly number[]): Promise<Map<number, { url: string; secret: string }>> {
  const { rows } = await sql<{ id: number; url: string; secret: string }>`
    select id, url, secret from webhook where id = any(${ids}::bigint[])`.execute(db);
  return new Map(rows.map(({ id, ...receiver }) => [id, receiver]));
}

export type NewWebhook = { url: string; kinds: string[]; secret: string; by: number };

export async function addWebhook(tx: Tx, { url, kinds, secret, by }: NewWebhook): Promise<number> {
  const row = await tx
    .insertInto('webhook')
    .values({ url, kinds, secret, added_by: by })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/**
 * Changes a webhook that nobody has changed since `revision`. Switched off, what waits for it is not sent any more.
 * @throws DeskError not_found; conflict
 */
export async function changeWebhook(
  tx: Tx,
  id: number,
  { url, kinds, on, revision }: { url: string; kinds: string[]; on: boolean; revision: number },
): Promise<void> {
  await lockSeen(tx, id, revision);
  await sql`
    update webhook set url = ${url}, kinds = ${kinds}::text[], revision = revision + 1, told_at = null,
      ended_at = case when ${on} then null else coalesce(ended_at, heed_now()) end,
      ended_why = case when ${on} then null else coalesce(ended_why, 'An admin switched it off.') end
    where id = ${id}`.execute(tx);
  if (!on) await stopTelling(tx, id);
}

/** @throws DeskError not_found */
export async function changeSecret(tx: Tx, id: number, secret: string): Promise<void> {
  const { rows } = await sql`
    update webhook set secret = ${secret}, revision = revision + 1 where id = ${id} returning id`.execute(tx);
  if (rows.length === 0) throw noWebhook();
}

/** Its deliveries go with it. @throws DeskError not_found; conflict */
export async function removeWebhook(tx: Tx, id: number, revision: number): Promise<void> {
  await lockSeen(tx, id, revision);
  await tx.deleteFrom('webhook').where('id', '=', id).execute();
}

async function lockSeen(tx: Tx, id: number, revision: number): Promise<void> {
  const { rows } = await sql<{ revision: number }>`select revision from webhook where id = ${id} for update`.execute(
    tx,
  );
  if (!rows[0]) throw noWebhook();
  if (rows[0].revision !== revision)
    throw new DeskError('conflict', 'Somebody else has changed this meanwhile. Load it again before you save.');
}

const noWebhook = () => new DeskError('not_found', 'There is no such webhook.');

/** Queues a delivery that tells of nothing. @throws DeskError not_found, invalid */
export async function tryWebhook(tx: Tx, id: number): Promise<void> {
  const { rows } = await sql<{ ended: boolean }>`
    select ended_at is not null as ended from webhook where id = ${id}`.execute(tx);
  if (!rows[0]) throw noWebhook();
  if (rows[0].ended) throw new DeskError('invalid', 'It is switched off. Switch it on first.');
  await sql`insert into outbox (kind, webhook_id, envelope, content, run_at, queued_at)
    values ('webhook', ${id}, '{"to": [], "cc": []}',
      jsonb_build_object('kind', ${TRIAL}::text, 'at', heed_now(), 'ticketId', null, 'agentId', null, 'data', '{}'::jsonb,
        'priority', null, 'level', null, 'status', null),
      heed_now(), heed_now())`.execute(tx);
}

export type Delivery = {
  id: number;
  kind: string;
  ticketId: number | null;
  state: OutboxState;
  attempts: number;
  reason: string | null;
  /** When it was taken or, else, is tried again. */
  at: Instant;
};

const NEWEST = 20;

export async function deliveriesOf(db: Db, id: number): Promise<Delivery[]> {
  const { rows } = await sql<Delivery>`
    select id, content->>'kind' as kind, (content->>'ticketId')::bigint as "ticketId", state, attempts, reason,
      coalesce(sent_at, run_at) as at
    from outbox where webhook_id = ${id} order by id desc limit ${NEWEST}`.execute(db);
  return rows;
}

/** Webhooks are told nothing more, each for its reason; admins hear of it once. */
export async function endWebhooks(tx: Tx, ends: readonly { id: number; why: string }[]): Promise<void> {
  for (const { id, why } of ends) {
    const { rows } = await sql<{ url: string }>`
      update webhook set ended_at = heed_now(), ended_why = ${why}, revision = revision + 1
      where id = ${id} and ended_at is null returning url`.execute(tx);
    if (!rows[0]) continue;
    await stopTelling(tx, id);
    const words = `The webhook to ${URL.parse(rows[0].url)?.host ?? '?'} was switched off. ${why}`;
    await alertAdmins(tx, [warning('webhook ended', words, 'Switch it on again under Webhooks, or remove it.')]);
  }
}

async function stopTelling(tx: Tx, id: number): Promise<void> {
  await sql`update outbox set state = 'suppressed', reason = 'The webhook was switched off.'
    where webhook_id = ${id} and state = 'queued'`.execute(tx);
}

/** Admins hear once of a webhook for which something was given up, and again only after it has taken something. */
export async function tellOfGivenUp(tx: Tx, ids: { taken: number[]; givenUp: number[] }): Promise<void> {
  await sql`update webhook set told_at = null where id = any(${ids.taken}::bigint[]) and told_at is not null`.execute(
    tx,
  );
  const { rows } = await sql<{ url: string }>`
    update webhook set told_at = heed_now() where id = any(${ids.givenUp}::bigint[]) and told_at is null and ended_at is null
    returning url`.execute(tx);
  for (const { url } of rows) {
    const words = `The webhook to ${URL.parse(url)?.host ?? '?'} has taken nothing for days, and what waited longest was given up.`;
    await alertAdmins(tx, [warning('webhook given up', words, 'Look at its deliveries under Webhooks.')]);
  }
}

const warning = (code: string, words: string, advice: string): Finding => ({
  ...{ code, words, advice },
  severity: 'warning',
  count: 1,
  examples: [],
});

/** Deliveries are a log for a month. */
const REMEMBERED = 30 * DAY;
/** Of each webhook at one look, oldest first. */
const FORGOTTEN_AT_ONCE = 200;

export async function forgetDeliveries(db: Db, now: Instant): Promise<void> {
  await sql`
    delete from outbox where state not in ('queued', 'claimed') and queued_at < ${now - REMEMBERED} and id in (
      select o.id from webhook w cross join lateral (
        select id from outbox where webhook_id = w.id order by id limit ${FORGOTTEN_AT_ONCE}) o)`.execute(db);
}
