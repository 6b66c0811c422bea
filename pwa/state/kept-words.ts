import { onDevice } from './device.ts';
import type { Draft } from './drafts.ts';
import type { Write } from './queue.ts';

/** What agents wrote on this device and the desk does not have yet: it outlives the page, the battery and the session. */

/** Writes that were not done when the app was last open, in the order they were made. */
export const keptWrites = (): Promise<Write[]> =>
  onDevice(async (db) => (await db.getAll('writes')).sort((a, b) => a.at - b.at), []);

export const keepWrite = (write: Write): Promise<unknown> => onDevice((db) => db.put('writes', write), null);
export const dropWrite = (id: number): Promise<void> => onDevice((db) => db.delete('writes', id), undefined);

/** Each agent of a shared device has drafts of their own. */
const draftKey = (agentId: number, ticketId: number) => `${agentId} ${ticketId}`;

export const keptDrafts = (agentId: number): Promise<Map<number, Draft>> =>
  onDevice(async (db) => {
    const mine = IDBKeyRange.bound(`${agentId} `, `${agentId} ~`);
    const [keys, drafts] = await Promise.all([db.getAllKeys('drafts', mine), db.getAll('drafts', mine)]);
    return new Map(drafts.map((draft, index) => [Number(keys[index]?.split(' ')[1]), draft]));
  }, new Map());

export const keepDraftOf = (agentId: number, ticketId: number, draft: Draft): Promise<unknown> =>
  onDevice((db) => db.put('drafts', draft, draftKey(agentId, ticketId)), null);

export const dropDraftOf = (agentId: number, ticketId: number): Promise<void> =>
  onDevice((db) => db.delete('drafts', draftKey(agentId, ticketId)), undefined);
