import { statfs } from 'node:fs/promises';
import { SECOND } from '../desk/instant.ts';
import { DEFAULT_LIMITS } from '../desk/limits.ts';
import type { Heed } from '../open.ts';
import { readNow } from '../store/now.ts';
import { pause } from './pause.ts';

/** Why nothing can be accepted just now. */
export type Obstacle = { code: 'disk nearly full' | 'database away' | 'blob store away'; words: string };

type Needs = Pick<Heed, 'db' | 'blobs' | 'limits'> & { config: Pick<Heed['config'], 'dataDir'> };

const MEGABYTE = 1024 * 1024;

const STAYS = 'Mail stays on its server until then.';

/** What stands in the way of accepting mail; nothing when all is well. */
export async function obstacles(heed: Needs): Promise<Obstacle[]> {
  const found = await Promise.all([diskFull(heed), databaseAway(heed), blobsAway(heed)]);
  return found.filter((one) => one !== null);
}

/** The spool needs the disk and nothing else. */
export async function diskFull(heed: Omit<Needs, 'db' | 'blobs'>): Promise<Obstacle | null> {
  const { dataDir } = heed.config;
  const { leastFreeMegabytes } = await answered(heed.limits(), LIMITS_WITHIN).catch(() => DEFAULT_LIMITS);
  const disk = await statfs(dataDir).catch(() => null);
  const free = disk ? Math.floor((disk.bavail * disk.bsize) / MEGABYTE) : 0;
  if (free >= leastFreeMegabytes) return null;
  const words = `The disk of ${dataDir} is nearly full: ${free} MB are free, ${leastFreeMegabytes} MB are needed. ${STAYS}`;
  return { code: 'disk nearly full', words };
}

const databaseAway = ({ db }: Needs): Promise<Obstacle | null> =>
  answered(readNow(db), ANSWERS_WITHIN).then(
    () => null,
    (error: unknown) => ({
      code: 'database away',
      words: `The database cannot be reached (${codeOf(error)}). ${STAYS}`,
    }),
  );

const blobsAway = ({ blobs }: Needs): Promise<Obstacle | null> =>
  answered(blobs.able(), ANSWERS_WITHIN).then(
    () => null,
    (error: unknown) => ({
      code: 'blob store away',
      words: `The place where raw mail is kept cannot be written (${codeOf(error)}). ${STAYS}`,
    }),
  );

// Milliseconds. A line that is cut without a word answers nothing for ever; a busy database has a word to say by then.
const ANSWERS_WITHIN = 10 * SECOND;
/** Who hands mail over waits for this; the limit that everybody begins with does meanwhile. */
const LIMITS_WITHIN = SECOND;

/** @throws Error when there is no answer by then */
async function answered<T>(asked: Promise<T>, within: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), within);
  });
  return Promise.race([asked, silence]).finally(() => clearTimeout(timer));
}

const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);

/** Looked at before each batch of mail; one that was well is so for this long, in milliseconds. */
const WELL_FOR = SECOND;
const LOOK_EVERY = 5 * SECOND;

export type Room = {
  /**
   * Resolves when mail can be accepted, at once or as soon as the obstacle is gone, which `tell` is told of once. Answers
   * whether it had to wait; also when `stop` ends it.
   */
  wait(tell: (obstacle: Obstacle) => Promise<void>, stop: AbortSignal): Promise<boolean>;
};

export function openRoom(heed: Needs): Room {
  let wellUntil = 0;
  return {
    async wait(tell, stop) {
      if (performance.now() < wellUntil) return false;
      let told: Obstacle['code'] | null = null;
      while (!stop.aborted) {
        const [first] = await obstacles(heed);
        if (!first) {
          wellUntil = performance.now() + WELL_FOR;
          return told !== null;
        }
        if (told !== first.code) await tell(first);
        told = first.code;
        await pause(LOOK_EVERY, stop);
      }
      return true;
    },
  };
}
