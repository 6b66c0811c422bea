import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SESSION_LASTS } from '../store/sessions.ts';
import type { ApiDeps } from './deps.ts';

type Wiring = Pick<ApiDeps, 'config'>;

const isHttps = ({ config }: Wiring): boolean => config.baseUrl.protocol === 'https:';

/** `__Host-` binds the cookie to this host, https and the root path; a browser refuses it on http. */
const nameOf = (deps: Wiring): string => (isHttps(deps) ? '__Host-heed' : 'heed');

const options = (deps: Wiring) => ({ path: '/', httpOnly: true, secure: isHttps(deps), sameSite: 'Lax' }) as const;

export const cookieOf = (c: Context, deps: Wiring): string | undefined => getCookie(c, nameOf(deps));

export function setCookieOf(c: Context, deps: Wiring, token: string): void {
  setCookie(c, nameOf(deps), token, { ...options(deps), maxAge: SESSION_LASTS / 1000 });
}

export function forgetCookie(c: Context, deps: Wiring): void {
  deleteCookie(c, nameOf(deps), options(deps));
}
