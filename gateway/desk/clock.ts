import { type Calendar, dueAt, elapsed, isOpen, nextOpening } from './calendar.ts';
import type { ClockState, Status, Target } from './change.ts';
import { minutesUntil, type Rule } from './escalation.ts';
import { asInstant, HOUR, type Instant } from './instant.ts';
import { type Chosen, calendarOf, minutesOf, type Policy, policyOf } from './policy.ts';
import type { Priority } from './priority.ts';
import { releaseDue, releaseFor } from './release.ts';

/** A mail that lay about for longer is answered from when it reached us: its promise would be broken at birth. */
const OLD_MAIL = 12 * HOUR;

/** A promise starts when the server had the mail, unless that is long ago. The Date header never counts. */
export function promiseStart(internalDate: Instant | null, acceptedAt: Instant): Instant {
  const start = Math.min(internalDate ?? acceptedAt, acceptedAt);
  return asInstant(acceptedAt - start > OLD_MAIL ? acceptedAt : start);
}

/** The promises of a new ticket: what a policy does not promise has no clock. */
export function startClocks(policy: Policy, priority: Priority, startedAt: Instant): ClockState[] {
  return (['first response', 'resolution', 'periodic update'] as const).flatMap(
    (target) => startClock(policy, priority, target, startedAt) ?? [],
  );
}

/** A promise that begins now; null when the policy does not make it. */
export function startClock(policy: Policy, priority: Priority, target: Target, startedAt: Instant): ClockState | null {
  const minutes = minutesOf(policy, priority, target);
  if (minutes === undefined) return null;
  return planned(policy, {
    target,
    priority,
    minutes,
    startedAt,
    dueAt: null,
    releaseId: null,
    pauses: [],
    pausedAt: null,
    metAt: null,
    breachedAt: null,
    fired: [],
    nextAt: null,
  });
}

/**
 * Another priority, or another policy: the same start and pauses, other minutes. A breach stands only where the new
 * promise was past then too. What a rule did once it does not do again.
 */
export function replan(policy: Policy, clock: ClockState, priority: Priority): ClockState {
  return clock.priority === priority ? clock : replanned(policy, clock, priority);
}

/** As `replan`, also where the priority is the same: the calendar or the policy changed. */
export function replanned(policy: Policy, clock: ClockState, priority: Priority): ClockState {
  const minutes = minutesOf(policy, priority, clock.target) ?? null;
  const other = planned(policy, { ...clock, priority, minutes });
  const stands = other.breachedAt !== null && other.dueAt !== null && other.dueAt <= other.breachedAt;
  return stands ? other : withNext(policy, { ...other, breachedAt: null });
}

/** Waiting stops these promises and solving ends them; answers are due all the same. */
export const isAboutWork = (target: Target): boolean => target === 'resolution' || target === 'periodic update';

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

/** The customer heard from us: the response that was owed is met, and the next update is due from then on. */
export function heard(
  ticket: { status: Status; priority: Priority; clocks: readonly ClockState[] } & Chosen,
  policy: Policy,
  at: Instant,
): ClockState[] {
  const owed = ticket.clocks.filter(({ target, metAt }) => !isAboutWork(target) && metAt === null);
  const update =
    ticket.status === 'open' ? startClock(policyOf(policy, ticket), ticket.priority, 'periodic update', at) : null;
  return [...owed.map((clock) => meet(clock, at)), ...(update ? [update] : [])];
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
  return past && isRunning(clock) && clock.breachedAt === null ? { ...clock, breachedAt: now } : null;
}

/** Neither met nor paused. */
export const isRunning = ({ metAt, pausedAt }: ClockState): boolean => metAt === null && pausedAt === null;

/**
 * What falls due on a running clock by `now`: its breach, and the rules that have not fired. The clock comes back with
 * all of that behind it, so that nothing fires twice. Null when nothing is due.
 */
export function pass(policy: Policy, clock: ClockState, now: Instant): { clock: ClockState; rules: Rule[] } | null {
  if (!isRunning(clock)) return null;
  const broken = breach(clock, now) ?? clock;
  const rules = rulesOf(policy, clock).filter((rule) => momentOf(policy, clock, rule) <= now);
  if (broken === clock && rules.length === 0) return null;
  const fired = [...clock.fired, ...rules.map(({ name }) => ({ rule: name, at: now }))];
  return { clock: withNext(policy, { ...broken, fired }), rules };
}

function planned(policy: Policy, clock: ClockState): ClockState {
  const calendar = calendarOf(policy, clock.priority);
  if (clock.minutes !== null) {
    const due = dueAt(calendar, clock.startedAt, clock.minutes, clock.pauses);
    return withNext(policy, { ...clock, dueAt: due, releaseId: null });
  }
  const release = clock.target === 'resolution' ? releaseFor(policy.releases, clock.startedAt) : null;
  // Who waits does not put off a release.
  const due = release && releaseDue(calendar, release, clock.startedAt);
  return withNext(policy, { ...clock, dueAt: due, releaseId: release?.id ?? null });
}

/** When time must look at it next: at its breach or the first rule that has not fired. */
export function withNext(policy: Policy, clock: ClockState): ClockState {
  const moments = ruleMoments(policy, clock).map(({ at }) => at);
  if (clock.dueAt !== null && clock.breachedAt === null) moments.push(clock.dueAt);
  return { ...clock, nextAt: moments.length === 0 ? null : asInstant(Math.min(...moments)) };
}

/** The rules that have not fired on a clock, in the order of their moments. */
export const ruleMoments = (policy: Policy, clock: ClockState): { rule: string; at: Instant }[] =>
  rulesOf(policy, clock)
    .map((rule) => ({ rule: rule.name, at: momentOf(policy, clock, rule) }))
    .sort((a, b) => a.at - b.at);

function rulesOf(policy: Policy, clock: ClockState): Rule[] {
  if (clock.dueAt === null) return [];
  return policy.escalations.filter(
    ({ name, targets, priorities, onlyWhenClosed }) =>
      targets.includes(clock.target) &&
      (!onlyWhenClosed || !isOpen(calendarOf(policy, clock.priority), clock.startedAt)) &&
      priorities.includes(clock.priority) &&
      !clock.fired.some(({ rule }) => rule === name),
  );
}

function momentOf(policy: Policy, clock: ClockState, rule: Rule): Instant {
  const calendar = calendarOf(policy, clock.priority);
  const at = clock.minutes === null ? beforeRelease(calendar, clock, rule) : afterMinutes(calendar, clock, rule);
  return policy.pagesWait && rule.steps.includes('page') ? nextOpening(calendar, at) : at;
}

const afterMinutes = (calendar: Calendar, { startedAt, minutes, pauses }: ClockState, rule: Rule): Instant =>
  dueAt(calendar, startedAt, minutesUntil(rule, minutes ?? 0), pauses);

/** With a release the open minutes until its end are what was promised. */
function beforeRelease(calendar: Calendar, { startedAt, dueAt: end }: ClockState, rule: Rule): Instant {
  const due = end ?? startedAt;
  const promised = elapsed(calendar, startedAt, due);
  const until = minutesUntil(rule, promised);
  return until < promised ? dueAt(calendar, startedAt, until) : dueAt(calendar, due, until - promised);
}
