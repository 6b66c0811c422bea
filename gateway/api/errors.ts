import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { DeskError, type DeskErrorCode } from '../desk/error.ts';
import { isAway } from '../store/away.ts';
import type { ApiDeps } from './deps.ts';

/** The one place where the desk's errors become HTTP. A new code without a status does not compile. */
const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  too_many: 429,
} as const satisfies Record<DeskErrorCode, ContentfulStatusCode>;

const AWAY =
  'The database cannot be reached. Mail stays on its server and is collected as soon as the database is back; nothing is lost.';
/** Seconds. */
const RETRY_AFTER = '5';

/** A request that HTTP itself forbids: refused before the desk is asked. */
export const refusal = (status: ContentfulStatusCode, code: string, message: string): HTTPException =>
  new HTTPException(status, { message, cause: code });

export function errorsOf(deps: Pick<ApiDeps, 'log'>): ErrorHandler {
  return (error, c) => {
    if (error instanceof DeskError) return deskError(c, error);
    if (error instanceof HTTPException) {
      const code = typeof error.cause === 'string' ? error.cause : 'malformed';
      return c.json({ error: { code, message: error.message || 'The request cannot be read.' } }, error.status);
    }
    if (isAway(error)) {
      c.header('Retry-After', RETRY_AFTER);
      return c.json({ error: { code: 'unavailable', message: AWAY } }, 503);
    }
    deps.log.error({ error: error.stack ?? String(error), method: c.req.method, path: c.req.path }, 'a request failed');
    return c.json({ error: { code: 'fault', message: 'Something broke on our side. It is in the log.' } }, 500);
  };
}

function deskError(c: Context, { code, message, detail }: DeskError) {
  if (hasRetryAfter(detail)) c.header('Retry-After', String(detail.retryAfterSeconds));
  return c.json({ error: { code, message, ...(detail === undefined ? {} : { detail }) } }, STATUS[code]);
}

const hasRetryAfter = (detail: unknown): detail is { retryAfterSeconds: number } =>
  typeof detail === 'object' && detail !== null && 'retryAfterSeconds' in detail;
