import type { Weekday } from './calendar.ts';
import { localMinute } from './calendar-zone.ts';
import { asInstant, DAY, type Instant, MINUTE } from './instant.ts';
import type { Level } from './levels.ts';

/** Who is on call, when. Agents are named by their addresses, lower-cased. */
export type OnCall = {
  rotas: readonly Rota[];
  /** Who was paged and did not acknowledge has so many minutes; then the next is paged. */
  pageAgainAfter: number;
  /** Once a week each rota is tested, at this moment of its own zone. */
  testPage?: { weekday: Weekday; minutes: number };
};

export type Rota = {
  name: string;
  levels: readonly Level[];
  zone: string;
  /** Once a week the next person takes over. */
  handOver: { weekday: Weekday; minutes: number };
  /** The local date of the first person's first week. */
  from: string;
  /** Minutes of the local day in which it answers, so that others follow the sun; null is always. */
  hours: { open: number; close: number } | null;
  people: readonly string[];
  overrides: readonly { from: Instant; until: Instant; person: string | null }[];
};

const WEEK = 7;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Whose turn it is on a rota; null when nobody's, or outside its hours. */
export function onCallAt(rota: Rota, at: Instant): string | null {
  const local = localMinute(rota.zone, at);
  if (!answers(rota, local)) return null;
  const override = rota.overrides.findLast((one) => one.from <= at && at < one.until);
  if (override) return override.person;
  if (rota.people.length === 0) return null;
  const weeks = Math.floor((local - firstHandOver(rota)) / ((WEEK * DAY) / MINUTE));
  return rota.people[((weeks % rota.people.length) + rota.people.length) % rota.people.length] ?? null;
}

/** Whether a rota answers at all then: it may leave hours of the day to others, or to nobody. */
export const answersAt = (rota: Rota, at: Instant): boolean => answers(rota, localMinute(rota.zone, at));

const answers = ({ hours }: Rota, local: number): boolean => hours === null || within(hours, local % (DAY / MINUTE));

/** Who is paged, in order: whoever is on call for the level, then the others of that rota, then those of the levels above. */
export function pagedInTurn({ rotas }: OnCall, level: Level, at: Instant): string[] {
  const from = rotas.filter((rota) => rota.levels.includes(level));
  const rest = rotas.filter((rota) => !from.includes(rota) && rota.levels.some((one) => one > level));
  const first = from.flatMap((rota) => onCallAt(rota, at) ?? []);
  const second = from.flatMap(({ people }) => people);
  const third = rest.flatMap((rota) => onCallAt(rota, at) ?? []);
  return [...new Set([...first, ...second, ...third])];
}

/** A gap shorter than this, in milliseconds, is seen at the next look. */
const LOOK_EVERY = 60 * MINUTE;

/** Stretches in [from, until) in which nobody who is still here is on call for a level that has a rota. */
export function gaps(
  onCall: OnCall,
  here: ReadonlySet<string>,
  from: Instant,
  until: Instant,
): { level: Level; from: Instant; until: Instant }[] {
  const levels = [...new Set(onCall.rotas.flatMap((rota) => rota.levels))].sort();
  return levels.flatMap((level) => {
    const rotas = onCall.rotas.filter((rota) => rota.levels.includes(level));
    const found: { level: Level; from: Instant; until: Instant }[] = [];
    for (let at: number = from; at < until; at += LOOK_EVERY) {
      const someone = rotas.some((rota) => here.has(onCallAt(rota, asInstant(at)) ?? ''));
      if (someone) continue;
      const last = found.at(-1);
      if (last?.until === at) last.until = asInstant(at + LOOK_EVERY);
      else found.push({ level, from: asInstant(at), until: asInstant(at + LOOK_EVERY) });
    }
    return found;
  });
}

const within = ({ open, close }: { open: number; close: number }, minute: number): boolean =>
  open < close ? open <= minute && minute < close : minute >= open || minute < close;

/** The first hand-over on or before the first day, in local minutes since 1970. */
function firstHandOver({ from, handOver }: Rota): number {
  const day = Math.floor(Date.parse(`${from}T00:00:00Z`) / DAY);
  // 1970-01-01 was a Thursday.
  const back = (((day + 4 - DAYS.indexOf(handOver.weekday)) % WEEK) + WEEK) % WEEK;
  return (day - back) * (DAY / MINUTE) + handOver.minutes;
}
