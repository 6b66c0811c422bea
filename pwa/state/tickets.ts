import { batch, computed, signal } from '@preact/signals';
import type { AgentRow, EventRow, MessageRow, Sync, TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { offerUndo } from './announce.ts';
import { ask } from './connection.ts';
import { draftFrom, draftOf, keepDraft } from './drafts.ts';
import { type Kept, keepConversations, keepTickets, keptConversation } from './kept-tickets.ts';
import { dropWrite, keepWrite } from './kept-words.ts';
import { openQueue, type Write } from './queue.ts';
import { myself, session } from './session.ts';
import { applied, type Deed, messageOf, undoFor } from './writes.ts';

/** What this device knows of the desk, as the desk said it. Filled by sync and by answers; a copy lies on the device. */
const known = signal<ReadonlyMap<number, TicketRow>>(new Map());
const details = signal<ReadonlyMap<number, TicketDetail>>(new Map());
export const agents = signal<readonly AgentRow[]>([]);
export const waitingForALook = signal(0);
/** Promises that the newest check of the desk found broken. */
export const brokenPromises = signal(0);
/** False until the first sync is in: the time for skeletons. */
export const filled = signal(false);

// Opened tickets hold whole conversations; this many is a morning's work and a few megabytes.
const MOST_DETAILS = 60;

export const queue = openQueue({
  ask,
  agentId: () => myself()?.id ?? null,
  done(write, ticket) {
    if (ticket) takeTickets([ticket]);
    void openTicket(write.ticketId);
  },
  signedOut: () => {
    session.value = { is: 'out' };
  },
  kept: { put: keepWrite, remove: dropWrite },
});

/** Writes of this agent that the desk does not have yet, and those of them that wait for a decision. */
export const waitingToGo = computed(() => mine().length);
export const stuck = computed(
  () => mine().filter(({ state }) => state.is === 'conflict' || state.is === 'refused').length,
);

const mine = () => queue.writes.value.filter(({ agentId }) => agentId === myself()?.id);

/** Every ticket with the queue's writes already on it: what screens show. */
export const tickets = computed(() => {
  const shown = new Map(known.value);
  for (const write of queue.writes.value) {
    const ticket = shown.get(write.ticketId);
    if (ticket && write.state.is !== 'refused') shown.set(write.ticketId, applied(ticket, write.deed, write.at));
  }
  return shown as ReadonlyMap<number, TicketRow>;
});

/** A conversation as screens show it: what the desk has, then what is still on its way. */
export type Conversation = { detail: TicketDetail; sending: { write: Write; message: MessageRow }[] };

export function conversationOf(id: number): Conversation | null {
  const detail = details.value.get(id);
  const ticket = tickets.value.get(id) ?? detail?.ticket;
  if (!detail || !ticket) return null;
  const me = myself();
  const sending = queue.writes.value.flatMap((write) => {
    const message = me && write.ticketId === id ? messageOf(id, write.deed, me, write.id, write.at) : null;
    return message ? [{ write, message }] : [];
  });
  return { detail: { ...detail, ticket }, sending };
}

/** Puts a deed on a ticket into the queue; it shows at once. `words` say what was done, beside the way back. */
export function act(ticketId: number, deed: Deed, words = ''): void {
  const seen = known.value.get(ticketId) ?? details.value.get(ticketId)?.ticket;
  const time = undoFor(deed);
  const write = seen && queue.add(seen, deed, Date.now(), time);
  if (write && time > 0 && words) offerUndo(words, () => takeBack(write), time);
}

/** Takes a write out of the queue before it goes; its words become a draft again. */
export function takeBack(write: Write): void {
  if (!queue.drop(write.id)) return;
  const draft = draftFrom(write.deed);
  if (!draft) return;
  const begun = draftOf(write.ticketId);
  keepDraft(write.ticketId, begun?.text.trim() ? { ...draft, text: `${draft.text}\n\n${begun.text}` } : draft);
}

/** Why a ticket could not be shown; gone once it can. */
export const faults = signal<ReadonlyMap<number, string>>(new Map());

/** Loads a conversation, or loads it anew: what this device has at once, then what the desk says. */
export async function openTicket(id: number): Promise<void> {
  const asked = ask<TicketDetail>(`/tickets/${id}`);
  if (!details.value.has(id)) {
    const kept = await keptConversation(id);
    if (kept && !details.value.has(id)) show(kept);
  }
  const answer = await asked;
  if (answer.is === 'good') {
    takeTickets([answer.value.ticket]);
    show(answer.value);
    void keepConversations([answer.value]);
  } else if (answer.is === 'lost') setFault(id, details.value.has(id) ? null : 'The desk could not be reached.');
  else if (answer.status === 401) session.value = { is: 'out' };
  else setFault(id, answer.message);
}

function show(detail: TicketDetail): void {
  const { id } = detail.ticket;
  batch(() => {
    const next = new Map(details.value);
    next.delete(id);
    next.set(id, detail);
    for (const oldest of [...next.keys()].slice(0, Math.max(0, next.size - MOST_DETAILS))) next.delete(oldest);
    details.value = next;
    setFault(id, null);
  });
}

function setFault(id: number, fault: string | null): void {
  const next = new Map(faults.value);
  if (fault === null) next.delete(id);
  else next.set(id, fault);
  faults.value = next;
}

/** Shows what the device kept, until the desk says more. */
export function takeKept({ tickets, agents: people, waiting, cursor }: Kept): void {
  batch(() => {
    known.value = new Map(tickets.map((ticket) => [ticket.id, ticket]));
    agents.value = people;
    waitingForALook.value = waiting;
    filled.value = cursor !== '';
  });
}

/** Another agent may be next: nothing of the desk stays in memory. */
export function forgetTickets(): void {
  batch(() => {
    known.value = new Map();
    details.value = new Map();
    filled.value = false;
  });
}

/** Takes rows of tickets that an answer brought. */
export function takeTickets(rows: readonly TicketRow[]): void {
  if (rows.length === 0) return;
  merge(rows);
  void keepTickets(rows);
}

/** The one way in for rows; an older one never replaces a newer one. */
function merge(rows: readonly TicketRow[]): void {
  const next = new Map(known.value);
  for (const row of rows) {
    const have = next.get(row.id);
    if (!have || have.seq <= row.seq) next.set(row.id, row);
  }
  known.value = next;
}

/** Takes what sync or the live stream said. Answers with the tickets that are new to this device. */
export function takeSync(sync: Sync): TicketRow[] {
  const before = known.value;
  batch(() => {
    if (sync.full) known.value = new Map();
    merge(sync.tickets);
    if (sync.agents.length > 0) agents.value = mergeAgents(sync.full ? [] : agents.value, sync.agents);
    waitingForALook.value = sync.waiting;
    brokenPromises.value = sync.broken;
    if (!sync.more) filled.value = true;
  });
  for (const id of stale(sync.events, sync.tickets)) void openTicket(id);
  return sync.full ? [] : sync.tickets.filter((ticket) => !before.has(ticket.id));
}

/** Conversations on this device that the desk has news of. */
function stale(events: readonly (EventRow & { ticketId: number | null })[], rows: readonly TicketRow[]): Set<number> {
  const told = new Set<number>();
  for (const id of [...events.map((event) => event.ticketId), ...rows.map((row) => row.id)]) {
    if (id === null) continue;
    const detail = details.value.get(id);
    if (detail && (known.value.get(id)?.seq ?? 0) > detail.ticket.seq) told.add(id);
  }
  return told;
}

function mergeAgents(have: readonly AgentRow[], news: readonly AgentRow[]): AgentRow[] {
  const byId = new Map(have.map((agent) => [agent.id, agent]));
  for (const agent of news) byId.set(agent.id, agent);
  return [...byId.values()];
}
