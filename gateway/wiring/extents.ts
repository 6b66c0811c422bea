import type { Reach } from '../store/walk.ts';

/** How far a check goes. `files`: names looked for; `hashes`: files read from end to end. Each is counted from the newest. */
export type Extent = Reach & { files: number; hashes: number; hashShare: number };

const ALL = Number.MAX_SAFE_INTEGER;

/**
 * `glance` is for somebody who waits before a screen: a second or two. `usual` is the night's and the command line's: every
 * file is looked for (about a minute a million) and, night by night, every row and byte has its turn. `whole` reads all.
 */
export const EXTENTS = {
  glance: { newest: 20_000, share: 0, files: 1000, hashes: 200, hashShare: 0 },
  usual: { newest: 50_000, share: 100_000, files: ALL, hashes: 2000, hashShare: 20_000 },
  whole: { newest: ALL, share: 0, files: ALL, hashes: ALL, hashShare: 0 },
} as const satisfies Record<string, Extent>;
