/** What a mail is, and everything it speaks of, itself included: two that share a name may be of one conversation. */
export type Names = { own: string | null; all: readonly string[] };

/**
 * Which mails may be decided now so that those of one conversation are decided in the order they came.
 * @param undecided in the order they came, `free` false for those that are under way or rest
 * @param most of them at once
 * @returns those whose turn it is, in their order, no two of one conversation
 */
export function inTurn<M extends { names: Names; free: boolean }>(undecided: readonly M[], most: number): M[] {
  const before = new Map<string, Names[]>();
  const batch: M[] = [];
  for (const mail of undecided) {
    if (batch.length === most) break;
    if (mail.free && !mail.names.all.some((name) => before.get(name)?.some((other) => !answers(other, mail.names))))
      batch.push(mail);
    for (const name of mail.names.all) before.set(name, [...(before.get(name) ?? []), mail.names]);
  }
  return batch;
}

/** An answer that overtook what it answers waits for it: it holds it up in nothing. */
const answers = (answer: Names, mail: Names): boolean =>
  mail.own !== null && answer.own !== mail.own && answer.all.includes(mail.own);
