import { sql } from 'kysely';
import type { Instant } from '../desk/instant.ts';
import type { Db } from './db.ts';

export const PROVIDERS = ['google', 'microsoft', 'custom'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** How the desk is known to a provider. `secret` is sealed; `endpoints` is as it was kept. */
export type ClientRow = {
  provider: Provider;
  clientId: string;
  secret: string | null;
  endpoints: unknown;
  secretEndsAt: Instant | null;
};

export async function oauthClients(db: Db): Promise<ClientRow[]> {
  const { rows } = await sql<ClientRow>`
    select provider, client_id as "clientId", secret, endpoints, secret_ends_at as "secretEndsAt"
    from oauth_client order by provider`.execute(db);
  return rows;
}

/** Keeps it, and lets mailboxes try again whose sign-in failed for the one before. */
export async function keepOauthClient(db: Db, client: ClientRow): Promise<void> {
  const { provider, clientId, secret, endpoints, secretEndsAt } = client;
  await sql`
    with kept as (
      insert into oauth_client (provider, client_id, secret, endpoints, secret_ends_at)
      values (${provider}, ${clientId}, ${secret}, ${JSON.stringify(endpoints)}::jsonb, ${secretEndsAt}::bigint)
      on conflict (provider) do update set client_id = excluded.client_id, secret = excluded.secret,
        endpoints = excluded.endpoints, secret_ends_at = excluded.secret_ends_at, changed_at = heed_now()
      returning provider
    )
    update oauth_grant g set died_at = null, died_why = null, refresh_at = 0, granted_at = heed_now()
    from kept where g.provider = kept.provider and g.died_at is not null`.execute(db);
}
