import { describe, expect, test } from 'vitest';
import type { Accepted, Choice, Keys } from '../gateway/receive.ts';
import { type Queueing, receiveQueue } from '../gateway/receive-queue.ts';

const mail = (ledgerId: number) => ({ ledgerId }) as Accepted;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

const keys = (ledgerId: number, messageId: string | null = null, references: string[] = []): Keys => ({
  ledgerId,
  messageId,
  references,
  reported: [],
  tokens: [],
  taggedTicket: null,
  sender: null,
  forwardedFrom: null,
  mailboxId: null,
});
const read = (keys: Keys) => Promise.resolve(() => ({ keys, card: {} }) as unknown as Choice);
const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A queue whose mails know their number and whether they were asked to be patient. */
function queue(take: (ids: number[], patient: boolean[]) => Promise<boolean[]>, more: Partial<Queueing> = {}) {
  const transactions: number[][] = [];
  const failed: number[] = [];
  const postponed: number[] = [];
  let clock = 0;
  const { add, idle } = receiveQueue(
    {
      read:
        async ({ ledgerId }) =>
        (patient) =>
          ({ keys: keys(ledgerId), card: { patient } }) as unknown as Choice,
      async take(choices) {
        const ids = choices.map(({ keys }) => keys.ledgerId);
        transactions.push(ids);
        return take(
          ids,
          choices.map(({ card }) => (card as unknown as { patient: boolean }).patient),
        );
      },
      failed: async ({ ledgerId }) => void failed.push(ledgerId),
      postpone: async ({ ledgerId }) => void postponed.push(ledgerId),
      ...more,
    },
    () => clock,
  );
  return {
    add: (...ids: number[]) => add(ids.map(mail)),
    idle,
    transactions,
    failed,
    postponed,
    pass: (milliseconds: number) => {
      clock += milliseconds;
    },
  };
}

const all = async (ids: number[]) => ids.map(() => true);

test('many mails are decided in few transactions, and none twice', async () => {
  const { add, transactions } = queue(all);
  await add(...numbers(100));
  expect(transactions.flat().sort((a, b) => a - b)).toEqual(numbers(100));
  expect(transactions.length).toBeLessThanOrEqual(8);
});

test('a mail that comes alone is decided at once', async () => {
  const { add, transactions } = queue(all);
  await add(1);
  expect(transactions).toEqual([[1]]);
});

test('a mail that takes for ever to read holds up no other', async () => {
  const { add, transactions, pass } = queue(all, {
    read: ({ ledgerId }) => (ledgerId === 1 ? new Promise(() => undefined) : read(keys(ledgerId))),
  });
  void add(1);
  const others = add(2, 3);
  setTimeout(() => pass(1000), 10);
  await others;
  expect(transactions.flat().sort()).toEqual([2, 3]);
});

test('a mail that fails takes no other with it', async () => {
  const { add, failed, transactions } = queue(async (ids) => {
    if (ids.includes(7)) throw new Error('it cannot be kept');
    return ids.map(() => true);
  });
  await add(...numbers(20));
  expect(failed).toEqual([7]);
  expect(transactions.filter((ids) => ids.length === 1).flat()).toEqual(expect.arrayContaining([1, 7]));
});

test('a mail that cannot be read is reported, and the others are decided', async () => {
  const { add, failed, transactions } = queue(all, {
    read: async ({ ledgerId }) => {
      if (ledgerId === 2) throw new Error('the disk is broken');
      return read(keys(ledgerId));
    },
  });
  await add(1, 2, 3);
  expect(failed).toEqual([2]);
  expect(transactions.flat().sort()).toEqual([1, 3]);
});

test('one that must wait is asked again until its parent is decided', async () => {
  let parent = false;
  const { add, idle, transactions } = queue(async (ids) => ids.map((id) => id !== 2 || parent));
  await Promise.all([
    add(2),
    new Promise((resolve) => setTimeout(resolve, 60)).then(() => {
      parent = true;
    }),
  ]);
  await idle();
  expect(transactions.length).toBeGreaterThan(1);
});

test('one that waits for a mail in other hands too long is postponed', async () => {
  const { add, pass, postponed } = queue(async (ids) => {
    pass(1000);
    return ids.map(() => false);
  });
  await add(1);
  expect(postponed).toEqual([1]);
});

test('mails that wait for each other in a circle are decided when patience ends', async () => {
  const { add, pass } = queue(async (ids, patient) => {
    pass(1000);
    return ids.map((_, at) => !patient[at]);
  });
  await add(1, 2);
});

describe('mails of one conversation are decided in the order they came', () => {
  test('though the first takes longer to read', async () => {
    const { add, transactions } = queue(all, {
      read: async ({ ledgerId }) => {
        await soon(ledgerId === 1 ? 80 : 0);
        return read(keys(ledgerId, `<${ledgerId}@kite.example>`, ['<root@kite.example>']));
      },
    });
    await add(1, 2, 3);
    expect(transactions).toEqual([[1], [2], [3]]);
  });

  test('though a transaction of others is slow', async () => {
    const { add, transactions } = queue(
      async (ids) => {
        await soon(ids.includes(1) ? 60 : 0);
        return ids.map(() => true);
      },
      { read: ({ ledgerId }) => read(keys(ledgerId, null, ledgerId % 30 === 1 ? ['<root@kite.example>'] : [])) },
    );
    await add(...numbers(90));
    const order = transactions.flat();
    expect(order.indexOf(1)).toBeLessThan(order.indexOf(31));
    expect(order.indexOf(31)).toBeLessThan(order.indexOf(61));
    expect(order.toSorted((a, b) => a - b)).toEqual(numbers(90));
  });

  test('though the first was asked in vain and rests', async () => {
    let asked = 0;
    const { add, transactions } = queue(async (ids) => ids.map((id) => id !== 1 || ++asked > 2), {
      read: ({ ledgerId }) => read(keys(ledgerId, `<${ledgerId}@kite.example>`, ['<root@kite.example>'])),
    });
    await add(1, 2);
    expect(transactions).toEqual([[1], [1], [1], [2]]);
  });

  test('but what another answers goes before it', async () => {
    const decided = new Set<number>();
    const { add } = queue(
      async (ids) =>
        ids.map((id) => {
          if (id === 1 && !decided.has(2)) return false;
          decided.add(id);
          return true;
        }),
      {
        read: ({ ledgerId }) =>
          read(
            ledgerId === 1 ? keys(1, '<answer@kite.example>', ['<root@kite.example>']) : keys(2, '<root@kite.example>'),
          ),
      },
    );
    await add(1, 2);
    expect([...decided]).toEqual([2, 1]);
  });
});
