import { DeskError } from '../desk/error.ts';

// A database that restarts or moves to another machine is back within a minute; milliseconds.
const AGAIN_AFTER = 500;
const GIVES_UP_AFTER = 2 * 60_000;

/**
 * Does a piece of work again until the database takes it, for what only this process knows and would be lost with it.
 * The work may have been done already when its answer did not come: doing it twice must be as good as once.
 * @throws what it failed with last, when the database stays away for minutes; a DeskError at once
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  const end = performance.now() + GIVES_UP_AFTER;
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (error instanceof DeskError || performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
    }
}
