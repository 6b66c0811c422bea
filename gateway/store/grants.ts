import { sql } from 'kysely';
import type { Finding } from '../desk/finding.ts';
import { endsSoon, type Grant, hasDied, TOLD_BEFORE } from '../desk/grant.ts';
import type { Instant } from '../desk/instant.ts';
import { alertAdmins } from './alerts.ts';
import type { Db } from './db.ts';
import type { ClientRow, Provider } from './oauth-clients.ts';

/** What a provider granted to a mailbox, as it stands; `sealed` holds the tokens. */
export type GrantRow = {
  mailboxId: number;
  address: string;
  sealed: string;
  refreshAt: Instant;
  diedWhy: string | null;
  client: ClientRow;
  now: Instant;
};

const FROM = sql`oauth_grant g join mailbox b on b.id = g.mailbox_id join oauth_client c on c.provider = g.provider`;
const COLUMNS = sql`g.mailbox_id as "mailboxId", b.address, g.sealed, g.refresh_at as "refreshAt",
  case when g.died_at is not null then coalesce(g.died_why, '') end as "diedWhy", heed_now() as now,
  jsonb_build_object('provider', c.provider, 'clientId', c.client_id, 'secret', c.secret, 'endpoints', c.endpoints,
    'secretEndsAt', c.secret_ends_at) as client`;

export async function grantOf(db: Db, mailboxId: number): Promise<GrantRow | null> {
  const { rows } = await sql<GrantRow>`select ${COLUMNS} from ${FROM} where g.mailbox_id = ${mailboxId}`.execute(db);
  return rows[0] ?? null;
}

/**
 * The right to renew the tokens, for `lasts` milliseconds: a refresh token that is used twice is taken for stolen.
 * Null while another gateway has it.
 */
export async function claimGrant(db: Db, mailboxId: number, lasts: number): Promise<GrantRow | null> {
  const { rows } = await sql`
    update oauth_grant set refreshing_until = heed_now() + ${lasts}::bigint
    where mailbox_id = ${mailboxId} and refreshing_until <= heed_now() and died_at is null returning mailbox_id`.execute(
    db,
  );
  return rows.length > 0 ? grantOf(db, mailboxId) : null;
}

export async function giveGrantBack(db: Db, mailboxId: number): Promise<void> {
  await sql`update oauth_grant set refreshing_until = 0 where mailbox_id = ${mailboxId}`.execute(db);
}

export type Renewed = { sealed: string; refreshAt: Instant; endsAt: Instant | null };

/** In place of those that were `before`, unless somebody has signed in anew. `endsAt` null leaves an end that was told. */
export async function keepTokens(
  db: Db,
  { mailboxId, sealed: before }: Pick<GrantRow, 'mailboxId' | 'sealed'>,
  { sealed, refreshAt, endsAt }: Renewed,
): Promise<void> {
  await sql`update oauth_grant set sealed = ${sealed}, refresh_at = ${refreshAt}, refreshing_until = 0,
    ends_at = coalesce(${endsAt}::bigint, ends_at) where mailbox_id = ${mailboxId} and sealed = ${before}`.execute(db);
}

/** A new sign-in of a mailbox; passwords it had are forgotten by the caller. */
export async function keepGrant(db: Db, mailboxId: number, provider: Provider, renewed: Renewed): Promise<void> {
  await sql`
    insert into oauth_grant (mailbox_id, provider, sealed, refresh_at, ends_at)
    values (${mailboxId}, ${provider}, ${renewed.sealed}, ${renewed.refreshAt}, ${renewed.endsAt}::bigint)
    on conflict (mailbox_id) do update set provider = excluded.provider, sealed = excluded.sealed, granted_at = heed_now(),
      refresh_at = excluded.refresh_at, refreshing_until = 0, ends_at = excluded.ends_at, told_end = null,
      died_at = null, died_why = null`.execute(db);
}

export async function forgetGrant(db: Db, mailboxId: number): Promise<void> {
  await sql`delete from oauth_grant where mailbox_id = ${mailboxId}`.execute(db);
}

/**
 * The provider says no for good: the mailbox says so, and admins are written to, once for each death. Not when somebody
 * has signed in anew meanwhile.
 */
export async function grantDied(
  db: Db,
  { mailboxId, address, sealed }: Pick<GrantRow, 'mailboxId' | 'address' | 'sealed'>,
  provider: string,
  why: string,
): Promise<void> {
  const said = hasDied({ address, provider }, why);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql`update oauth_grant set died_at = heed_now(), died_why = ${why}, refreshing_until = 0
      where mailbox_id = ${mailboxId} and sealed = ${sealed} and died_at is null returning mailbox_id`.execute(tx);
    if (rows.length === 0) return;
    await sql`update mailbox set health = health || jsonb_build_object('trouble', ${`${said.words} ${said.advice}`}::text)
      where id = ${mailboxId}`.execute(tx);
    await alertAdmins(tx, [findingOf('sign-in ended', 'broken', said)], mailboxId);
  });
}

const findingOf = (code: string, severity: Finding['severity'], said: { words: string; advice: string }): Finding => ({
  code,
  severity,
  count: 1,
  ...said,
  examples: [],
});

const ENDING = sql`
  select g.mailbox_id as "mailboxId", b.address, g.provider, least(g.ends_at, c.secret_ends_at) as "endsAt",
    coalesce(c.secret_ends_at <= least(g.ends_at, c.secret_ends_at), false) as "bySecret"
  from ${FROM} where b.removed_at is null and g.died_at is null
    and least(g.ends_at, c.secret_ends_at) < heed_now() + ${TOLD_BEFORE}::bigint`;

type Named = (provider: Provider) => string;

/** Sign-ins that soon end, for whoever looks. `named`: providers as people call them. */
export async function grantsEnding(db: Db, named: Named): Promise<Finding[]> {
  const { rows } = await sql<Grant & { provider: Provider }>`${ENDING} order by g.mailbox_id`.execute(db);
  return rows.map((row) =>
    findingOf('sign-in ends soon', 'warning', endsSoon({ ...row, provider: named(row.provider) })),
  );
}

/** Writes to admins of each end that comes near, once; how many there were. */
export async function warnOfEnds(db: Db, named: Named): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<Grant & { provider: Provider }>`
      update oauth_grant g set told_end = soon."endsAt" from (${ENDING}) soon
      where g.mailbox_id = soon."mailboxId" and g.told_end is distinct from soon."endsAt" returning soon.*`.execute(tx);
    const findings = rows.map((row) =>
      findingOf('sign-in ends soon', 'warning', endsSoon({ ...row, provider: named(row.provider) })),
    );
    if (findings.length > 0) await alertAdmins(tx, findings);
    return findings.length;
  });
}
