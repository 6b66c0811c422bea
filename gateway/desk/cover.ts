import { type Named, organisationOf, upwards } from './belonging.ts';
import { type Day, daysAfter, daysBetween, monthsAfter } from './days.ts';

export type { Day } from './days.ts';

export const ROLES = ['system administrator', 'data manager'] as const;
/** What a contact is at their organisation. */
export type Role = (typeof ROLES)[number];

export const CHANNELS = ['email', 'phone'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How long a plan runs, in one of the two. */
export type Length = { days: number | null; months: number | null };

export type Plan = {
  name: string;
  covers: readonly string[];
  channels: readonly Channel[];
  /** A Critical after hours may wake somebody. */
  emergencyLine: boolean;
};

/** A product under a plan, from one day to another; the last is covered to its end, as the desk's zone has it. */
export type Cover = { plan: Plan; product: string; startsOn: Day; endsOn: Day };

export type Organisation = { id: number; name: string; parentId: number | null; covers: readonly Cover[] };

/** What the desk knows of organisations. Without any cover, it keeps none: everybody is served as if covered. */
export type Register = { keepsCover: boolean; named: readonly Named[]; organisations: readonly Organisation[] };

/** How somebody stands with the desk on a day. `organisations`: theirs and those above it, nearest first. */
export type Standing = { organisations: readonly string[] } & (
  | { is: 'unrecorded' }
  | { is: 'covered'; cover: Cover; daysLeft: number }
  | { is: 'ended'; cover: Cover; daysAgo: number }
  | { is: 'none' }
);

/** Of a desk that keeps no cover, and knows nobody's organisation. */
export const UNRECORDED: Standing = { is: 'unrecorded', organisations: [] };

/** The plan of a policy's condition that means: has none that runs. */
export const NO_PLAN = 'none';

/** The last covered day. The day it begins on is not counted: 90 days from March 1 end on May 30. */
export const lastDay = (startsOn: Day, { days, months }: Length): Day =>
  months === null ? daysAfter(startsOn, days ?? 0) : monthsAfter(startsOn, months);

/**
 * How whoever writes from an address stands. An organisation without cover that runs lives under its parent's; of
 * several that run the best holds; of those that ended, the last.
 * @param said the organisation somebody gave this contact
 */
export function standingOf(address: string, said: number | null, register: Register, today: Day): Standing {
  const { keepsCover, named } = register;
  const way = upwards(organisationOf(address, said, named), register.organisations);
  const organisations = way.map(({ name }) => name);
  if (!keepsCover) return { is: 'unrecorded', organisations };
  const cover = nearest(way, (covers) => best(covers.filter((one) => isRunning(one, today))));
  if (cover) return { is: 'covered', organisations, cover, daysLeft: daysBetween(today, cover.endsOn) };
  const ended = nearest(way, (covers) => last(covers.filter(({ endsOn }) => endsOn < today)));
  if (ended) return { is: 'ended', organisations, cover: ended, daysAgo: daysBetween(ended.endsOn, today) };
  return { is: 'none', organisations };
}

export const isRunning = ({ startsOn, endsOn }: Cover, today: Day): boolean => startsOn <= today && today <= endsOn;

export const isOutOfCover = ({ is }: Standing): boolean => is === 'ended' || is === 'none';

/** Whether a Critical of theirs after hours may wake somebody. */
export const hasEmergencyLine = (standing: Standing): boolean =>
  standing.is === 'unrecorded' || (standing.is === 'covered' && standing.cover.plan.emergencyLine);

/** Whether they may come by this way. Whoever is out of cover may write; all else is offered to them. */
export const mayCome = (standing: Standing, channel: Channel): boolean =>
  standing.is === 'unrecorded' || (standing.is === 'covered' && standing.cover.plan.channels.includes(channel));

/** Whether they stand under one of these plans, by name; "none" is everybody whose cover does not run. */
export function standsUnder(standing: Standing, plans: readonly string[]): boolean {
  if (standing.is === 'unrecorded') return false;
  const own = standing.is === 'covered' ? standing.cover.plan.name : NO_PLAN;
  return plans.some((plan) => plan.toLowerCase() === own.toLowerCase());
}

function nearest(way: readonly Organisation[], choose: (covers: readonly Cover[]) => Cover | undefined) {
  for (const { covers } of way) {
    const found = choose(covers);
    if (found) return found;
  }
  return undefined;
}

const best = (covers: readonly Cover[]): Cover | undefined => covers.toSorted(better)[0];

const last = (covers: readonly Cover[]): Cover | undefined =>
  covers.toSorted((a, b) => b.endsOn.localeCompare(a.endsOn))[0];

/** First what it does in an emergency, then by how many ways, then what it covers, then how long. */
const better = (a: Cover, b: Cover): number =>
  Number(b.plan.emergencyLine) - Number(a.plan.emergencyLine) ||
  b.plan.channels.length - a.plan.channels.length ||
  b.plan.covers.length - a.plan.covers.length ||
  b.endsOn.localeCompare(a.endsOn);
