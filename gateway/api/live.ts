import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { stillRuns } from '../account/sessions.ts';
import type { ApiEnv } from './access.ts';
import { SyncAsk } from './asks.ts';
import { cookieOf } from './cookie.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { type Sync, SyncShape } from './shapes.ts';
import { readSync } from './sync.ts';

// A hint may be missed; this is then the delay, and how soon a stream notices that its session ended.
const READ_AGAIN = 5_000;
// A burst of mail is told in a few frames, not in one for each.
const SHORTEST_PAUSE = 200;
// Proxies close what is silent for a minute.
const SILENCE = 25_000;

/** What changed, asked for or told. */
export function liveRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/sync', says('What changed since a cursor', SyncShape), takes('query', SyncAsk), async (c) =>
      gives(c, SyncShape, await readSync(db, c.req.valid('query').since)),
    )
    .get('/live', says('What changes, as server-sent events "sync"', null), takes('query', SyncAsk), (c) => {
      const token = cookieOf(c, deps);
      let cursor = c.req.header('Last-Event-ID') || c.req.valid('query').since;
      c.header('X-Accel-Buffering', 'no');
      return streamSSE(c, async (stream) => {
        const bell = openBell();
        const unsubscribe = deps.live.subscribe(bell.ring);
        let ended = false;
        stream.onAbort(() => {
          ended = true;
          bell.ring();
        });
        let waiting = -1;
        let silentSince = performance.now();
        try {
          while (!ended && (await stillRuns(db, token))) {
            const sync = await readSync(db, cursor);
            if (isNews(sync) || sync.waiting !== waiting) {
              await stream.writeSSE({ event: 'sync', id: sync.cursor, data: JSON.stringify(SyncShape.parse(sync)) });
              silentSince = performance.now();
            } else if (performance.now() - silentSince > SILENCE) {
              await stream.write(': quiet\n\n');
              silentSince = performance.now();
            }
            cursor = sync.cursor;
            waiting = sync.waiting;
            if (sync.more || ended) continue;
            await stream.sleep(SHORTEST_PAUSE);
            await bell.heard(READ_AGAIN);
          }
        } finally {
          unsubscribe();
        }
      });
    });
}

const isNews = ({ full, tickets, events, agents }: Sync): boolean =>
  full || tickets.length > 0 || events.length > 0 || agents.length > 0;

/** Rung once or often before it is heard, it is heard once. */
function openBell(): { ring(): void; heard(milliseconds: number): Promise<void> } {
  let rung = false;
  let hear: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      hear?.();
    },
    async heard(milliseconds) {
      if (!rung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          hear = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      hear = null;
      rung = false;
    },
  };
}
