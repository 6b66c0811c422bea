import type { Cover, Length } from '../../gateway/desk/cover.ts';
import type { Day } from '../../gateway/desk/days.ts';
import { addCover } from '../../gateway/store/covers.ts';
import type { Db } from '../../gateway/store/db.ts';
import { addOrganisation } from '../../gateway/store/organisations.ts';
import { plans } from '../../gateway/store/plans.ts';

const nothingElse = async () => {};

/** An organisation known by these addresses. */
export const organisationOn = (db: Db, name: string, addresses: string[] = [], parentId: number | null = null) =>
  addOrganisation(db, { name, notes: '', parentId, addresses }, nothingElse);

/** Covers it under a plan of the desk, until a day; its id. */
export async function coverOn(
  db: Db,
  organisationId: number,
  plan: 'Standard warranty' | 'Extended support',
  { startsOn, endsOn = null, product = '' }: { startsOn: Day; endsOn?: Day | null; product?: Cover['product'] },
): Promise<number> {
  const found = (await plans(db)).find(({ name }) => name === plan) as ({ id: number } & Length) | undefined;
  if (!found) throw new Error(`there is no plan ${plan}`);
  let added = 0;
  await addCover(db, organisationId, { planId: found.id, product, startsOn, endsOn }, async (_, id) => {
    added = id;
  });
  return added;
}
