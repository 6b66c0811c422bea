import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ApiDeps } from './deps.ts';
import { refusal } from './errors.ts';

/** The app may load its own files and talk to its own desk; nothing in it may be written as text and run. */
export const APP_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types app";
/** Answers and files are no documents. */
export const DATA_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox";

const HEADERS: Record<string, string> = {
  'Content-Security-Policy': APP_CSP,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

// Two years, as browsers' preload lists ask for.
const HSTS = 'max-age=63072000; includeSubDomains';

/** Security headers on every answer; a route that needs another one sets it itself, and that stands. */
export function securityHeaders({ config }: Pick<ApiDeps, 'config'>): MiddlewareHandler {
  const headers = {
    ...HEADERS,
    ...(config.baseUrl.protocol === 'https:' ? { 'Strict-Transport-Security': HSTS } : {}),
  };
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  };
}

/** API answers are kept by nobody but the app itself. */
export const dataHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('Content-Security-Policy')) c.res.headers.set('Content-Security-Policy', DATA_CSP);
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store');
};

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A write comes from a page of ours: Origin says so, and Sec-Fetch-Site does not deny it. */
export function sameOrigin({ config }: Pick<ApiDeps, 'config'>): MiddlewareHandler {
  return async (c, next) => {
    if (!SAFE.has(c.req.method) && !isVoice(c) && !isOurs(c, config.baseUrl))
      throw refusal(403, 'cross_site', 'This request did not come from a page of this desk.');
    await next();
  };
}

function isOurs(c: Context, baseUrl: URL): boolean {
  const site = c.req.header('Sec-Fetch-Site');
  if (site !== undefined && site !== 'same-origin') return false;
  const origin = c.req.header('Origin') ?? '';
  if (!URL.canParse(origin)) return false;
  // A desk on a local network has names that BASE_URL does not list; the browser's Host is one of them.
  return origin === baseUrl.origin || new URL(origin).host === new URL(c.req.url).host;
}

/** A phone provider posts forms from nowhere: its signature stands for both. */
const isVoice = ({ req }: Context): boolean => req.path === '/api/voice' || req.path.startsWith('/api/voice/');

const UPLOADS = '/api/uploads';
// Ten times the longest answer an agent writes.
const MOST_JSON_BYTES = 2 * 1024 * 1024;
// What most mail servers take in one mail.
export const MOST_UPLOAD_BYTES = 20 * 1024 * 1024;

/** A body is JSON, but for uploads: a form of another site can send no JSON without being asked first (CORS). */
export const jsonOnly: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('Content-Type');
  const isJson = type === undefined || /^application\/json\s*(;|$)/i.test(type);
  if (!SAFE.has(c.req.method) && !isJson && c.req.path !== UPLOADS && !isVoice(c))
    throw refusal(415, 'json_only', 'A request body must be application/json.');
  await next();
};

const tooLarge = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw refusal(413, 'too_large', `A request body may have ${maxSize / 1024 / 1024} MB at most.`);
    },
  });
const limitJson = tooLarge(MOST_JSON_BYTES);
const limitUpload = tooLarge(MOST_UPLOAD_BYTES);

export const limitedBody: MiddlewareHandler = (c, next) =>
  c.req.path === UPLOADS ? limitUpload(c, next) : limitJson(c, next);
