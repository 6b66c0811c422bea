import { computed, signal } from '@preact/signals';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import { STAGES } from '../../gateway/desk/stage.ts';
import { searchIn } from '../../gateway/desk/tag.ts';
import { ask } from './connection.ts';
import { now } from './now.ts';
import { runningClock, SECTIONS, sectionOf } from './promise.ts';
import { listView, type View } from './route.ts';
import { myself } from './session.ts';
import { takeTickets, tickets } from './tickets.ts';

/** What the agent typed into the search; '' shows the view. */
export const search = signal('');
/** What the view shows: what is to do, what is done (solved, closed), what asks for something new, or what an agent called spam. */
export type Shown = 'to do' | 'done' | 'requests' | 'spam';
export const shown = signal<Shown>('to do');

/** Ids that the desk found for `search`, in its order; null while it looks. */
const found = signal<{ words: string; ids: number[] } | null>(null);

type Older = { next: string | null; loading: boolean; failed: boolean };
const older = signal<ReadonlyMap<string, Older>>(new Map());
const FRESH: Older = { next: '', loading: false, failed: false };

const kindOf = ({ spam, status }: TicketRow): Shown =>
  spam ? 'spam' : status === 'solved' || status === 'closed' ? 'done' : 'to do';

const isShown = (ticket: TicketRow): boolean =>
  shown.value === 'requests' ? ticket.request !== null && !ticket.spam : kindOf(ticket) === shown.value;

/** How many tickets of a view are still to do: the numbers beside the views. */
export const counts = computed(() => {
  const count: Record<View, number> = { mine: 0, unassigned: 0, all: 0 };
  for (const ticket of tickets.value.values()) {
    if (kindOf(ticket) !== 'to do') continue;
    for (const view of Object.keys(count) as View[]) if (belongs(ticket, view)) count[view] += 1;
  }
  return count;
});

/** The rows of the list, in order: soonest promise first, then the newest change. */
export const rows = computed(() => {
  const words = search.value.trim();
  if (words) return searched(words);
  const list: TicketRow[] = [];
  for (const ticket of tickets.value.values()) {
    if (isShown(ticket) && belongs(ticket, listView.value)) list.push(ticket);
  }
  return list.sort(shown.value === 'to do' ? soonestFirst : newestFirst);
});

/** What the list is made of: tickets and, above each kind of promise or stage of requests, a heading. */
export type Entry = { section: string; count: number } | TicketRow;

export const entries = computed((): Entry[] => {
  if (search.value.trim()) return rows.value;
  if (shown.value === 'requests') return inSections(STAGES, ({ request }) => request?.stage);
  if (shown.value !== 'to do') return rows.value;
  return inSections(SECTIONS, (ticket) => sectionOf(ticket, now.value));
});

function inSections(sections: readonly string[], of: (ticket: TicketRow) => string | undefined): Entry[] {
  const tickets = Map.groupBy(rows.value, of);
  return sections.flatMap((section) => {
    const found = tickets.get(section);
    return found ? [{ section, count: found.length }, ...found] : [];
  });
}

/** The tickets of the list as they stand one under the other. */
export const shownTickets = computed(() => entries.value.filter((entry): entry is TicketRow => !('section' in entry)));

/** True while the desk still looks for the words; what this device knows is shown already. */
export const searching = computed(() => search.value.trim() !== '' && found.value?.words !== search.value.trim());

export const olderOfView = computed(() => older.value.get(place()) ?? FRESH);

function belongs(ticket: TicketRow, view: View): boolean {
  if (view === 'mine') return ticket.assigneeId === myself()?.id;
  return view === 'all' || ticket.assigneeId === null;
}

function searched(words: string): TicketRow[] {
  const rows = new Map<number, TicketRow>();
  if (found.value?.words === words) {
    for (const id of found.value.ids) {
      const ticket = tickets.value.get(id);
      if (ticket) rows.set(id, ticket);
    }
  }
  for (const ticket of localMatches(words)) rows.set(ticket.id, ticket);
  return [...rows.values()];
}

/** Tickets on this device that have all the words somewhere, the last changed first. */
export function localMatches(words: string): TicketRow[] {
  const asked = searchIn(words.toLowerCase());
  const wanted = asked.words.split(' ');
  return [...tickets.value.values()]
    .filter(({ id, subject, requester, preview, tags }) => {
      const text = `#${id} ${subject} ${requester.name} ${requester.address} ${preview}`.toLowerCase();
      return asked.tags.every((tag) => tags.includes(tag)) && wanted.every((word) => text.includes(word));
    })
    .sort(newestFirst);
}

const newestFirst = (a: TicketRow, b: TicketRow) => b.changedAt - a.changedAt || b.id - a.id;

function soonestFirst(a: TicketRow, b: TicketRow): number {
  const due = (ticket: TicketRow) => runningClock(ticket)?.dueAt ?? Number.POSITIVE_INFINITY;
  const [first, second] = [due(a), due(b)];
  return first === second ? newestFirst(a, b) : first - second;
}

type Page = { tickets: TicketRow[]; next: string | null };

// Typing pauses about this long between words; a request per letter would only race itself.
const TYPING_PAUSE = 250;
let typing: ReturnType<typeof setTimeout> | undefined;

export function searchFor(words: string): void {
  search.value = words;
  clearTimeout(typing);
  const wanted = words.trim();
  if (wanted) typing = setTimeout(() => void lookUp(wanted), TYPING_PAUSE);
}

async function lookUp(words: string): Promise<void> {
  const answer = await ask<Page>(`/tickets?view=all&q=${encodeURIComponent(words)}`);
  if (search.value.trim() !== words) return;
  const page = answer.is === 'good' ? answer.value.tickets : [];
  takeTickets(page);
  found.value = { words, ids: page.map((ticket) => ticket.id) };
}

/** Fetches the next page of the view, older than what this device has. */
export async function loadOlder(): Promise<void> {
  const at = place();
  const before = olderOfView.value;
  if (before.loading || before.next === null) return;
  note(at, { ...before, loading: true, failed: false });
  const after = before.next ? `&after=${encodeURIComponent(before.next)}` : '';
  const answer = await ask<Page>(`/tickets?${ASKED[shown.value](listView.value)}${after}`);
  if (answer.is !== 'good') return note(at, { ...before, loading: false, failed: true });
  takeTickets(answer.value.tickets);
  note(at, { next: answer.value.next, loading: false, failed: false });
}

const ASKED: Record<Shown, (view: View) => string> = {
  'to do': (view) => `view=${view}`,
  done: (view) => `view=${view}&status=solved,closed`,
  requests: () => 'view=requests',
  spam: () => 'view=spam',
};

const place = () => `${listView.value} ${shown.value}`;

function note(at: string, state: Older): void {
  older.value = new Map(older.value).set(at, state);
}
