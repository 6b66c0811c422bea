import type { Priority } from '../priority.ts';
import type { Cue } from './lexicon.ts';
import type { Sighting } from './read.ts';

/** Trouble, by what the definitions make of it. */
const TROUBLE = {
  outage: 3,
  'security or data loss': 3,
  danger: 3,
  dead: 2.1,
  'no access': 2,
  crash: 2,
  disruption: 1.35,
  issue: 1,
} as const satisfies Partial<Record<Cue, number>>;
const LEAST = { critical: 2.5, high: 1.6, medium: 0.6 } as const;

/** A critical trouble that is only feared, planned or asked about weighs this much less. */
const DOUBT = 1;
/** Every further kind of trouble, up to two. */
const FURTHER = 0.1;
/** Every mention of severe effects, up to three: two make a problem High. */
const SEVERE = 0.3;
/** What moves a trouble. Courtesy and "asap" stand in half of all mail: nearly nothing. */
const MOVES: readonly [Cue, number][] = [
  ['urgent', 0.1],
  ['everyone', 0.5],
  ['one person', -0.4],
  ['mild', -1],
  ['minor', -1],
];
/** A letter that begins with a request and also tells of a plain problem, of something worse, or ends with a request. */
const REQUEST = { plain: -0.8, worse: -0.3, late: -0.2 };

/** Cues that are troubles by themselves; the others only move the weight of one. */
export const isTrouble = (cue: Cue): cue is keyof typeof TROUBLE => cue in TROUBLE;
const isCritical = (weight: number) => weight >= LEAST.critical;

/** How bad the sightings are together; 0 is nothing wrong. */
export function weigh(sightings: readonly Sighting[]): number {
  const seen = new Set(sightings.map(({ cue }) => cue));
  const troubles = troublesOf(sightings);
  if (troubles.size === 0) return 0;
  const gravest = Math.max(...troubles.values());
  const severe = sightings.filter(({ cue }) => cue === 'severe').length;
  const asked = requestOf(sightings, gravest);
  let score = gravest + FURTHER * Math.min(2, troubles.size - 1) + SEVERE * Math.min(3, severe) + asked;
  for (const [cue, move] of MOVES) if (seen.has(cue)) score += move;
  const isSmall = seen.has('minor') || asked === REQUEST.plain;
  const nobodyCanWork = seen.has('everyone') && (seen.has('dead') || seen.has('no access'));
  return bounded(score, { gravest, isSmall, nobodyCanWork });
}

function troublesOf(sightings: readonly Sighting[]): Map<Cue, number> {
  const troubles = new Map<Cue, number>();
  for (const { cue, doubtful } of sightings) {
    if (!isTrouble(cue)) continue;
    const weight = TROUBLE[cue] - (doubtful && isCritical(TROUBLE[cue]) ? DOUBT : 0);
    troubles.set(cue, Math.max(weight, troubles.get(cue) ?? 0));
  }
  return troubles;
}

function requestOf(sightings: readonly Sighting[], gravest: number): number {
  const requests = sightings.filter(({ cue }) => cue === 'request');
  if (requests.length === 0) return 0;
  if (!requests.some(({ early }) => early)) return REQUEST.late;
  return gravest <= TROUBLE.issue ? REQUEST.plain : REQUEST.worse;
}

type Trouble = { gravest: number; isSmall: boolean; nobodyCanWork: boolean };

/**
 * Strong words alone make nothing critical, and soft words make nothing critical less than high. What has a workaround
 * is "operational with limitations": medium, not low.
 */
function bounded(score: number, { gravest, isSmall, nobodyCanWork }: Trouble): number {
  const least = isCritical(gravest) ? LEAST.high : isSmall ? 0 : LEAST.medium;
  const most = isCritical(gravest) || nobodyCanWork ? Number.POSITIVE_INFINITY : LEAST.critical - 0.1;
  return Math.round(Math.min(most, Math.max(least, score)) * 100) / 100;
}

/** The priority a score stands for. */
export function priorityOf(score: number): Priority {
  if (score >= LEAST.critical) return 'critical';
  if (score >= LEAST.high) return 'high';
  return score >= LEAST.medium ? 'medium' : 'low';
}
