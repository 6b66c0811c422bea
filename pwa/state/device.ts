import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import type { Draft } from './drafts.ts';
import type { Write } from './queue.ts';

/** A mail's own HTML, or a picture in it, as the desk served it: path, bytes, and the headers that tie its hands. */
export type Framed = { path: string; body: Blob; headers: [name: string, value: string][]; at: number };

interface Stores extends DBSchema {
  tickets: { key: number; value: TicketRow };
  conversations: { key: number; value: { id: number; at: number; detail: TicketDetail }; indexes: { at: number } };
  frames: { key: string; value: Framed; indexes: { at: number } };
  facts: { key: string; value: unknown };
  writes: { key: number; value: Write };
  drafts: { key: string; value: Draft };
}

export type Device = IDBPDatabase<Stores>;

// What customers wrote. The agent's own words are in the other two.
const THEIRS = ['tickets', 'conversations', 'frames', 'facts'] as const;
const ALL = [...THEIRS, 'writes', 'drafts'] as const;

let opening: Promise<Device | null> | null = null;

/** Null where the browser keeps nothing (some private windows): then nothing outlives the page. */
function opened(): Promise<Device | null> {
  opening ??= openDB<Stores>('heed', 1, {
    upgrade(db) {
      db.createObjectStore('tickets', { keyPath: 'id' });
      db.createObjectStore('conversations', { keyPath: 'id' }).createIndex('at', 'at');
      db.createObjectStore('frames', { keyPath: 'path' }).createIndex('at', 'at');
      db.createObjectStore('facts');
      db.createObjectStore('writes', { keyPath: 'id' });
      db.createObjectStore('drafts');
    },
    terminated() {
      opening = null;
    },
  }).catch(() => null);
  return opening;
}

/** Works with this device's memory. A full or broken disk costs what it would have kept, never the work at hand. */
export async function onDevice<T>(work: (db: Device) => Promise<T>, otherwise: T): Promise<T> {
  const db = await opened();
  if (!db) return otherwise;
  try {
    return await work(db);
  } catch {
    return otherwise;
  }
}

/** Removes the rows of a store that were kept first, down to `most`. */
export async function leaveOldest(db: Device, name: 'conversations' | 'frames', most: number): Promise<void> {
  const { store, done } = db.transaction(name, 'readwrite');
  let over = (await store.count()) - most;
  for (let row = await store.index('at').openCursor(); row && over > 0; row = await row.continue(), over -= 1)
    await row.delete();
  await done;
}

/** A session ended: what customers wrote leaves this device, what the agent wrote waits for them. */
export const forgetTheirs = (): Promise<void> => clear(THEIRS);

/** The agent signed out: nothing stays. */
export const forgetAll = (): Promise<void> => clear(ALL);

const clear = (names: readonly (typeof ALL)[number][]): Promise<void> =>
  onDevice(async (db) => {
    const change = db.transaction(names, 'readwrite');
    for (const name of names) change.objectStore(name).clear();
    await change.done;
  }, undefined);
