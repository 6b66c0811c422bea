import type { Accepted, Decide } from './receive.ts';

export type Queue = {
  /** Resolves when all of them are decided, or left for the sweep; that is the back-pressure on collecting. */
  add(mails: Accepted[]): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

/** A parent that is accepted elsewhere is decided within moments; a circle of references never is. */
const WAIT_FOR_PARENT = 20;
const MOST_WAITS = 250;

/**
 * Decides mails side by side, `atOnce` at a time, but a reply after the mail it answers when both are here.
 * A mail that fails is reported to `failed` and left undecided: the sweep tries it again, the next mail goes on.
 */
export function receiveQueue(
  read: (mail: Accepted) => Promise<Decide>,
  failed: (mail: Accepted, error: unknown) => Promise<void>,
  atOnce: number,
): Queue {
  const underWay = new Set<Promise<void>>();
  let free = atOnce;
  const waiting: (() => void)[] = [];

  const slot = async (): Promise<void> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };

  const inSlot = async <T>(work: () => Promise<T>): Promise<T> => {
    await slot();
    try {
      return await work();
    } finally {
      release();
    }
  };

  const decideOne = async (mail: Accepted): Promise<void> => {
    try {
      const decide = await inSlot(() => read(mail));
      for (let waits = 0; !(await inSlot(() => decide(waits < MOST_WAITS))); waits++)
        await new Promise((resolve) => setTimeout(resolve, WAIT_FOR_PARENT));
    } catch (error) {
      await failed(mail, error);
    }
  };

  return {
    async add(mails) {
      const deciding = mails.map((mail) => {
        const promise: Promise<void> = decideOne(mail).finally(() => underWay.delete(promise));
        underWay.add(promise);
        return promise;
      });
      await Promise.all(deciding);
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
