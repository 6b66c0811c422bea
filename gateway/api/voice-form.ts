import type { Context } from 'hono';
import { DeskError } from '../desk/error.ts';
import { readPhone } from '../store/settings.ts';
import type { ApiDeps } from './deps.ts';
import { isSigned } from './twilio-signature.ts';

/** The fields a phone provider sent. */
export async function formOf(c: Context): Promise<Map<string, string>> {
  const fields = new URLSearchParams(await c.req.text());
  return new Map(fields);
}

/**
 * Nobody else may say that there was a call. The provider signs the address it was given, which is under BASE_URL
 * whatever proxies stand before.
 */
export async function refuseForged(c: Context, deps: Pick<ApiDeps, 'db' | 'config' | 'secrets'>): Promise<void> {
  const { token } = await readPhone(deps.db);
  if (token === null) throw new DeskError('unauthenticated', 'This desk takes no calls: no auth token is set.');
  const { pathname, search } = new URL(c.req.url);
  const url = deps.config.baseUrl.origin + pathname + search;
  const signature = c.req.header('X-Twilio-Signature') ?? '';
  if (!isSigned(deps.secrets.decrypt(token), signature, url, await formOf(c)))
    throw new DeskError('unauthenticated', 'The signature is not that of the phone provider.');
}
