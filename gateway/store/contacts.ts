import { sql } from 'kysely';
import type { Role } from '../desk/cover.ts';
import { DeskError } from '../desk/error.ts';
import { isSamePhone, phoneTail } from '../desk/phone.ts';
import type { Db, Tx } from './db.ts';
import { lockOrganisation } from './organisations.ts';
import { replanOpen } from './policy.ts';
import { retried } from './retry.ts';

/** What somebody writes of a person at an organisation; phones as desk/phone.ts keeps them. */
export type ContactDraft = { address: string; name: string; roles: Role[]; phones: string[] };

/** Puts a person there, also one nobody has heard from yet. @throws DeskError not_found */
export async function putContact(
  db: Db,
  organisationId: number,
  { address, name, roles, phones }: ContactDraft,
  also: (tx: Tx) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await lockOrganisation(tx, organisationId, null);
      const { rows } = await sql<{ id: number }>`
        insert into contact (address, name) values (${address}, ${name})
        on conflict (lower(address)) do update set name = case when excluded.name = '' then contact.name else excluded.name end
        returning id`.execute(tx);
      const id = rows[0]?.id;
      if (id === undefined) throw new Error('a contact was not kept');
      await tx.updateTable('contact').set({ organisation_id: organisationId, roles }).where('id', '=', id).execute();
      await sql`delete from contact_phone where contact_id = ${id} and number <> all(${phones}::text[])`.execute(tx);
      await sql`insert into contact_phone (contact_id, number) select ${id}, unnest(${phones}::text[])
        on conflict do nothing`.execute(tx);
      await replanOpen(tx);
      await also(tx);
    }),
  );
}

/** Leaves an organisation; where their address says that they belong to it, they still do. @throws DeskError not_found */
export async function releaseContact(
  db: Db,
  organisationId: number,
  id: number,
  also: (tx: Tx) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql`update contact set organisation_id = null, roles = '{}'
        where id = ${id} and organisation_id = ${organisationId} returning id`.execute(tx);
      if (rows.length === 0) throw new DeskError('not_found', 'There is nobody like that.');
      await replanOpen(tx);
      await also(tx);
    }),
  );
}

/** Those whom a call from a number may come from, as desk/phone.ts keeps it. */
export async function contactsByPhone(
  db: Db,
  number: string,
): Promise<{ id: number; address: string; name: string; number: string }[]> {
  const { rows } = await sql<{ id: number; address: string; name: string; number: string }>`
    select c.id, c.address, c.name, p.number from contact_phone p join contact c on c.id = p.contact_id
    where right(p.number, 7) = ${phoneTail(number)} order by c.id`.execute(db);
  const same = rows.filter((row) => isSamePhone(row.number, number));
  return same.filter(({ id }, at) => same.findIndex((one) => one.id === id) === at);
}
