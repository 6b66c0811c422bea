import type { Cover, Standing } from './cover.ts';
import { type Day, daysBetween } from './days.ts';

/** When nothing was ever recorded for them. */
export const NO_COVER = 'No support plan';

/** How a requester stands, as an agent reads it; null for a desk that keeps no cover. */
export function standingWords(standing: Standing): string | null {
  if (standing.is === 'unrecorded') return null;
  if (standing.is === 'none') return NO_COVER;
  const { name } = standing.cover.plan;
  return inWords(name, standing.is === 'covered' ? standing.daysLeft : -standing.daysAgo);
}

/** A cover on a day: what runs and how long, or what has ended and when. */
export const coverWords = ({ plan, endsOn }: { plan: string } & Pick<Cover, 'endsOn'>, today: Day): string =>
  inWords(plan, daysBetween(today, endsOn));

function inWords(plan: string, days: number): string {
  if (days < 0) return `${plan} ended ${days === -1 ? 'yesterday' : `${-days} days ago`}`;
  return `In ${plan}, ${days === 0 ? 'ends today' : days === 1 ? '1 day left' : `${days} days left`}`;
}
