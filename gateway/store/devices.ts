import { sql } from 'kysely';
import type { Db } from './db.ts';

/** A browser that may be called. */
export type DeviceRow = { id: number; endpoint: string; p256dh: string; auth: string };

/** More are forgotten, oldest first: nobody carries so many, and each is a call for every page. */
const MOST_DEVICES = 10;

/** Keeps a device for an agent; one that another agent had is theirs no more. */
export async function keepDevice(db: Db, agentId: number, device: Omit<DeviceRow, 'id'>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`
      insert into device (agent_id, endpoint, p256dh, auth)
      values (${agentId}, ${device.endpoint}, ${device.p256dh}, ${device.auth})
      on conflict (endpoint) do update set agent_id = excluded.agent_id, p256dh = excluded.p256dh, auth = excluded.auth,
        trouble = null`.execute(tx);
    await sql`delete from device where id in
      (select id from device where agent_id = ${agentId} order by id desc offset ${MOST_DEVICES})`.execute(tx);
  });
}

/** Forgets one of an agent's own devices. */
export async function forgetDevice(db: Db, agentId: number, endpoint: string): Promise<void> {
  await sql`delete from device where agent_id = ${agentId} and endpoint = ${endpoint}`.execute(db);
}

/** What came of calling a device: it is forgotten when it is gone, and says so when it could not be called. */
export async function noteCall(db: Db, id: number, came: 'taken' | 'gone' | { failed: string }): Promise<void> {
  if (came === 'gone') await sql`delete from device where id = ${id}`.execute(db);
  else {
    const trouble = came === 'taken' ? null : came.failed;
    await sql`update device set trouble = ${trouble} where id = ${id} and trouble is distinct from ${trouble}`.execute(
      db,
    );
  }
}

/** The devices of agents who are here, by their addresses. */
export async function devicesOf(db: Db, addresses: readonly string[]): Promise<DeviceRow[]> {
  const { rows } = await sql<DeviceRow>`
    select d.id, d.endpoint, d.p256dh, d.auth from device d join agent a on a.id = d.agent_id
    where lower(a.address) = any(${addresses.map((address) => address.toLowerCase())}::text[]) and a.deactivated_at is null
    order by d.id`.execute(db);
  return rows;
}

type KeyRow = { publicKey: string; privateKey: string };

/** The keys of this desk, `fresh` ones the first time; two gateways that make some at once use the same. */
export async function pushKeys(db: Db, fresh: () => KeyRow): Promise<KeyRow> {
  const read = async () =>
    (await sql<KeyRow>`select public_key as "publicKey", private_key as "privateKey" from push_key`.execute(db))
      .rows[0];
  const there = await read();
  if (there) return there;
  const { publicKey, privateKey } = fresh();
  await sql`insert into push_key (public_key, private_key) values (${publicKey}, ${privateKey}) on conflict do nothing`.execute(
    db,
  );
  const made = await read();
  if (!made) throw new Error('the keys for push were not kept');
  return made;
}
