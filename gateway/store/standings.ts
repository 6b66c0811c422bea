import { sql } from 'kysely';
import { type Named, namesOf, organisationOf } from '../desk/belonging.ts';
import { type Organisation, type Register, type Standing, standingOf } from '../desk/cover.ts';
import { dayOf } from '../desk/days.ts';
import { DEFAULT_DESK } from '../desk/desk.ts';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** Somebody, and when it matters how they stood. */
export type Asked = { address: string; at: Instant };

/** Everything that says how some requesters stand, by few rows: their names, their organisations, and those above. */
type Known = Register & { zone: string | null; said: Named[] };

/** How each of them stood at their instant, in the same order, in one query. */
export async function standingsOf(db: Db, asked: readonly Asked[]): Promise<Standing[]> {
  if (asked.length === 0) return [];
  const { zone, said, ...register } = await knownOf(db, asked);
  const saidOf = new Map(said.map((one) => [one.address, one.organisationId]));
  return asked.map(({ address, at }) =>
    standingOf(address, saidOf.get(address.toLowerCase()) ?? null, register, dayOf(zone ?? DEFAULT_DESK.zone, at)),
  );
}

/** What an agent sees beside a ticket: the organisation of its requester, and how that stands now. */
export async function standingNow(
  db: Db,
  address: string,
): Promise<{ organisation: { id: number; name: string } | null; standing: Standing }> {
  const known = await knownOf(db, [{ address }]);
  const [said = null] = known.said.map(({ organisationId }) => organisationId);
  const id = organisationOf(address, said, known.named);
  const found = known.organisations.find((one) => one.id === id);
  return {
    organisation: found ? { id: found.id, name: found.name } : null,
    standing: standingOf(address, said, known, dayOf(known.zone ?? DEFAULT_DESK.zone, known.now)),
  };
}

async function knownOf(db: Db, asked: readonly Pick<Asked, 'address'>[]): Promise<Known & { now: Instant }> {
  const names = [...new Set(asked.flatMap(({ address }) => namesOf(address)))];
  const addresses = [...new Set(asked.map(({ address }) => address.toLowerCase()))];
  const { rows } = await sql<Known & { now: Instant }>`
    with recursive named as materialized (
      select address, organisation_id as "organisationId" from organisation_address where address = any(${names}::text[])
    ), said as materialized (
      select lower(address) as address, organisation_id as "organisationId" from contact
      where lower(address) = any(${addresses}::text[]) and organisation_id is not null
    ), way (id) as (
      select "organisationId" from named union select "organisationId" from said
      union select o.parent_id from organisation o join way using (id) where o.parent_id is not null
    )
    select heed_now() as now, exists(select from cover) as "keepsCover",
      (select value->>'zone' from setting where name = 'desk') as zone,
      coalesce((select jsonb_agg(n) from named n), '[]') as named,
      coalesce((select jsonb_agg(s) from said s), '[]') as said,
      coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'parentId', o.parent_id, 'covers', ${coversOf}))
        from organisation o join way using (id)), '[]') as organisations`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('how requesters stand was not read');
  return row;
}

const coversOf = sql<Organisation['covers']>`coalesce((
  select jsonb_agg(jsonb_build_object('product', c.product, 'startsOn', c.starts_on, 'endsOn', c.ends_on, 'plan',
    jsonb_build_object('name', p.name, 'covers', p.covers, 'channels', p.channels, 'emergencyLine', p.emergency_line)) order by c.id)
  from cover c join plan p on p.id = c.plan_id where c.organisation_id = o.id), '[]')`;
