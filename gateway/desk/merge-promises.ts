import { type ClockState, type MergedWas, TARGETS } from './change.ts';
import { replanned, resume } from './clock.ts';
import type { TicketFacts } from './facts.ts';
import { asInstant, type Instant } from './instant.ts';
import { type Chosen, minutesOf, type Policy, policyOf } from './policy.ts';
import { PRIORITIES, type Priority } from './priority.ts';

/** Of a ticket: its promises, and by what they are counted. */
type Promising = Pick<TicketFacts, 'priority' | 'clocks'> & Chosen;

/** Only work that is to do brings its urgency along. */
export const jointPriority = (from: Priority, to: Priority): Priority =>
  PRIORITIES.indexOf(from) < PRIORITIES.indexOf(to) ? from : to;

/**
 * What the promises of `to` become when `from`, which is still to do, becomes part of it. Each is counted by the policy
 * of `to` and the higher priority. Of two that are open the one that is due sooner stays, so that whoever wrote first
 * loses nothing; one that is kept on `to` and open on `from` is open again, since its customer still waits. No rule that
 * fired on either fires again. Only those that change are answered.
 */
export function jointPromises(from: Promising, to: Promising, policy: Policy, now: Instant): ClockState[] {
  const own = policyOf(policy, to);
  const priority = jointPriority(from.priority, to.priority);
  return TARGETS.flatMap((target) => {
    if (minutesOf(own, priority, target) === undefined) return [];
    const [mine, theirs] = [openOf(to, target), openOf(from, target)];
    const running = theirs && resume(own, theirs, now);
    const both = [mine, running].filter((clock) => clock !== undefined);
    const [sooner] = both.map((clock) => replanned(own, clock, priority)).sort(soonest);
    if (!sooner || (!theirs && mine?.priority === priority)) return [];
    const said = both.flatMap(({ breachedAt }) => breachedAt ?? []);
    const breachedAt = said.length === 0 ? null : asInstant(Math.min(...said));
    return [replanned(own, { ...sooner, fired: firedOn(both), breachedAt }, priority)];
  });
}

/**
 * What the promises of `to` become when the two part again: what they were, but for what happened meanwhile. Kept is
 * kept, waiting counts, and no rule fires twice. One that came with `from` alone ends.
 */
export function partedPromises(
  to: Promising,
  was: MergedWas,
  since: Instant,
  policy: Policy,
  now: Instant,
): ClockState[] {
  const own = policyOf(policy, to);
  return (was.joint ?? []).flatMap(({ target, before }) => {
    const clock = to.clocks.find((one) => one.target === target);
    if (!clock) return [];
    if (!before) return clock.metAt === null ? [{ ...clock, metAt: now, pausedAt: null, nextAt: null }] : [];
    if (before.metAt !== null) return [before];
    const pauses = [...before.pauses, ...clock.pauses.filter(({ from }) => from >= since)];
    const { metAt, pausedAt } = clock;
    // What fired on the other one before they met is not this one's.
    const fired = firedOn([before, { ...clock, fired: clock.fired.filter(({ at }) => at > since) }]);
    return [replanned(own, { ...before, pauses, metAt, pausedAt, fired }, to.priority)];
  });
}

const openOf = ({ clocks }: Promising, target: ClockState['target']): ClockState | undefined =>
  clocks.find((clock) => clock.target === target && clock.metAt === null);

/** Without an instant comes last; among those, the older first. */
const soonest = (one: ClockState, other: ClockState): number =>
  (one.dueAt ?? Number.MAX_SAFE_INTEGER) - (other.dueAt ?? Number.MAX_SAFE_INTEGER) || one.startedAt - other.startedAt;

/** Each rule once, at its first time. */
function firedOn(clocks: readonly ClockState[]): ClockState['fired'] {
  const all = clocks.flatMap(({ fired }) => fired).sort((one, other) => one.at - other.at);
  return all.filter(({ rule }, nth) => all.findIndex((one) => one.rule === rule) === nth);
}
