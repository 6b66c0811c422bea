import { inTurn, type Names, type Undecided } from './desk/in-turn.ts';
import type { Accepted, Choice, Keys, ReadMail } from './receive.ts';

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
// What came later waits for a mail that is being read; for longer, only that one waits: it may never end.
const READING = 1000;
// A parent that is accepted elsewhere is decided within moments, unless that gateway died.
const WAIT_FOR_PARENT = 20;
const PATIENCE = 5000;

type Unread = { ledgerId: number; since: number | null };
type Waiting = Undecided & {
  accepted: Accepted;
  mail: ReadMail;
  since: number;
  /** When it was first asked. */
  asked: number | null;
  end(): void;
};

/**
 * Reads mails a few at a time and decides together what has been read: one that comes alone at once, many in few
 * transactions. Those of one conversation are decided in the order in which they were accepted. A mail that fails takes
 * no other with it.
 * @param now monotonic milliseconds
 */
export function receiveQueue(desk: Queueing, now: () => number): Queue {
  const underWay = new Set<Promise<void>>();
  const inReadingTurn = turns(READ_AT_ONCE);
  const unread = new Set<Unread>();
  /** Read and not yet decided, in the order they were accepted. */
  const undecided: Waiting[] = [];
  let transactions = 0;

  const decideOne = async (accepted: Accepted): Promise<void> => {
    const reading: Unread = { ledgerId: accepted.ledgerId, since: null };
    unread.add(reading);
    let mail: ReadMail | null;
    try {
      mail = await inReadingTurn(() => {
        reading.since = now();
        return desk.read(accepted);
      });
    } finally {
      unread.delete(reading);
    }
    if (mail === null) return takeReady();
    const names = namesOf(mail(true).keys);
    await new Promise<void>((end) => {
      const place = undecided.findLastIndex((one) => one.accepted.ledgerId < accepted.ledgerId) + 1;
      undecided.splice(place, 0, { accepted, mail, names, since: now(), asked: null, state: 'ready', end });
      takeReady();
    });
  };

  const takeReady = (): void => {
    for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) {
      transactions++;
      for (const one of batch) one.state = 'being decided';
      void takeTogether(batch).finally(() => {
        transactions--;
        takeReady();
      });
    }
    if (transactions === 0 && undecided.some(({ state }) => state === 'ready')) setTimeout(takeReady, GATHERING);
  };

  const nextBatch = (): Waiting[] => {
    if (transactions === TRANSACTIONS_AT_ONCE) return [];
    const time = now();
    const awaited = [...unread].filter(({ since }) => since === null || time - since < READING);
    const first = Math.min(...awaited.map(({ ledgerId }) => ledgerId));
    const batch = inTurn(
      undecided.filter(({ accepted }) => accepted.ledgerId < first),
      DECIDED_TOGETHER,
    );
    if (batch.length === DECIDED_TOGETHER) return batch;
    const gathered = awaited.length === 0 || batch.some(({ since }) => time - since >= GATHERING);
    return transactions === 0 && gathered ? batch : [];
  };

  /** Never rejects. */
  const takeTogether = async (mails: Waiting[]): Promise<void> => {
    try {
      for (const one of mails) one.asked ??= now();
      const decided = await desk.take(mails.map((one) => one.mail(isPatient(one))));
      for (const [at, one] of mails.entries()) if (decided[at]) end(one);
      const left = mails.filter((_, at) => !decided[at]);
      if (left.length < mails.length) for (const one of left) one.state = 'ready';
      else await waitForOthers(left);
    } catch (error) {
      if (mails.length > 1) await Promise.all(mails.map((one) => takeTogether([one])));
      for (const one of mails.length > 1 ? [] : mails) {
        await desk.failed(one.accepted, error);
        end(one);
      }
    }
  };
  const isPatient = ({ asked }: Waiting) => asked === null || now() - asked < PATIENCE;
  const waitForOthers = async (left: Waiting[]): Promise<void> => {
    const patient = left.filter(isPatient);
    for (const one of patient) one.state = 'resting';
    if (patient.length > 0) setTimeout(again, WAIT_FOR_PARENT, patient);
    for (const one of left.filter((one) => !patient.includes(one))) {
      await desk.postpone(one.accepted);
      end(one);
    }
  };
  const again = (left: Waiting[]): void => {
    for (const one of left) one.state = 'ready';
    takeReady();
  };
  const end = (one: Waiting): void => {
    undecided.splice(undecided.indexOf(one), 1);
    one.end();
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

const namesOf = ({ messageId, references, tokens, taggedTicket }: Keys): Names => ({
  own: messageId,
  all: [
    ...new Set([
      ...(messageId ? [messageId] : []),
      ...references,
      ...tokens.map(({ ticketId }) => `#${ticketId}`),
      ...(taggedTicket === null ? [] : [`#${taggedTicket}`]),
    ]),
  ],
});

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
