import type { Calendar } from './calendar.ts';
import type { Target, WaitingOn } from './change.ts';
import type { Rule } from './escalation.ts';
import type { OnCall } from './on-call.ts';
import { DEFAULT_BOOK } from './policy-book.ts';
import { compilePolicy } from './policy-compile.ts';
import type { Priority } from './priority.ts';

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
  /** Policies for some tickets; the first that fits is theirs. */
  exceptions: readonly { when: Fits; policy: Policy }[];
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

/** Every condition given must hold. Addresses and domains are lower-cased. */
export type Fits = {
  mailboxIds?: readonly number[];
  organisations?: readonly string[];
  /** One of them suffices. */
  tags?: readonly string[];
};

/** What a policy is chosen by. */
export type Chosen = { mailboxId: number | null; requester: { address: string }; tags: readonly string[] };

/** The policy of a ticket: the first exception that fits, else the desk's. */
export function policyOf(policy: Policy, ticket: Chosen): Policy {
  return policy.exceptions.find(({ when }) => fits(when, ticket))?.policy ?? policy;
}

function fits({ mailboxIds, organisations, tags }: Fits, { mailboxId, requester, tags: own }: Chosen): boolean {
  if (mailboxIds && (mailboxId === null || !mailboxIds.includes(mailboxId))) return false;
  if (tags && !tags.some((tag) => own.includes(tag))) return false;
  return organisations === undefined || organisations.some((one) => belongsTo(requester.address.toLowerCase(), one));
}

/** An organisation is named by a domain, whose sub-domains belong to it, or by one address. */
const belongsTo = (address: string, named: string): boolean =>
  named.includes('@') ? address === named : address.endsWith(`@${named}`) || address.endsWith(`.${named}`);

/** Minutes promised for a target; null is without an instant, undefined not promised at all. */
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
