import { dueAt } from './calendar.ts';
import type { ClockState, Target } from './change.ts';
import { asInstant, HOUR, type Instant } from './instant.ts';
import type { Policy } from './policy.ts';
import type { Priority } from './priority.ts';

/** A mail that lay about for longer is answered from when it reached us: its promise would be broken at birth. */
const OLD_MAIL = 12 * HOUR;

/** A promise starts when the server had the mail, unless that is long ago. The Date header never counts. */
export function promiseStart(internalDate: Instant | null, acceptedAt: Instant): Instant {
  const start = Math.min(internalDate ?? acceptedAt, acceptedAt);
  return asInstant(acceptedAt - start > OLD_MAIL ? acceptedAt : start);
}

/** The promises of a new ticket. */
export function startClocks(policy: Policy, priority: Priority, startedAt: Instant): ClockState[] {
  return (['first response', 'resolution'] as const).map((target) => {
    const minutes = minutesOf(policy, priority, target);
    return {
      target,
      priority,
      minutes,
      startedAt,
      dueAt: minutes === null ? null : dueAt(policy.calendar, startedAt, minutes),
      pauses: [],
      pausedAt: null,
      metAt: null,
      breachedAt: null,
    };
  });
}

/** Another priority: the same start and pauses, other minutes. A breach stands only where the new promise was past then too. */
export function replan(policy: Policy, clock: ClockState, priority: Priority): ClockState {
  if (clock.priority === priority) return clock;
  const minutes = minutesOf(policy, priority, clock.target);
  const other = planned(policy, { ...clock, priority, minutes });
  const stands = other.breachedAt !== null && other.dueAt !== null && other.dueAt <= other.breachedAt;
  return stands ? other : { ...other, breachedAt: null };
}

export function pause(clock: ClockState, at: Instant): ClockState {
  return { ...clock, pausedAt: clock.pausedAt ?? at };
}

/** The pause is counted out, and the promise falls due later by as many open minutes. */
export function resume(policy: Policy, clock: ClockState, at: Instant): ClockState {
  if (clock.pausedAt === null) return clock;
  const pauses = [...clock.pauses, { from: clock.pausedAt, until: at }];
  return planned(policy, { ...clock, pausedAt: null, pauses });
}

/** A paused promise is resumed first (`resume`): its pause would be forgotten. */
export function meet(clock: ClockState, at: Instant): ClockState {
  return { ...clock, metAt: at, pausedAt: null };
}

/** What met it came back: the promise runs as if it had not been met, as the ticket's priority is by now. */
export function unmeet(policy: Policy, clock: ClockState, priority: Priority): ClockState {
  return replan(policy, { ...clock, metAt: null }, priority);
}

/** What was solved or waited is to do again: the time it was met or paused does not count. */
export function reopen(policy: Policy, clock: ClockState, priority: Priority, at: Instant): ClockState {
  const paused = clock.metAt === null ? clock : { ...clock, metAt: null, pausedAt: clock.metAt };
  return replan(policy, resume(policy, paused, at), priority);
}

/** The clock, breached now; null when it is not past, met, paused or said already. */
export function breach(clock: ClockState, now: Instant): ClockState | null {
  const past = clock.dueAt !== null && clock.dueAt <= now;
  return past && clock.metAt === null && clock.pausedAt === null && clock.breachedAt === null
    ? { ...clock, breachedAt: now }
    : null;
}

function planned(policy: Policy, clock: ClockState): ClockState {
  if (clock.minutes === null) return { ...clock, dueAt: null };
  return { ...clock, dueAt: dueAt(policy.calendar, clock.startedAt, clock.minutes, clock.pauses) };
}

function minutesOf(policy: Policy, priority: Priority, target: Target): number | null {
  const { firstResponse, resolution } = policy.targets[priority];
  return target === 'first response' ? firstResponse : resolution;
}
