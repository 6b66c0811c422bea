import { countUids, type UidRange, without } from '../desk/uids.ts';

/** How far the mail is that was there before first contact and is brought in: `done` of `of` mails. */
export type Importing = { done: number; of: number };

type Import = { id: number; historyUntil: number; importedUntil: number; renumbered: boolean };

// Often enough for somebody who watches; a batch takes a tenth of it. Milliseconds.
const TOLD_EVERY = 1000;

/**
 * Follows the import of a mailbox's history, folder by folder. It is counted anew from server and ledger at each look,
 * so that a crash forgets nothing.
 */
export function followImport(tell: (importing: Importing | null) => Promise<void>) {
  const folders = new Map<number, Importing>();
  let toldAt = Number.NEGATIVE_INFINITY;
  let running = false;
  const sum = (part: keyof Importing) => [...folders.values()].reduce((total, one) => total + one[part], 0);
  const say = async (now: number): Promise<void> => {
    const [done, of] = [sum('done'), sum('of')];
    if (done >= of ? !running : now - toldAt < TOLD_EVERY) return;
    toldAt = now;
    running = done < of;
    await tell(running ? { done, of } : null);
  };
  return {
    /** @param listed on the server; `known` of them are in the ledger. */
    async looked(source: Import, listed: readonly UidRange[], known: readonly UidRange[], now: number): Promise<void> {
      if (source.renumbered || source.importedUntil <= source.historyUntil) return;
      const others = [
        { from: 1, to: source.historyUntil },
        { from: source.importedUntil + 1, to: Number.MAX_SAFE_INTEGER },
      ].filter(({ from, to }) => from <= to);
      const history = without(listed, others);
      const of = countUids(history);
      folders.set(source.id, { done: of - countUids(without(history, known)), of });
      await say(now);
    },
    async accepted(source: Import, count: number, now: number): Promise<void> {
      const one = folders.get(source.id);
      if (!one || count === 0) return;
      one.done = Math.min(one.of, one.done + count);
      await say(now);
    },
  };
}
