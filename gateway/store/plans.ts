import { sql } from 'kysely';
import { type Channel, type Length, NO_PLAN } from '../desk/cover.ts';
import { DeskError } from '../desk/error.ts';
import type { Db, Tx } from './db.ts';
import { readBook, replanOpen } from './policy.ts';
import { retried } from './retry.ts';

/** What an admin writes of a plan. */
export type PlanDraft = Length & {
  name: string;
  covers: string[];
  channels: Channel[];
  emergencyLine: boolean;
  renewable: boolean;
};

/** `covers`: how many live under it. */
export type PlanRow = PlanDraft & { id: number; revision: number; used: number };

/** All plans, in the order in which they were made. */
export async function plans(db: Db): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select p.id, p.name, p.days, p.months, p.covers, p.channels, p.emergency_line as "emergencyLine", p.renewable, p.revision,
      (select count(*) from cover c where c.plan_id = p.id) as used
    from plan p order by p.id`.execute(db);
  return rows;
}

/** @throws DeskError invalid */
export async function addPlan(db: Db, draft: PlanDraft, also: (tx: Tx, id: number) => Promise<void>): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await alone(tx);
      await refuseName(tx, null, draft.name);
      const { id } = await tx.insertInto('plan').values(columnsOf(draft)).returning('id').executeTakeFirstOrThrow();
      await also(tx, id);
    }),
  );
}

/** Cover under it keeps the last day it has. @throws DeskError not_found, conflict, invalid */
export async function changePlan(
  db: Db,
  id: number,
  revision: number,
  draft: PlanDraft,
  also: (tx: Tx) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await alone(tx);
      const { name } = await lockPlan(tx, id, revision);
      if (name.toLowerCase() !== draft.name.toLowerCase()) {
        await refuseName(tx, id, draft.name);
        await refuseNamed(tx, name);
      }
      await tx
        .updateTable('plan')
        .set({ ...columnsOf(draft), revision: sql`revision + 1` })
        .where('id', '=', id)
        .execute();
      await replanOpen(tx);
      await also(tx);
    }),
  );
}

/** @throws DeskError not_found, conflict; invalid while something lives under it */
export async function removePlan(db: Db, id: number, revision: number, also: (tx: Tx) => Promise<void>): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await alone(tx);
      const { name } = await lockPlan(tx, id, revision);
      await refuseNamed(tx, name);
      const { rows } = await sql<{ name: string }>`
        select o.name from cover c join organisation o on o.id = c.organisation_id where c.plan_id = ${id} limit 1`.execute(
        tx,
      );
      if (rows[0]) throw new DeskError('invalid', `${rows[0].name} has it: give that another plan first.`);
      await sql`delete from plan where id = ${id}`.execute(tx);
      await also(tx);
    }),
  );
}

/** Names stay different, and the book is read while nobody else changes a plan. */
async function alone(tx: Tx): Promise<void> {
  await sql`lock table plan in share row exclusive mode`.execute(tx);
}

async function lockPlan(tx: Tx, id: number, revision: number): Promise<{ name: string }> {
  const row = await tx.selectFrom('plan').select(['name', 'revision']).where('id', '=', id).executeTakeFirst();
  if (!row) throw new DeskError('not_found', 'There is no such plan.');
  if (row.revision !== revision)
    throw new DeskError('conflict', 'Somebody else has changed this plan meanwhile. Load it again.');
  return row;
}

async function refuseName(tx: Tx, id: number | null, name: string): Promise<void> {
  if (name.toLowerCase() === NO_PLAN)
    throw new DeskError('invalid', `"${NO_PLAN}" means having no plan: give this one another name.`, { field: 'name' });
  const { rows } = await sql`
    select 1 from plan where lower(name) = lower(${name}) and id is distinct from ${id}`.execute(tx);
  if (rows.length > 0) throw new DeskError('invalid', `There is a plan called "${name}" already.`, { field: 'name' });
}

/** A policy that asks for a plan by its name would ask for nothing. */
async function refuseNamed(tx: Tx, name: string): Promise<void> {
  const { book } = await readBook(tx);
  const policy = book.policies.find(({ fits }) =>
    fits.plans?.some((plan) => plan.toLowerCase() === name.toLowerCase()),
  );
  if (policy)
    throw new DeskError('invalid', `The policy "${policy.name}" is for this plan: change that under Promises first.`, {
      field: 'name',
    });
}

const columnsOf = ({ emergencyLine, ...draft }: PlanDraft) => ({ ...draft, emergency_line: emergencyLine });
