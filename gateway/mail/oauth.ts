import { z } from 'zod';
import type { OAuthEndpoints } from './oauth-providers.ts';

/** How the desk is known to the provider; `secret` is null for a public client. */
export type OAuthClient = { id: string; secret: string | null; endpoints: OAuthEndpoints };

export type Tokens = {
  access: string;
  /** null where the one we have goes on. */
  refresh: string | null;
  lastsSeconds: number;
  /** null where the provider does not tell. */
  refreshLastsSeconds: number | null;
};

/** The provider said no, or answered nothing one can use. `code` is its own (RFC 6749 5.2); never a token in it. */
export class OAuthTrouble extends Error {
  readonly code: string | null;
  constructor(words: string, code: string | null) {
    super(words);
    this.code = code;
  }
}

/** Where a browser is sent to sign in. `challenge`: of the verifier, S256 (RFC 7636). */
export function authorizeUrl(
  { id, endpoints }: OAuthClient,
  { redirect, state, challenge, address }: { redirect: string; state: string; challenge: string; address: string },
): string {
  const url = new URL(endpoints.authorize);
  const parameters = {
    response_type: 'code',
    client_id: id,
    redirect_uri: redirect,
    scope: endpoints.scopes.join(' '),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    login_hint: address,
    ...endpoints.more,
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** @throws OAuthTrouble */
export const tokensForCode = (
  client: OAuthClient,
  { code, verifier, redirect }: { code: string; verifier: string; redirect: string },
): Promise<Tokens> =>
  askTokens(client, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect });

/** @throws OAuthTrouble */
export const refreshTokens = (client: OAuthClient, refresh: string): Promise<Tokens> =>
  askTokens(client, { grant_type: 'refresh_token', refresh_token: refresh });

export type DeviceCode = {
  deviceCode: string;
  userCode: string;
  at: string;
  lastsSeconds: number;
  everySeconds: number;
};

/** A code for a person to type on another device (RFC 8628). @throws OAuthTrouble */
export async function askDeviceCode({ id, endpoints }: OAuthClient): Promise<DeviceCode> {
  if (endpoints.device === null) throw new OAuthTrouble('This provider lets nobody sign in by a code.', null);
  const body = await post(endpoints.device, { client_id: id, scope: endpoints.scopes.join(' ') });
  const found = DeviceAnswer.safeParse(body);
  if (!found.success) throw strange(endpoints.device);
  const { device_code, user_code, verification_uri, verification_url, expires_in, interval } = found.data;
  const at = verification_uri ?? verification_url;
  if (at === undefined) throw strange(endpoints.device);
  return { deviceCode: device_code, userCode: user_code, at, lastsSeconds: expires_in, everySeconds: interval };
}

/** 'waiting': nobody has typed the code yet. 'ask less': and we ask too often. @throws OAuthTrouble */
export async function tokensForDevice(
  client: OAuthClient,
  deviceCode: string,
): Promise<Tokens | 'waiting' | 'ask less'> {
  try {
    return await askTokens(client, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: deviceCode,
    });
  } catch (error) {
    const code = error instanceof OAuthTrouble ? error.code : null;
    if (code === 'authorization_pending') return 'waiting';
    if (code === 'slow_down') return 'ask less';
    throw error;
  }
}

async function askTokens({ id, secret, endpoints }: OAuthClient, asked: Record<string, string>): Promise<Tokens> {
  const body = await post(endpoints.token, {
    ...asked,
    client_id: id,
    ...(secret === null ? {} : { client_secret: secret }),
  });
  const found = TokenAnswer.safeParse(body);
  if (!found.success) throw strange(endpoints.token);
  const { access_token, refresh_token, expires_in, refresh_token_expires_in } = found.data;
  return {
    access: access_token,
    refresh: refresh_token ?? null,
    lastsSeconds: expires_in,
    refreshLastsSeconds: refresh_token_expires_in || null,
  };
}

// Where a provider tells no life, it is at least this long (RFC 6749 5.1 only recommends to tell).
const USUAL_LIFE = 3600;
const Seconds = z.coerce.number().positive().max(1e9);

// A token travels in one line of SASL and is kept whole; none in use has a tenth of this.
const Token = z.string().min(1).max(16_384);
const TokenAnswer = z.object({
  access_token: Token,
  refresh_token: Token.optional(),
  expires_in: Seconds.default(USUAL_LIFE),
  refresh_token_expires_in: z.coerce.number().nonnegative().max(1e10).optional(),
});

const DeviceAnswer = z.object({
  device_code: Token,
  user_code: z.string().min(1).max(100),
  verification_uri: z.url().optional(),
  verification_url: z.url().optional(),
  expires_in: Seconds,
  interval: z.coerce.number().positive().max(600).default(5),
});

const Refusal = z.object({ error: z.string().max(200), error_description: z.string().optional() });

/** Milliseconds. A person waits, or a mailbox; it is asked again anyway. */
const PATIENCE = 15_000;
/** The first line of what a provider says is what it is about; the rest are trace numbers. */
const LONGEST_WORDS = 200;

async function post(address: string, asked: Record<string, string>): Promise<unknown> {
  const { host } = new URL(address);
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: new URLSearchParams(asked).toString(),
      // What is asked holds secrets: they go where they were meant to go, or nowhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    text = await shortText(response);
  } catch (error) {
    const { cause, message } = error as Error;
    const said = cause instanceof Error && cause.message ? cause.message : message;
    throw new OAuthTrouble(`${host} could not be asked for a sign-in: ${said}`, null);
  }
  const body = readJson(text);
  const refusal = Refusal.safeParse(body);
  if (refusal.success) {
    const { error, error_description } = refusal.data;
    const words = (error_description ?? '').split(/[\r\n]/, 1)[0]?.slice(0, LONGEST_WORDS) ?? '';
    throw new OAuthTrouble(words === '' ? error : `${error}: ${words}`, error);
  }
  if (!response.ok) throw new OAuthTrouble(`${host} answered ${response.status}`, null);
  return body;
}

/** Bytes; an answer has a hundredth of it, and what goes on and on is none. */
const LONGEST_ANSWER = 256 * 1024;

async function shortText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw new Error('its answer has no end');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const strange = (address: string) => new OAuthTrouble(`${new URL(address).host} answered what is no sign-in.`, null);
