import type { AgentRow, Me, TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { DAY } from '../../gateway/desk/instant.ts';
import { forgetTheirs, leaveOldest, onDevice } from './device.ts';

/** Put in by build.ts: a mark of the shapes that the API speaks. Rows kept in other shapes are fetched anew. */
declare const SHAPES: string;

// A month of conversations in text, some 20 MB; those kept first leave first.
export const MOST_CONVERSATIONS = 500;

// What is done is looked up at the desk; for a while a customer may still come back to it.
const DONE_IS_KEPT = 30 * DAY;

export type Kept = { me: Me | null; cursor: string; agents: AgentRow[]; waiting: number; tickets: TicketRow[] };

/** All that the list needs, as it was when the app was last open. */
export function recall(): Promise<Kept> {
  const nothing: Kept = { me: null, cursor: '', agents: [], waiting: 0, tickets: [] };
  return onDevice(async (db) => {
    const fact = async <T>(name: string, otherwise: T) => ((await db.get('facts', name)) ?? otherwise) as T;
    if ((await fact('shapes', SHAPES)) !== SHAPES) {
      await forgetTheirs();
      return nothing;
    }
    const [me, cursor, agents, waiting, tickets] = await Promise.all([
      fact('me', nothing.me),
      fact('cursor', nothing.cursor),
      fact('agents', nothing.agents),
      fact('waiting', nothing.waiting),
      db.getAll('tickets'),
    ]);
    const old = tickets.filter(({ status, changedAt }) => status === 'closed' && changedAt < Date.now() - DONE_IS_KEPT);
    for (const { id } of old) void db.delete('tickets', id);
    return { me, cursor, agents, waiting, tickets };
  }, nothing);
}

export const keepMe = (me: Me): Promise<unknown> => onDevice((db) => db.put('facts', me, 'me'), null);

export type News = Omit<Kept, 'me'> & { full: boolean };

/** Keeps what sync said. Cursor and rows go in together, so that the one is never ahead of the other. */
export const keepNews = ({ full, tickets, ...facts }: News): Promise<void> =>
  onDevice(async (db) => {
    const change = db.transaction(['tickets', 'facts'], 'readwrite');
    if (full) change.objectStore('tickets').clear();
    for (const ticket of tickets) change.objectStore('tickets').put(ticket);
    for (const [name, fact] of Object.entries({ ...facts, shapes: SHAPES }))
      change.objectStore('facts').put(fact, name);
    await change.done;
  }, undefined);

export const keepTickets = (tickets: readonly TicketRow[]): Promise<void> =>
  onDevice(async (db) => {
    const change = db.transaction('tickets', 'readwrite');
    for (const ticket of tickets) change.store.put(ticket);
    await change.done;
  }, undefined);

export const keptConversation = (id: number): Promise<TicketDetail | null> =>
  onDevice(async (db) => (await db.get('conversations', id))?.detail ?? null, null);

export const keepConversations = (details: readonly TicketDetail[]): Promise<void> =>
  onDevice(async (db) => {
    const at = Date.now();
    const change = db.transaction('conversations', 'readwrite');
    for (const detail of details) change.store.put({ id: detail.ticket.id, at, detail });
    await change.done;
    await leaveOldest(db, 'conversations', MOST_CONVERSATIONS);
  }, undefined);

/** Which conversations this device has, and the `seq` of the ticket each was kept at. */
export const conversationsKept = (): Promise<Map<number, number>> =>
  onDevice(async (db) => {
    const rows = await db.getAll('conversations');
    return new Map(rows.map(({ id, detail }) => [id, detail.ticket.seq]));
  }, new Map());
