import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { hasDied, renewAt } from '../desk/grant.ts';
import { after, type Instant } from '../desk/instant.ts';
import { MailboxTrouble } from '../mail/imap.ts';
import { type OAuthClient, OAuthTrouble, refreshTokens, type Tokens } from '../mail/oauth.ts';
import { type OAuthEndpoints, PROVIDER_NAMES } from '../mail/oauth-providers.ts';
import type { AccessToken } from '../mail/smtp-server.ts';
import type { Edges } from '../open-edges.ts';
import {
  claimGrant,
  type GrantRow,
  giveGrantBack,
  grantDied,
  grantOf,
  keepTokens,
  type Renewed,
} from '../store/grants.ts';
import type { ClientRow, Provider } from '../store/oauth-clients.ts';
import { insist } from './insist.ts';

type Needs = Pick<Edges, 'db' | 'secrets'>;

export const providerName = (provider: Provider): string => PROVIDER_NAMES[provider];

/** Milliseconds: asking the provider takes 15 s at most, keeping its answer two minutes while the database is away. */
const CLAIM = 3 * 60_000;
const LOOK_AGAIN_AFTER = 200;

/**
 * The access token of a mailbox, renewed in time by whichever gateway needs it first: a refresh token is used once, so
 * one renews and the others wait. A `refused` token is not given again. The function throws MailboxTrouble.
 */
export const tokenOf =
  (heed: Needs, mailboxId: number): AccessToken =>
  async (refused) => {
    const until = performance.now() + CLAIM;
    for (;;) {
      const grant = alive(await grantOf(heed.db, mailboxId));
      const kept = openGrant(heed, grant.sealed);
      if (grant.now < grant.refreshAt && kept.access !== refused) return kept.access;
      const claimed = await claimGrant(heed.db, mailboxId, CLAIM);
      if (claimed) return renew(heed, claimed, refused);
      if (performance.now() > until) throw trouble('Another gateway has not renewed its sign-in yet.', false);
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_AFTER));
    }
  };

function alive(grant: GrantRow | null): GrantRow {
  if (!grant) throw trouble('It is not signed in. Sign in under Administration, Mailboxes.', true);
  if (grant.diedWhy === null) return grant;
  const said = hasDied({ address: grant.address, provider: providerName(grant.client.provider) }, grant.diedWhy);
  throw trouble(`${said.words} ${said.advice}`, true);
}

const trouble = (words: string, login: boolean) => new MailboxTrouble(words, login, null);

/** What the provider means by no for good: nothing but another sign-in, or another client secret, helps. */
const FINAL = new Set([
  'invalid_grant',
  'interaction_required',
  'consent_required',
  'invalid_client',
  'unauthorized_client',
]);

async function renew(heed: Needs, grant: GrantRow, refused: string | undefined): Promise<string> {
  const { db } = heed;
  const { mailboxId } = grant;
  const kept = openGrant(heed, grant.sealed);
  // Somebody renewed it between our look and our claim.
  if (grant.now < grant.refreshAt && kept.access !== refused) {
    await giveGrantBack(db, mailboxId);
    return kept.access;
  }
  try {
    const tokens = await refreshTokens(openClient(heed, grant.client), kept.refresh);
    // Where it was renewed and this is lost, the mailbox is lost until somebody signs in again.
    const renewed = sealTokens(heed, tokens, kept.refresh, grant.now);
    await insist(() => keepTokens(db, grant, renewed));
    return tokens.access;
  } catch (error) {
    if (!(error instanceof OAuthTrouble)) throw error;
    if (error.code !== null && FINAL.has(error.code)) {
      await grantDied(db, grant, providerName(grant.client.provider), error.message);
      return openGrant(heed, alive(await grantOf(db, mailboxId)).sealed).access;
    }
    await giveGrantBack(db, mailboxId);
    if (grant.now < kept.until && kept.access !== refused) return kept.access;
    throw new MailboxTrouble(`The sign-in could not be renewed: ${error.message}`, false, error);
  }
}

const Kept = z.object({ refresh: z.string(), access: z.string(), until: z.number() });

const openGrant = ({ secrets }: Needs, sealed: string) => Kept.parse(JSON.parse(secrets.decrypt(sealed)));

/** Tokens as they are kept. `before`: the refresh token that goes on where no other was given. */
export function sealTokens({ secrets }: Needs, tokens: Tokens, before: string | null, now: Instant): Renewed {
  const refresh = tokens.refresh ?? before;
  if (refresh === null) throw new OAuthTrouble('it gave no lasting sign-in (no refresh token)', null);
  const until = after(now, tokens.lastsSeconds * 1000);
  return {
    sealed: secrets.encrypt(JSON.stringify({ refresh, access: tokens.access, until })),
    refreshAt: renewAt(now, tokens.lastsSeconds),
    endsAt: tokens.refreshLastsSeconds === null ? null : after(now, tokens.refreshLastsSeconds * 1000),
  };
}

export const accessIn = (heed: Needs, sealed: string): string => openGrant(heed, sealed).access;

const Endpoints = z.object({
  authorize: z.string(),
  token: z.string(),
  device: z.string().nullable(),
  scopes: z.array(z.string()),
  more: z.record(z.string(), z.string()),
});

export const endpointsOf = ({ endpoints }: Pick<ClientRow, 'endpoints'>): OAuthEndpoints => Endpoints.parse(endpoints);

export const openClient = ({ secrets }: Needs, row: ClientRow): OAuthClient => ({
  id: row.clientId,
  secret: row.secret === null ? null : secrets.decrypt(row.secret),
  endpoints: endpointsOf(row),
});

/** A secret nobody guesses, of which a hash or a challenge is told: 256 bits, RFC 7636 4.1. */
export const secretWord = (): string => randomBytes(32).toString('base64url');
export const sha256url = (text: string): string => createHash('sha256').update(text).digest('base64url');
