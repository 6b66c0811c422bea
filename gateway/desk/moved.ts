import type { ClockState, Target } from './change.ts';
import type { Instant } from './instant.ts';

/** A promise whose instant is another one now; null is without one. */
export type Moved = { target: Target; from: Instant | null; to: Instant | null };

/** For the event that moved them: which promises that are not met fall due at another instant than before. */
export const movedBy = (before: readonly ClockState[], after: readonly ClockState[]): Moved[] =>
  after.flatMap(({ target, dueAt, metAt }) => {
    const clock = before.find((one) => one.target === target);
    const moves = clock && metAt === null && clock.dueAt !== dueAt;
    return moves ? [{ target, from: clock.dueAt, to: dueAt }] : [];
  });
