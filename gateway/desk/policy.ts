import type { Calendar } from './calendar.ts';
import type { Target, WaitingOn } from './change.ts';
import { hasEmergencyLine, type Standing, standsUnder } from './cover.ts';
import type { Rule } from './escalation.ts';
import type { OnCall } from './on-call.ts';
import { DEFAULT_BOOK } from './policy-book.ts';
import { compilePolicy } from './policy-compile.ts';
import type { Priority } from './priority.ts';
import type { Release } from './release.ts';

/** What a desk promises, as the rules use it. Compiled from the book an admin writes (policy-book.ts). */
export type Policy = {
  name: string;
  /** In which these promises are counted, unless a priority has its own. */
  calendar: Calendar;
  targets: Record<Priority, Promised>;
  /** Whom waiting for stops the resolution clock. */
  pausesOn: readonly WaitingOn[];
  escalations: readonly Rule[];
  onCall: OnCall;
  /** What "with the next release" may come with. */
  releases: readonly Release[];
  /** Policies for some tickets; the first that fits is theirs. */
  exceptions: readonly { when: Fits; policy: Policy }[];
  /** Nobody is woken for these tickets: what pages waits until the desk is open. */
  pagesWait?: boolean;
};

/** Minutes of one priority. A resolution of null comes with the next release; a missing target is not promised. */
export type Promised = {
  firstResponse: number;
  resolution: number | null;
  nextResponse?: number;
  update?: number;
  /** Instead of the policy's: a calendar that is always open counts by the clock. */
  calendar?: Calendar;
};

/** Every condition given must hold. Names of organisations, domains and addresses are lower-cased. */
export type Fits = {
  mailboxIds?: readonly number[];
  organisations?: readonly string[];
  /** Names of plans, or "none". */
  plans?: readonly string[];
  /** One of them suffices. */
  tags?: readonly string[];
};

/** What a policy is chosen by. */
export type Chosen = {
  mailboxId: number | null;
  requester: { address: string };
  tags: readonly string[];
  /** How the requester stood when the ticket was opened. */
  standing: Standing;
};

/** The policy of a ticket: the first exception that fits, else the desk's. Who has no emergency line wakes nobody. */
export function policyOf(policy: Policy, ticket: Chosen): Policy {
  const own = policy.exceptions.find(({ when }) => fits(when, ticket))?.policy ?? policy;
  return hasEmergencyLine(ticket.standing) ? own : { ...own, pagesWait: true };
}

function fits({ mailboxIds, organisations, plans, tags }: Fits, ticket: Chosen): boolean {
  const { mailboxId, requester, standing, tags: own } = ticket;
  if (mailboxIds && (mailboxId === null || !mailboxIds.includes(mailboxId))) return false;
  if (tags && !tags.some((tag) => own.includes(tag))) return false;
  if (plans && !standsUnder(standing, plans)) return false;
  if (organisations === undefined) return true;
  const names = standing.organisations.map((name) => name.toLowerCase());
  return organisations.some((one) => names.includes(one) || belongsTo(requester.address.toLowerCase(), one));
}

/** An organisation is named by a domain, whose sub-domains belong to it, or by one address. */
const belongsTo = (address: string, named: string): boolean =>
  named.includes('@') ? address === named : address.endsWith(`@${named}`) || address.endsWith(`.${named}`);

/** Minutes promised for a target; null is with the next release, undefined not promised at all. */
export function minutesOf(policy: Policy, priority: Priority, target: Target): number | null | undefined {
  const { firstResponse, resolution, nextResponse, update } = policy.targets[priority];
  return { 'first response': firstResponse, resolution, 'next response': nextResponse, 'periodic update': update }[
    target
  ];
}

export const calendarOf = (policy: Policy, priority: Priority): Calendar =>
  policy.targets[priority].calendar ?? policy.calendar;

/** The support promise of the first user, until an admin changes it. */
export const DEFAULT_POLICY: Policy = compilePolicy(DEFAULT_BOOK, []);
