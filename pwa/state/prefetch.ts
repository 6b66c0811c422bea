import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { ask, offline } from './connection.ts';
import { conversationsKept, keepConversations, MOST_CONVERSATIONS } from './kept-tickets.ts';
import { runningClock } from './promise.ts';
import { tickets } from './tickets.ts';

// As many as the desk gives in one answer.
const AT_ONCE = 20;
// The list comes first; this has time.
const PAUSE = 500;

let running = false;

/** Brings the conversations that an agent may need on a train to this device: what is due first, then what changed last. */
export async function prefetch(): Promise<void> {
  if (running || savesData()) return;
  running = true;
  try {
    const kept = await conversationsKept();
    const wanted = [...tickets.value.values()].sort(soonestThenNewest).slice(0, MOST_CONVERSATIONS);
    const missing = wanted.filter((ticket) => kept.get(ticket.id) !== ticket.seq);
    for (let from = 0; from < missing.length && !offline.value; from += AT_ONCE) {
      const ids = missing.slice(from, from + AT_ONCE).map((ticket) => ticket.id);
      const answer = await ask<{ conversations: TicketDetail[] }>(`/conversations?ids=${ids}`);
      if (answer.is !== 'good') return;
      await keepConversations(answer.value.conversations);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  } finally {
    running = false;
  }
}

const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

function soonestThenNewest(a: TicketRow, b: TicketRow): number {
  const due = (ticket: TicketRow) => runningClock(ticket)?.dueAt ?? Number.MAX_SAFE_INTEGER;
  return due(a) - due(b) || b.changedAt - a.changedAt;
}
