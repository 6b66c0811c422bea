import { Hono } from 'hono';
import { sql } from 'kysely';
import type { ApiEnv } from './access.ts';
import type { ApiDeps } from './deps.ts';

// Longer than a busy database needs for nothing at all; monitors wait ten.
const PATIENCE = 3_000;

/** For monitors: whether the desk can work, and not a word more. */
export function healthRoutes({ db }: ApiDeps) {
  return new Hono<ApiEnv>().get('/healthz', async (c) => {
    const well = await Promise.race([
      sql`select 1`.execute(db).then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(resolve, PATIENCE, false)),
    ]);
    return c.text(well ? 'ok' : 'unwell', well ? 200 : 503, { 'Cache-Control': 'no-store' });
  });
}
