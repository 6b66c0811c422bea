import { sql } from 'kysely';
import { lastDay } from '../desk/cover.ts';
import type { Day } from '../desk/days.ts';
import { DeskError } from '../desk/error.ts';
import { takeBackReminders } from './cover-reminders.ts';
import type { Db, Tx } from './db.ts';
import { lockOrganisation } from './organisations.ts';
import { replanOpen } from './policy.ts';
import { retried } from './retry.ts';

/** What an admin writes of a cover. Without an end, it ends as its plan says. */
export type CoverDraft = { planId: number; product: string; startsOn: Day; endsOn: Day | null };

/** @throws DeskError not_found, invalid */
export async function addCover(
  db: Db,
  organisationId: number,
  draft: CoverDraft,
  also: (tx: Tx, id: number) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      await lockOrganisation(tx, organisationId, null);
      const { id } = await tx
        .insertInto('cover')
        .values({ organisation_id: organisationId, ...(await columnsOf(tx, draft)) })
        .returning('id')
        .executeTakeFirstOrThrow();
      await replanOpen(tx);
      await also(tx, id);
    }),
  );
}

/** `also` learns whose it is. @throws DeskError not_found, conflict, invalid */
export async function changeCover(
  db: Db,
  id: number,
  revision: number,
  draft: CoverDraft,
  also: (tx: Tx, organisationId: number) => Promise<void>,
): Promise<void> {
  await changed(db, id, revision, also, async (tx) => {
    await tx
      .updateTable('cover')
      .set({ ...(await columnsOf(tx, draft)), revision: sql`revision + 1` })
      .where('id', '=', id)
      .execute();
  });
}

/** It runs on from its last day for as long as its plan says; reminders begin anew. @throws DeskError not_found, conflict, invalid */
export async function renewCover(
  db: Db,
  id: number,
  revision: number,
  also: (tx: Tx, organisationId: number) => Promise<void>,
): Promise<void> {
  await changed(db, id, revision, also, async (tx, { endsOn, planId }) => {
    const plan = await planOf(tx, planId);
    if (!plan.renewable) throw new DeskError('invalid', `${plan.name} cannot be renewed: give it another plan.`);
    await tx
      .updateTable('cover')
      .set({ ends_on: lastDay(endsOn, plan), renewed_at: sql`heed_now()`, revision: sql`revision + 1` })
      .where('id', '=', id)
      .execute();
  });
}

/** @throws DeskError not_found, conflict */
export async function removeCover(
  db: Db,
  id: number,
  revision: number,
  also: (tx: Tx, organisationId: number) => Promise<void>,
): Promise<void> {
  await changed(db, id, revision, also, async (tx) => {
    await tx.deleteFrom('cover').where('id', '=', id).execute();
  });
}

type Kept = { organisationId: number; planId: number; endsOn: Day };

async function changed(
  db: Db,
  id: number,
  revision: number,
  also: (tx: Tx, organisationId: number) => Promise<void>,
  change: (tx: Tx, kept: Kept) => Promise<void>,
): Promise<void> {
  await retried(() =>
    db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('cover')
        .select(['organisation_id', 'plan_id', 'ends_on', 'revision'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw new DeskError('not_found', 'There is no such cover.');
      if (row.revision !== revision)
        throw new DeskError('conflict', 'Somebody else has changed this cover meanwhile. Load it again.');
      await takeBackReminders(tx, id);
      await change(tx, { organisationId: row.organisation_id, planId: row.plan_id, endsOn: row.ends_on });
      await replanOpen(tx);
      await also(tx, row.organisation_id);
    }),
  );
}

async function columnsOf(tx: Tx, { planId, product, startsOn, endsOn }: CoverDraft) {
  const ends = endsOn ?? lastDay(startsOn, await planOf(tx, planId));
  if (ends < startsOn)
    throw new DeskError('invalid', 'It ends before it begins: give a later last day.', { field: 'endsOn' });
  return { plan_id: planId, product, starts_on: startsOn, ends_on: ends };
}

async function planOf(tx: Tx, id: number) {
  const plan = await tx
    .selectFrom('plan')
    .select(['name', 'days', 'months', 'renewable'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!plan) throw new DeskError('invalid', 'There is no such plan.', { field: 'planId' });
  return plan;
}
