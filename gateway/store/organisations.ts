import { sql } from 'kysely';
import { namesOf } from '../desk/belonging.ts';
import type { Role } from '../desk/cover.ts';
import type { Day } from '../desk/days.ts';
import { DeskError } from '../desk/error.ts';
import type { Instant } from '../desk/instant.ts';
import type { Db, Tx } from './db.ts';
import { replanOpen } from './policy.ts';
import { retried } from './retry.ts';

/** A line of the list. `cover`: of all it has, the one that ends last. */
export type OrganisationRow = {
  id: number;
  name: string;
  parentId: number | null;
  addresses: string[];
  cover: { plan: string; startsOn: Day; endsOn: Day } | null;
};

export type CoverRow = {
  id: number;
  planId: number;
  plan: string;
  product: string;
  startsOn: Day;
  endsOn: Day;
  renewable: boolean;
  renewedAt: Instant | null;
  revision: number;
  /** That its end was announced: so many days before, and when. */
  reminders: { days: number; endsOn: Day; at: Instant }[];
};

/** `said`: somebody put them there; others belong by their address. */
export type ContactRow = { id: number; address: string; name: string; roles: Role[]; phones: string[]; said: boolean };

export type OrganisationDetail = Omit<OrganisationRow, 'cover'> & {
  notes: string;
  revision: number;
  parent: { id: number; name: string } | null;
  children: { id: number; name: string }[];
  covers: CoverRow[];
  contacts: ContactRow[];
};

/** What an admin writes of one. */
export type OrganisationDraft = { name: string; notes: string; parentId: number | null; addresses: string[] };

/** Contacts shown of one organisation; of a large one those heard from last. */
const MOST_CONTACTS = 200;

/** Organisations in the order of their names, or those whose name or address holds some words. `after`: the last one's name. */
export async function listOrganisations(
  db: Db,
  { words, after, limit }: { words: string; after: string | null; limit: number },
): Promise<OrganisationRow[]> {
  const like = `%${words.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<OrganisationRow>`
    select o.id, o.name, o.parent_id as "parentId", ${ADDRESSES} as addresses,
      (select jsonb_build_object('plan', p.name, 'startsOn', c.starts_on, 'endsOn', c.ends_on) from cover c join plan p on p.id = c.plan_id
        where c.organisation_id = o.id order by c.ends_on desc, c.id desc limit 1) as cover
    from organisation o
    where (${words} = '' or lower(o.name) like ${like}
        or exists(select from organisation_address a where a.organisation_id = o.id and a.address like ${like}))
      and (${after}::text is null or lower(o.name) > lower(${after}))
    order by lower(o.name) limit ${limit}`.execute(db);
  return rows;
}

/** A whole organisation; null when there is none. */
export async function organisationDetail(db: Db, id: number): Promise<OrganisationDetail | null> {
  const { rows } = await sql<Omit<OrganisationDetail, 'contacts'>>`
    select o.id, o.name, o.notes, o.parent_id as "parentId", o.revision, ${ADDRESSES} as addresses,
      (select jsonb_build_object('id', p.id, 'name', p.name) from organisation p where p.id = o.parent_id) as parent,
      coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'name', k.name) order by lower(k.name))
        from organisation k where k.parent_id = o.id), '[]') as children,
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'planId', p.id, 'plan', p.name, 'product', c.product,
          'startsOn', c.starts_on, 'endsOn', c.ends_on, 'renewable', p.renewable, 'renewedAt', c.renewed_at, 'revision', c.revision,
          'reminders', coalesce((select jsonb_agg(jsonb_build_object('days', r.days, 'endsOn', r.ends_on, 'at', r.at) order by r.at, r.days desc)
            from cover_reminder r where r.cover_id = c.id), '[]')) order by c.ends_on desc, c.id desc)
        from cover c join plan p on p.id = c.plan_id where c.organisation_id = o.id), '[]') as covers
    from organisation o where o.id = ${id}`.execute(db);
  const [found] = rows;
  return found ? { ...found, contacts: await contactsOf(db, found) } : null;
}

const ADDRESSES = sql<string[]>`array(
  select a.address from organisation_address a where a.organisation_id = o.id order by a.address)`;

/** Those somebody put there, then those whose address says so and that nobody put elsewhere. */
async function contactsOf(db: Db, { id, addresses }: Pick<OrganisationRow, 'id' | 'addresses'>): Promise<ContactRow[]> {
  const [singles, domains] = [
    addresses.filter((one) => one.includes('@')),
    addresses.filter((one) => !one.includes('@')),
  ];
  const { rows } = await sql<ContactRow>`
    select k.id, k.address, k.name, k.roles, k.organisation_id is not null as said,
      array(select number from contact_phone p where p.contact_id = k.id order by number) as phones
    from contact k
    where k.organisation_id = ${id} or k.organisation_id is null
      and (lower(k.address) = any(${singles}::text[]) or split_part(lower(k.address), '@', 2) = any(${domains}::text[]))
    order by said desc, k.id desc limit ${MOST_CONTACTS}`.execute(db);
  return rows;
}

/** @throws DeskError invalid, conflict when a name or an address is another's */
export async function addOrganisation(db: Db, draft: OrganisationDraft, also: (tx: Tx, id: number) => Promise<void>) {
  return retried(() =>
    db.transaction().execute(async (tx) => {
      await alone(tx);
      const { name, notes, parentId } = await checked(tx, null, draft);
      const { id } = await tx
        .insertInto('organisation')
        .values({ name, notes, parent_id: parentId })
        .returning('id')
        .executeTakeFirstOrThrow();
      await giveAddresses(tx, id, draft.addresses);
      await also(tx, id);
      return id;
    }),
  );
}

/** `revision`: as whoever changes it saw it. @throws DeskError not_found, invalid, conflict */
export async function changeOrganisation(
  db: Db,
  id: number,
  revision: number,
  draft: OrganisationDraft,
  also: (tx: Tx) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await alone(tx);
      await lockOrganisation(tx, id, revision);
      const { name, notes, parentId } = await checked(tx, id, draft);
      await sql`update organisation set name = ${name}, notes = ${notes}, parent_id = ${parentId}, revision = revision + 1
        where id = ${id}`.execute(tx);
      await giveAddresses(tx, id, draft.addresses);
      await also(tx);
    }),
  );
}

/** Its contacts and tickets stay; its cover and its addresses go. @throws DeskError not_found, conflict, invalid */
export async function removeOrganisation(db: Db, id: number, revision: number, also: (tx: Tx) => Promise<void>) {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await lockOrganisation(tx, id, revision);
      const child = await tx
        .selectFrom('organisation')
        .select('name')
        .where('parent_id', '=', id)
        .limit(1)
        .executeTakeFirst();
      if (child) throw new DeskError('invalid', `${child.name} is part of it: give that another place first.`);
      await sql`delete from organisation where id = ${id}`.execute(tx);
      await replanOpen(tx);
      await also(tx);
    }),
  );
}

/** @throws DeskError not_found, conflict when somebody changed it since `revision` */
export async function lockOrganisation(tx: Tx, id: number, revision: number | null): Promise<void> {
  const row = await tx
    .selectFrom('organisation')
    .select('revision')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DeskError('not_found', 'There is no such organisation.');
  if (revision !== null && row.revision !== revision)
    throw new DeskError('conflict', 'Somebody else has changed this organisation meanwhile. Load it again.');
}

/** Whoever moves organisations about meets here, so that two moves make no circle. */
async function alone(tx: Tx): Promise<void> {
  await sql`lock table organisation in share row exclusive mode`.execute(tx);
}

/** The draft, if nothing speaks against it: one name, one place, no circle. */
async function checked(tx: Tx, id: number | null, draft: OrganisationDraft): Promise<OrganisationDraft> {
  const { name, parentId, addresses } = draft;
  const namesake = await sql<{ id: number }>`
    select id from organisation where lower(name) = lower(${name}) and id is distinct from ${id}`.execute(tx);
  if (namesake.rows.length > 0)
    throw new DeskError('invalid', `There is an organisation called "${name}" already.`, { field: 'name' });
  if (parentId !== null && (await above(tx, parentId)).includes(id ?? 0))
    throw new DeskError('invalid', 'An organisation cannot be part of itself.', { field: 'parentId' });
  for (const address of addresses) refuseForeign(address);
  return draft;
}

/** An organisation and those above it. @throws DeskError invalid, when there is none */
async function above(tx: Tx, id: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive way (id) as (
      select id from organisation where id = ${id}
      union select o.parent_id from organisation o join way using (id) where o.parent_id is not null
    ) select id from way`.execute(tx);
  if (rows.length === 0) throw new DeskError('invalid', 'The organisation above is gone.', { field: 'parentId' });
  return rows.map((row) => row.id);
}

function refuseForeign(address: string): void {
  if (!address.includes('@') && namesOf(`x@${address}`).length === 1)
    throw new DeskError('invalid', `Anybody can have an address at ${address}: give single addresses instead.`, {
      field: 'addresses',
    });
}

/** @throws DeskError invalid, which names the organisation that has an address already */
async function giveAddresses(tx: Tx, id: number, addresses: readonly string[]): Promise<void> {
  const wanted = [...new Set(addresses.map((one) => one.toLowerCase()))];
  await sql`delete from organisation_address where organisation_id = ${id} and address <> all(${wanted}::text[])`.execute(
    tx,
  );
  await sql`insert into organisation_address (address, organisation_id) select unnest(${wanted}::text[]), ${id}
    on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ address: string; name: string }>`
    select a.address, o.name from organisation_address a join organisation o on o.id = a.organisation_id
    where a.address = any(${wanted}::text[]) and a.organisation_id <> ${id} limit 1`.execute(tx);
  const [taken] = rows;
  if (taken) throw new DeskError('invalid', `${taken.address} is ${taken.name}'s already.`, { field: 'addresses' });
  await replanOpen(tx);
}
