import { z } from 'zod';
import type { SignInEdge } from '../api/sign-in-edge.ts';
import { DeskError } from '../desk/error.ts';
import { whyUnreachable } from '../desk/reachable.ts';
import {
  askDeviceCode,
  authorizeUrl,
  OAuthTrouble,
  type Tokens,
  tokensForCode,
  tokensForDevice,
} from '../mail/oauth.ts';
import { KNOWN_ENDPOINTS, type OAuthEndpoints } from '../mail/oauth-providers.ts';
import type { Edges } from '../open-edges.ts';
import type { Renewed } from '../store/grants.ts';
import { readNow } from '../store/now.ts';
import { keepOauthClient, oauthClients } from '../store/oauth-clients.ts';
import { askLess, beginSignIn, endSignIn, mayAsk, type SignIn, signInOf, takeByState } from '../store/sign-ins.ts';
import { accessIn, endpointsOf, openClient, providerName, sealTokens, secretWord, sha256url } from './grants.ts';

type Needs = Pick<Edges, 'db' | 'secrets' | 'config'>;

/** Milliseconds. A person looks for their password and second factor, tests and connects the mailbox. */
const LASTS = 30 * 60_000;

/** RFC 8628 3.5: a client that asks too often waits five seconds longer from then on. */
const LESS_OFTEN = 5000;

const CALLBACK = 'api/oauth/callback';

/** Signing in with a provider of mail, for the API. */
export function signInEdge(heed: Needs): SignInEdge {
  const { db, secrets, config } = heed;
  const redirect = () => new URL(CALLBACK, config.baseUrl).href;

  const clientOf = async (provider: SignIn['provider']) => {
    const row = (await oauthClients(db)).find((one) => one.provider === provider);
    if (!row) throw new DeskError('invalid', `Enter first how your desk is known to ${providerName(provider)}.`);
    return openClient(heed, row);
  };
  const end = async (signIn: SignIn, ask: () => Promise<Tokens | null>): Promise<void> => {
    try {
      const tokens = await ask();
      if (tokens === null) return;
      const kept = sealTokens(heed, tokens, null, await readNow(db));
      const sealed = secrets.encrypt(JSON.stringify(kept));
      await endSignIn(db, signIn.id, { status: 'done', sealed });
    } catch (error) {
      if (!(error instanceof OAuthTrouble)) throw error;
      await endSignIn(db, signIn.id, {
        status: 'failed',
        trouble: `${providerName(signIn.provider)}: ${error.message}`,
      });
    }
  };

  return {
    redirect,
    async clients() {
      return (await oauthClients(db)).map((row) => {
        const endpoints = endpointsOf(row);
        return {
          provider: row.provider,
          clientId: row.clientId,
          hasSecret: row.secret !== null,
          secretEndsAt: row.secretEndsAt,
          ways: waysOf(endpoints, config.baseUrl),
          endpoints: { ...endpoints, device: endpoints.device ?? '', scopes: endpoints.scopes.join(' ') },
        };
      });
    },
    async keepClient({ provider, clientId, secret, secretEndsAt, tenant, endpoints }) {
      const known = provider === 'custom' ? checked(endpoints) : KNOWN_ENDPOINTS[provider](tenant);
      const before = (await oauthClients(db)).find((one) => one.provider === provider);
      const sealed = secret === '' ? null : secrets.encrypt(secret);
      // An empty field leaves the secret of the same client as it is: it is never shown.
      const same = secret === '' && before?.clientId === clientId ? before : null;
      await keepOauthClient(db, {
        provider,
        clientId,
        secret: same ? same.secret : sealed,
        secretEndsAt: secretEndsAt ?? same?.secretEndsAt ?? null,
        endpoints: known,
      });
    },
    async begin({ provider, address, way, agentId }) {
      const client = await clientOf(provider);
      if (!waysOf(client.endpoints, config.baseUrl).includes(way))
        throw new DeskError('invalid', whyNot(way, config.baseUrl));
      const common = { agentId, provider, address };
      if (way === 'browser') {
        const [state, verifier] = [secretWord(), secretWord()];
        const sealed = secrets.encrypt(JSON.stringify({ verifier }));
        const begun = { ...common, sealed, stateHash: sha256url(state), lastsMilliseconds: LASTS, askAgainAfter: 0 };
        const id = await beginSignIn(db, begun);
        const url = authorizeUrl(client, { redirect: redirect(), state, challenge: sha256url(verifier), address });
        return { id, way, url };
      }
      const code = await askDeviceCode(client).catch(asInvalid);
      const every = code.everySeconds * 1000;
      const sealed = secrets.encrypt(JSON.stringify({ deviceCode: code.deviceCode, every }));
      const lasts = Math.max(LASTS, code.lastsSeconds * 1000);
      const begun = { ...common, sealed, stateHash: null, lastsMilliseconds: lasts, askAgainAfter: every };
      const id = await beginSignIn(db, begun);
      return { id, way, code: code.userCode, at: code.at, everySeconds: code.everySeconds };
    },
    async comeBack({ state, code, error, agentId }) {
      const signIn = await takeByState(db, sha256url(state), agentId);
      if (!signIn) throw new DeskError('invalid', 'This sign-in is over. Begin it again in the app.');
      const { verifier } = Begun.parse(JSON.parse(secrets.decrypt(signIn.sealed)));
      const client = await clientOf(signIn.provider);
      await end(signIn, async () => {
        if (code === undefined || verifier === undefined)
          throw new OAuthTrouble(`nobody signed in (${error ?? 'no code came back'})`, error ?? null);
        return tokensForCode(client, { code, verifier, redirect: redirect() });
      });
      return signIn.id;
    },
    async look(id, agentId) {
      const signIn = await mine(heed, id, agentId);
      if (signIn.status !== 'waiting') return shown(signIn);
      const { deviceCode, every } = Begun.parse(JSON.parse(secrets.decrypt(signIn.sealed)));
      if (deviceCode === undefined || every === undefined || !(await mayAsk(db, id, every))) return shown(signIn);
      const client = await clientOf(signIn.provider);
      await end(signIn, async () => {
        const answer = await tokensForDevice(client, deviceCode);
        if (answer !== 'ask less') return answer === 'waiting' ? null : answer;
        const less = every + LESS_OFTEN;
        await askLess(db, id, secrets.encrypt(JSON.stringify({ deviceCode, every: less })), less);
        return null;
      });
      return shown(await mine(heed, id, agentId));
    },
    async use(id, agentId) {
      const { status, provider, sealed } = await mine(heed, id, agentId);
      if (status !== 'done') throw new DeskError('invalid', 'Nobody has signed in yet.');
      const kept = Granted.parse(JSON.parse(secrets.decrypt(sealed))) as Renewed;
      return { provider, granted: kept, accessToken: accessIn(heed, kept.sealed) };
    },
  };
}

const Begun = z.object({
  verifier: z.string().optional(),
  deviceCode: z.string().optional(),
  every: z.number().optional(),
});
const Granted = z.object({ sealed: z.string(), refreshAt: z.number(), endsAt: z.number().nullable() });

async function mine({ db }: Needs, id: number, agentId: number): Promise<SignIn> {
  const signIn = await signInOf(db, id, agentId);
  if (!signIn) throw new DeskError('not_found', 'This sign-in is over. Begin it again.');
  return signIn;
}

const shown = ({ id, provider, address, status, trouble }: SignIn) => ({ id, provider, address, status, trouble });

/** Providers send browsers to https only, or to the machine they run on. */
function waysOf({ device }: OAuthEndpoints, { protocol, hostname }: URL): ('browser' | 'device')[] {
  const here = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  return [
    ...(protocol === 'https:' || here ? (['browser'] as const) : []),
    ...(device === null ? [] : (['device'] as const)),
  ];
}

const whyNot = (way: 'browser' | 'device', baseUrl: URL): string =>
  way === 'browser'
    ? `A provider sends nobody back to ${baseUrl.origin}: ${whyUnreachable(baseUrl) ?? 'it is not https'}. Set BASE_URL to an https address, or open Heed at http://localhost.`
    : 'This provider lets nobody sign in by a code. Sign in with the browser.';

/** Endpoints that an admin writes: our secrets go there, so by https, or to this machine. */
function checked(endpoints: { authorize: string; token: string; device: string; scopes: string } | undefined) {
  if (!endpoints) throw new DeskError('invalid', 'Write the addresses where your provider is asked for a sign-in.');
  const { authorize, token, device, scopes } = endpoints;
  for (const address of [authorize, token, ...(device === '' ? [] : [device])]) {
    const url = URL.parse(address);
    const safe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname));
    if (!safe || url.username !== '') throw new DeskError('invalid', `${address} must begin with https://.`);
  }
  const split = scopes.split(/\s+/).filter(Boolean);
  return { authorize, token, device: device || null, scopes: split, more: {} };
}

function asInvalid(error: unknown): never {
  if (error instanceof OAuthTrouble) throw new DeskError('invalid', error.message);
  throw error;
}
