import type { BenchMail } from './mails.ts';
import type { Taken } from './sink.ts';

/** What must come out: a ticket for each conversation, each mail on its ticket, one acknowledgement for each opener. */
export type Expected = { tickets: number; threadOf: Map<string, string>; senderOf: Map<string, string> };

/** A mail as a database has it after the run. */
export type Placed = { messageId: string; ticketId: number };

export function expectedOf(mails: Iterable<Pick<BenchMail, 'messageId' | 'thread' | 'from'>>): Expected {
  const threadOf = new Map<string, string>();
  const senderOf = new Map<string, string>();
  for (const { messageId, thread, from } of mails) {
    threadOf.set(messageId, thread);
    if (messageId === thread) senderOf.set(messageId, from);
  }
  return { tickets: senderOf.size, threadOf, senderOf };
}

/** What is wrong, in words; none when all is exact. */
export function complaints(expected: Expected, placed: readonly Placed[], taken: readonly Taken[]): string[] {
  const ticketOf = new Map(placed.map(({ messageId, ticketId }) => [messageId, ticketId]));
  const misplaced = [...expected.threadOf].filter(([id, thread]) => {
    const ticket = ticketOf.get(id);
    return ticket === undefined || ticket !== ticketOf.get(thread);
  });
  const tickets = new Set(ticketOf.values()).size;
  const answered = new Set(taken.map(({ answers }) => answers));
  const strayed = taken.filter(({ to, answers }) => expected.senderOf.get(answers) !== to);
  return [
    ...(placed.length === expected.threadOf.size
      ? []
      : [`${placed.length} of ${expected.threadOf.size} mails are kept`]),
    ...(tickets === expected.tickets ? [] : [`${tickets} tickets instead of ${expected.tickets}`]),
    ...(misplaced.length === 0 ? [] : [`${misplaced.length} mails are not on the ticket of their conversation`]),
    ...(answered.size === expected.tickets
      ? []
      : [`${answered.size} of ${expected.tickets} openers were acknowledged`]),
    ...(taken.length === answered.size ? [] : [`${taken.length - answered.size} acknowledgements were sent twice`]),
    ...(strayed.length === 0 ? [] : [`${strayed.length} acknowledgements went to somebody else`]),
  ];
}
