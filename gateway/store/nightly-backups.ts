import { sql } from 'kysely';
import { DAY, HOUR, type Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

/** A gateway that has not said how its backup ended by now is dead. The largest desk's takes minutes. */
const CLAIM = 6 * HOUR;
/** A disk may have room again, a database be back. */
const AGAIN_AFTER = HOUR;
/** Nights remembered, for whoever asks how it has been going. */
const REMEMBERED = 90 * DAY;

/**
 * How the backup of a night ended. One that is done may lack something, in words; one that stopped with its gateway may
 * be made by somebody else at once.
 */
export type NightEnd =
  | { state: 'done'; folder: string; reason: string | null }
  | { state: 'failed'; reason: string }
  | { state: 'stopped' };

/** True for the one gateway that is to make the backup of this night: of many that ask at once, one is told so. */
export async function claimNight(db: Db, night: string): Promise<boolean> {
  const { rows } = await sql`
    insert into nightly_backup (night, state, claimed_until) values (${night}, 'running', heed_now() + ${CLAIM}::bigint)
    on conflict (night) do update set state = 'running', reason = null, claimed_until = excluded.claimed_until
    where nightly_backup.state <> 'done' and nightly_backup.claimed_until <= heed_now()
    returning night`.execute(db);
  return rows.length > 0;
}

export async function endNight(db: Db, night: string, end: NightEnd): Promise<void> {
  if (end.state === 'stopped') {
    await db.deleteFrom('nightly_backup').where('night', '=', night).where('state', '=', 'running').execute();
    return;
  }
  const folder = end.state === 'done' ? end.folder : null;
  await sql`update nightly_backup set state = ${end.state}, folder = ${folder}, reason = ${end.reason}, at = heed_now(),
    claimed_until = heed_now() + ${AGAIN_AFTER}::bigint where night = ${night}`.execute(db);
  await sql`delete from nightly_backup where at < heed_now() - ${REMEMBERED}::bigint`.execute(db);
}

/** The newest night whose backup ended, and when one last was made. */
export type Nights = {
  last: { night: string; state: 'running' | 'done' | 'failed'; reason: string | null } | null;
  madeAt: Instant | null;
};

export async function nightsUntilNow(db: Db): Promise<Nights> {
  const last = await db
    .selectFrom('nightly_backup')
    .select(['night', 'state', 'reason'])
    .where('state', '<>', 'running')
    .orderBy('night', 'desc')
    .limit(1)
    .executeTakeFirst();
  const made = await db
    .selectFrom('nightly_backup')
    .select((eb) => eb.fn.max('at').as('at'))
    .where('state', '=', 'done')
    .executeTakeFirst();
  return { last: last ?? null, madeAt: made?.at ?? null };
}
