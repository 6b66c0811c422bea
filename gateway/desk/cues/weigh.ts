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
// Courtesy and "asap" stand in half of all mail: nearly nothing.
const URGENT = 0.1;
const EVERYONE = 0.5;
const ONE_PERSON = -0.4;
/** With a workaround it is "operational with limitations": down to Medium, not below. */
const MILD = -1;
const MINOR = -1;
/** A letter that begins with a request and also tells of a plain problem, of something worse, or ends with a request. */
const REQUEST = { plain: -0.8, worse: -0.3, late: -0.2 };

/** Cues that are troubles by themselves; the others only move the weight of one. */
export const isTrouble = (cue: Cue): cue is keyof typeof TROUBLE => cue in TROUBLE;
const isCritical = (weight: number) => weight >= LEAST.critical;

/** How bad the sightings are together; 0 is nothing wrong. */
export function weigh(sightings: readonly Sighting[]): number {
  const has = (cue: Cue) => sightings.some((one) => one.cue === cue);
  const troubles = new Map<Cue, number>();
  for (const { cue, doubtful } of sightings) {
    if (!isTrouble(cue)) continue;
    const weight = TROUBLE[cue] - (doubtful && isCritical(TROUBLE[cue]) ? DOUBT : 0);
    troubles.set(cue, Math.max(weight, troubles.get(cue) ?? 0));
  }
  if (troubles.size === 0) return 0;
  const gravest = Math.max(...troubles.values());
  let score = gravest + FURTHER * Math.min(2, troubles.size - 1);
  score += SEVERE * Math.min(3, sightings.filter(({ cue }) => cue === 'severe').length);
  if (has('urgent')) score += URGENT;
  if (has('everyone')) score += EVERYONE;
  if (has('one person')) score += ONE_PERSON;
  if (has('mild')) score = Math.max(score + MILD, Math.min(score, LEAST.medium));
  if (has('minor')) score += MINOR;
  score += request(sightings, gravest);
  return bounded(score, gravest, has('everyone') && (has('dead') || has('no access')));
}

function request(sightings: readonly Sighting[], gravest: number): number {
  const requests = sightings.filter(({ cue }) => cue === 'request');
  if (requests.length === 0) return 0;
  if (!requests.some(({ early }) => early)) return REQUEST.late;
  return gravest <= TROUBLE.issue ? REQUEST.plain : REQUEST.worse;
}

/** Strong words alone make nothing critical, and soft words make nothing critical less than high. */
function bounded(score: number, gravest: number, nobodyCanWork: boolean): number {
  if (isCritical(gravest)) return round(Math.max(score, LEAST.high));
  return round(nobodyCanWork ? score : Math.min(score, LEAST.critical - 0.1));
}

const round = (score: number) => Math.round(Math.max(0, score) * 100) / 100;

/** The priority a score stands for. */
export function priorityOf(score: number): Priority {
  if (score >= LEAST.critical) return 'critical';
  if (score >= LEAST.high) return 'high';
  return score >= LEAST.medium ? 'medium' : 'low';
}
