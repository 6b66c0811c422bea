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
  /** Left to the sweep, too: it waits for a mail that is in other hands. */
  postpone(mail: Accepted): Promise<void>;
};

/** Reading is work of this thread; more at once only holds more in memory. */
const READ_AT_ONCE = 4;
/** A transaction costs as much as ten decisions in it; more together would keep their locks for longer. */
const DECIDED_TOGETHER = 25;
/** While one transaction waits for a lock, others go on with what is full. */
const TRANSACTIONS_AT_ONCE = 3;
// What is read waits this long at most for what is being read, to be decided with it. Milliseconds, as all of these.
const GATHERING = 50;
// A parent that is accepted elsewhere is decided within moments, unless that gateway died.
const WAIT_FOR_PARENT = 20;
const PATIENCE = 5000;

type Waiting = { accepted: Accepted; mail: ReadMail; since: number; end(): void };

/**
 * Reads mails a few at a time and decides together what has been read: one that comes alone at once, many in few
 * transactions. A mail that fails takes no other with it.
 * @param now monotonic milliseconds
 */
export function receiveQueue(desk: Queueing, now: () => number): Queue {
  const underWay = new Set<Promise<void>>();
  const inReadingTurn = turns(READ_AT_ONCE);
  const ready: Waiting[] = [];
  let reading = 0;
  let transactions = 0;

  const decideOne = async (accepted: Accepted): Promise<void> => {
    reading++;
    let mail: ReadMail | null;
    try {
      mail = await inReadingTurn(() => desk.read(accepted));
    } finally {
      reading--;
    }
    if (mail === null) return takeReady();
    await new Promise<void>((end) => {
      ready.push({ accepted, mail, since: now(), end });
      takeReady();
    });
  };

  const takeReady = (): void => {
    while (mayBegin()) {
      transactions++;
      void takeTogether(ready.splice(0, DECIDED_TOGETHER)).finally(() => {
        transactions--;
        takeReady();
      });
    }
    if (ready.length > 0 && transactions === 0) setTimeout(takeReady, GATHERING);
  };

  const mayBegin = (): boolean => {
    const [first] = ready;
    if (first === undefined || transactions === TRANSACTIONS_AT_ONCE) return false;
    if (ready.length >= DECIDED_TOGETHER) return true;
    return transactions === 0 && (reading === 0 || now() - first.since >= GATHERING);
  };

  /** Never rejects. */
  const takeTogether = async (mails: Waiting[]): Promise<void> => {
    try {
      const decided = await desk.take(mails.map(({ mail, since }) => mail(now() - since < PATIENCE)));
      for (const [at, { end }] of mails.entries()) if (decided[at]) end();
      const left = mails.filter((_, at) => !decided[at]);
      if (left.length < mails.length) ready.unshift(...left);
      else await waitForOthers(left);
    } catch (error) {
      if (mails.length > 1) await Promise.all(mails.map((one) => takeTogether([one])));
      for (const { accepted, end } of mails.length > 1 ? [] : mails) {
        await desk.failed(accepted, error);
        end();
      }
    }
  };
  const waitForOthers = async (left: Waiting[]): Promise<void> => {
    const patient = left.filter(({ since }) => now() - since < PATIENCE);
    if (patient.length > 0) setTimeout(again, WAIT_FOR_PARENT, patient);
    for (const one of left.filter((one) => !patient.includes(one))) {
      await desk.postpone(one.accepted);
      one.end();
    }
  };
  const again = (left: Waiting[]): void => {
    ready.unshift(...left);
    takeReady();
  };

  return {
    async add(mails) {
      const deciding = mails.map((mail) => {
        const promise: Promise<void> = decideOne(mail)
          .catch((error: unknown) => desk.failed(mail, error))
          .finally(() => underWay.delete(promise));
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
