import { agents } from '../store/agents.ts';
import { brokenPromises } from '../store/checkups.ts';
import type { Db } from '../store/db.ts';
import { type Cursor, eventsAfter, horizon, readCursor, type StoredEvent, writeCursor } from '../store/events.ts';
import { listTickets, type Place, readPlace } from '../store/ticket-list.ts';
import { ticketsById } from '../store/ticket-rows.ts';
import { countWaiting } from '../store/waiting.ts';
import type { Sync } from './shapes.ts';

// An answer of some 300 KB: what a phone takes in one go.
const PAGE = 500;
// A device holds what is to do, not the archive; a desk with more open tickets than this reads the rest by the list.
const MOST_PAGES = 10;

/**
 * What changed since a cursor. '' or a cursor of another database starts anew: all agents and the tickets that are to
 * do, the last changed first, page by page. Its cursor is taken before the first page is read, so what changes
 * meanwhile comes again as an event.
 */
export async function readSync(db: Db, since: string): Promise<Sync> {
  const [at, rest = ''] = since.split('+');
  const cursor = readCursor(at ?? '');
  const page = readPage(rest);
  if (cursor && page) return filling(db, cursor, page);
  const news = cursor && (await eventsAfter(db, cursor, PAGE));
  if (news) return changes(db, news);
  return filling(db, await horizon(db), { number: 1, after: null });
}

type Page = { number: number; after: Place | null };

async function filling(db: Db, cursor: Cursor, { number, after }: Page): Promise<Sync> {
  const list = { view: 'all', agentId: 0, statuses: ['open', 'waiting'], words: '', after, limit: PAGE } as const;
  const { tickets, next } = await listTickets(db, list);
  const more = next !== null && number < MOST_PAGES;
  return {
    cursor: writeCursor(cursor) + (more ? `+${number + 1}.${next}` : ''),
    full: number === 1,
    more,
    tickets,
    events: [],
    agents: number === 1 ? await agents(db) : [],
    waiting: await countWaiting(db),
    broken: await brokenPromises(db),
  };
}

function readPage(text: string): Page | null {
  const [number = '', place = ''] = text.split('.');
  const after = readPlace(place);
  return /^\d{1,2}$/.test(number) && after ? { number: Number(number), after } : null;
}

async function changes(db: Db, news: { events: StoredEvent[]; cursor: Cursor; more: boolean }): Promise<Sync> {
  const events = news.events.flatMap((event) =>
    event.ticketId === null || event.ticketSeq === null ? [] : [{ ...event, ticketSeq: event.ticketSeq }],
  );
  const ids = new Set(events.map((event) => event.ticketId).filter((id) => id !== null));
  return {
    cursor: writeCursor(news.cursor),
    full: false,
    more: news.more,
    tickets: await ticketsById(db, [...ids]),
    events,
    agents: news.events.some(isAboutAgents) ? await agents(db) : [],
    waiting: await countWaiting(db),
    broken: await brokenPromises(db),
  };
}

const isAboutAgents = ({ kind }: StoredEvent): boolean => kind === 'set up' || kind.startsWith('agent ');
