import { type Framed, leaveOldest, onDevice } from './device.ts';

// With the pictures in them some 50 MB at worst; those kept first leave first.
const MOST_FRAMES = 200;

/** Mail in its own HTML, for a device without a network. It lies beside the conversations, so that one wipe takes both. */
export const keptFrame = (path: string): Promise<Framed | null> =>
  onDevice(async (db) => (await db.get('frames', path)) ?? null, null);

export const keepFrame = (framed: Framed): Promise<void> =>
  onDevice(async (db) => {
    await db.put('frames', framed);
    await leaveOldest(db, 'frames', MOST_FRAMES);
  }, undefined);
