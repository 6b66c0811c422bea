import type { Accepted, Choice, ReadMail } from './receive.ts';

export type Queue = {
  /** Resolves when all of them are decided, or left for the sweep; that is the back-pressure on collecting. */
  add(mails: Accepted[]): Promise<void>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

export type Queueing = {
  /** Null: there is nothing to decide. */
  read(mail: Accepted): Promise<ReadMail | null>;
  /** Decides in one transaction, in this order. False for one that must be asked again: another comes first. */
  take(choices: Choice[]): Promise<boolean[]>;
  /** It is left undecided: the sweep tries it again. */
  failed(mail: Accepted, error: unknown): Promise<void>;
};

/** Reading is work of this thread; more at once only holds more in memory. */
const READ_AT_ONCE = 4;
/** A transaction costs as much as ten decisions in it; more together would keep their locks for longer. */
const DECIDED_TOGETHER = 25;
/** While one transaction waits for a lock, others go on with what is full. */
const TRANSACTIONS_AT_ONCE = 3;
// A parent that is accepted elsewhere is decided within moments; a circle of references never is. Milliseconds.
const WAIT_FOR_PARENT = 20;
const PATIENCE = 5000;

type Waiting = { accepted: Accepted; choice: ReadMail; patientUntil: number; end(): void };

/**
 * Reads mails a few at a time and decides together what has been read meanwhile: one alone at once, many in few
 * transactions. A mail that fails takes no other with it.
 * @param now monotonic milliseconds
 */
export function receiveQueue(desk: Queueing, now: () => number): Queue {
  const underWay = new Set<Promise<void>>();
  const inReadingTurn = turns(READ_AT_ONCE);
  const ready: Waiting[] = [];
  let transactions = 0;

  const decideOne = async (accepted: Accepted): Promise<void> => {
    try {
      const choice = await inReadingTurn(() => desk.read(accepted));
      if (choice === null) return;
      const decided = new Promise<void>((end) => ready.push({ accepted, choice, patientUntil: now() + PATIENCE, end }));
      void takeReady();
      await decided;
    } catch (error) {
      await desk.failed(accepted, error);
    }
  };

  const takeReady = async (): Promise<void> => {
    while (ready.length > 0 && (transactions === 0 || mayRunBeside())) {
      transactions++;
      await takeTogether(ready.splice(0, DECIDED_TOGETHER)).finally(() => transactions--);
    }
  };
  const mayRunBeside = () => transactions < TRANSACTIONS_AT_ONCE && ready.length >= DECIDED_TOGETHER;

  const takeTogether = async (mails: Waiting[]): Promise<void> => {
    try {
      const decided = await desk.take(mails.map(({ choice, patientUntil }) => choice(now() < patientUntil)));
      for (const [at, one] of mails.entries()) if (decided[at]) one.end();
      const left = mails.filter((_, at) => !decided[at]);
      if (left.length === mails.length) setTimeout(again, WAIT_FOR_PARENT, left);
      else ready.unshift(...left);
    } catch (error) {
      if (mails.length > 1) await Promise.all(mails.map((one) => takeTogether([one])));
      for (const { accepted, end } of mails.length > 1 ? [] : mails) {
        await desk.failed(accepted, error);
        end();
      }
    }
  };
  const again = (left: Waiting[]): void => {
    ready.unshift(...left);
    void takeReady();
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

/** At most `atOnce` at work, the others in the order they came. */
function turns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
