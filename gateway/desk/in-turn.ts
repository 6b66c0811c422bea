/** What a mail is, and everything it speaks of, itself included: two that share a name may be of one conversation. */
export type Names = { own: string | null; all: readonly string[] };

/** A mail that is read and not yet decided; it rests after it was asked in vain. */
export type Undecided = { names: Names; state: 'ready' | 'being decided' | 'resting' };

/**
 * Which mails may be decided now so that those of one conversation are decided in the order they came. Those that
 * answer something are decided by one transaction at a time: only the database knows which tickets they lead to.
 * @param undecided in the order they came
 * @param most of them at once
 * @returns those whose turn it is, in their order, no two that share a name
 */
export function inTurn<M extends Undecided>(undecided: readonly M[], most: number): M[] {
  const answersAreDecided = undecided.some(({ names, state }) => state === 'being decided' && isAnswer(names));
  const before = new Map<string, Names[]>();
  const batch: M[] = [];
  for (const mail of undecided) {
    if (batch.length === most) break;
    const { names, state } = mail;
    const waits = names.all.some((name) => before.get(name)?.some((other) => !isAnswer(other, names.own)));
    if (state === 'ready' && !waits && !(answersAreDecided && isAnswer(names))) batch.push(mail);
    for (const name of names.all) before.set(name, [...(before.get(name) ?? []), names]);
  }
  return batch;
}

/** Whether it answers this mail, or any. One that overtook the mail it answers waits for it and holds it up in nothing. */
const isAnswer = ({ own, all }: Names, to?: string | null): boolean =>
  to === undefined ? all.some((name) => name !== own) : to !== null && own !== to && all.includes(to);
