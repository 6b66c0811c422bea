import type { Sync } from '../../gateway/api/shapes.ts';
import { announce } from './announce.ts';
import { ask, heard } from './connection.ts';
import { keepNews } from './kept-tickets.ts';
import { session } from './session.ts';
import { agents, queue, takeSync } from './tickets.ts';

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
// A phone that slept has a dead stream that looks alive; a shorter nap needs no fetch.
const HIDDEN_LONG = 60_000;

// After the last news: a burst of mail is fetched once.
const UNTIL_PREFETCH = 3_000;

let cursor = '';
let stream: EventSource | null = null;
let lost = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let prefetching: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = 0;
let running = false;

/** Begins where this device stands, and listens for the moments at which it may have missed something. */
export function startSync(since: string): void {
  cursor = since;
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') hiddenAt = Date.now();
    else if (Date.now() - hiddenAt > HIDDEN_LONG || lost > 0) void catchUp();
  });
  addEventListener('online', () => void catchUp());
}

/** Whoever comes next is told everything. */
export function forgetCursor(): void {
  cursor = '';
  stream?.close();
  clearTimeout(timer);
}

/** Fetches what is new at once, and opens the live stream afresh. */
export async function catchUp(): Promise<void> {
  if (running || session.value.is !== 'in') return;
  running = true;
  clearTimeout(timer);
  stream?.close();
  const reached = await fetchAll();
  running = false;
  if (session.value.is !== 'in') return;
  if (!reached) return later();
  lost = 0;
  queue.wake();
  listen();
  prefetchSoon();
}

/** What came is read offline too; its conversations are fetched when the phone has nothing better to do. */
function prefetchSoon(): void {
  clearTimeout(prefetching);
  prefetching = setTimeout(async () => (await import('./prefetch.ts')).prefetch(), UNTIL_PREFETCH);
}

async function fetchAll(): Promise<boolean> {
  for (;;) {
    const answer = await ask<Sync>(`/sync?since=${encodeURIComponent(cursor)}`);
    if (answer.is === 'refused' && answer.status === 401) session.value = { is: 'out' };
    if (answer.is !== 'good') return false;
    take(answer.value);
    if (!answer.value.more) return true;
  }
}

function listen(): void {
  const opened = new EventSource(`/api/live?since=${encodeURIComponent(cursor)}`);
  stream = opened;
  opened.addEventListener('sync', (event) => take(JSON.parse(event.data)));
  opened.addEventListener('open', () => heard(true));
  opened.addEventListener('error', () => {
    opened.close();
    if (stream !== opened) return;
    // Not yet "offline": a gateway that restarts ends every stream. The fetch that follows tells.
    later();
  });
}

function later(): void {
  lost += 1;
  timer = setTimeout(catchUp, Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (lost - 1)));
}

function take(sync: Sync): void {
  cursor = sync.cursor;
  const fresh = takeSync(sync);
  const { full, tickets, waiting } = sync;
  void keepNews({ full, tickets, waiting, cursor, agents: [...agents.value] });
  if (tickets.length > 0) prefetchSoon();
  if (fresh.length > 0)
    announce(fresh.length === 1 ? `New ticket: ${fresh[0]?.subject}` : `${fresh.length} new tickets`);
}
