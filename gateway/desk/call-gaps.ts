import { asInstant, DAY, HOUR, type Instant, after as later } from './instant.ts';
import type { Level } from './levels.ts';
import { answersAt, gaps, type OnCall } from './on-call.ts';

/** A stretch in which nobody is on call for some levels; one that goes on beyond what was looked at has no end. */
export type Gap = { levels: Level[]; from: Instant; until: Instant | null };

/** Told so long before it begins. */
const AHEAD = 7 * DAY;
/** Looked at to find where a gap ends. */
const FURTHEST = 3 * AHEAD;

/**
 * Gaps that are there or begin within a week, levels with the same gap together. Looked at on whole hours, so that a gap
 * which is still ahead begins at the same instant whenever somebody looks.
 */
export function gapsAhead(onCall: OnCall, here: ReadonlySet<string>, now: Instant): Gap[] {
  return together(onCall, here, now, (gap) => [gap]);
}

/**
 * Of the same, what is nobody's although a rota answers then. Hours that all rotas leave out, night after night, are how
 * they were written: whoever looks sees them, and they are not told anew each day.
 */
export function unfilledAhead(onCall: OnCall, here: ReadonlySet<string>, now: Instant): Gap[] {
  return together(onCall, here, now, ({ level, from, until }) => {
    const rotas = onCall.rotas.filter((rota) => rota.levels.includes(level));
    const parts: Stretch[] = [];
    for (let at: number = from; at < until; at += HOUR) {
      if (!rotas.some((rota) => answersAt(rota, asInstant(at)))) continue;
      const last = parts.at(-1);
      if (last?.until === at) last.until = asInstant(at + HOUR);
      else parts.push({ level, from: asInstant(at), until: asInstant(at + HOUR) });
    }
    return parts;
  });
}

type Stretch = { level: Level; from: Instant; until: Instant };

function together(onCall: OnCall, here: ReadonlySet<string>, now: Instant, parts: (gap: Stretch) => Stretch[]): Gap[] {
  const hour = asInstant(now - (now % HOUR));
  const horizon = later(hour, FURTHEST);
  const found = new Map<string, Gap>();
  for (const { level, from, until } of gaps(onCall, here, hour, horizon).flatMap(parts)) {
    if (from >= later(now, AHEAD)) continue;
    const key = `${from} ${until}`;
    const gap = found.get(key) ?? { levels: [], from, until: until < horizon ? until : null };
    gap.levels.push(level);
    found.set(key, gap);
  }
  return [...found.values()];
}

/**
 * Of the gaps that there are, those that none of the told ones touches: a gap that time has begun to eat, that was filled in
 * part or goes on for longer is the same. One that was filled and comes back is news, for `told` is what there was last.
 */
export function newGaps(found: readonly Gap[], told: readonly Gap[]): Gap[] {
  return found.filter(
    (gap) =>
      !told.some(
        (one) =>
          one.levels.some((level) => gap.levels.includes(level)) && one.from <= endOf(gap) && gap.from <= endOf(one),
      ),
  );
}

const endOf = ({ until }: Gap): number => until ?? Number.POSITIVE_INFINITY;
