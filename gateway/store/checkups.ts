import { sql } from 'kysely';
import type { Finding, Told } from '../desk/finding.ts';
import { HOUR, type Instant } from '../desk/instant.ts';
import { alertAdmins } from './alerts.ts';
import type { Db } from './db.ts';

/** A check of a million files takes minutes; a gateway that has not said how it ended by now is dead. */
const CLAIM = 2 * HOUR;

/** The newest check. `result` is what was kept, as it was kept; null before the first. */
export type Checkup = {
  checkedAt: Instant | null;
  nightlyAt: Instant | null;
  result: unknown;
  /** Rows whose turn comes next, by table. */
  rolled: Record<string, number>;
};

const NONE: Checkup = { checkedAt: null, nightlyAt: null, result: null, rolled: {} };

export async function checkupOf(db: Db): Promise<Checkup> {
  const { rows } = await sql<Checkup>`
    select checked_at as "checkedAt", nightly_at as "nightlyAt", result, rolled from checkup`.execute(db);
  return rows[0] ?? NONE;
}

/** Breaks that the newest check found. */
export async function brokenPromises(db: Db): Promise<number> {
  const { rows } = await sql<{ broken: number }>`select broken from checkup`.execute(db);
  return rows[0]?.broken ?? 0;
}

export async function keepCheckup(
  db: Db,
  found: { findings: readonly Finding[] },
  rolled: Readonly<Record<string, number>>,
): Promise<void> {
  const broken = found.findings.filter(({ severity }) => severity === 'broken').length;
  await sql`
    insert into checkup (checked_at, result, broken, rolled)
    values (heed_now(), ${JSON.stringify(found)}::jsonb, ${broken}, ${JSON.stringify(rolled)}::jsonb)
    on conflict (singleton) do update set checked_at = excluded.checked_at, result = excluded.result,
      broken = excluded.broken, rolled = excluded.rolled`.execute(db);
}

/** True for the one gateway that is to check this night: of many that ask at once, one is told so. */
export async function claimCheck(db: Db, night: string): Promise<boolean> {
  const { rows } = await sql`
    insert into checkup (claimed_until) values (heed_now() + ${CLAIM}::bigint)
    on conflict (singleton) do update set claimed_until = excluded.claimed_until
    where checkup.night <> ${night} and checkup.claimed_until <= heed_now() returning night`.execute(db);
  return rows.length > 0;
}

/** Gives the claim back, to be taken at the next look. */
export async function giveCheckBack(db: Db): Promise<void> {
  await sql`update checkup set claimed_until = 0`.execute(db);
}

/** The night is checked, and each admin is written to of what is `news`: all of it, or nothing. */
export async function endCheck(
  db: Db,
  night: string,
  tell: (told: Told) => { news: readonly Finding[]; told: Told },
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ told: Told }>`select told from checkup for update`.execute(tx);
    const { news, told } = tell(rows[0]?.told ?? {});
    await sql`update checkup set night = ${night}, claimed_until = 0, nightly_at = checked_at,
      told = ${JSON.stringify(told)}::jsonb`.execute(tx);
    if (news.length > 0) await alertAdmins(tx, news);
    return news.length;
  });
}
