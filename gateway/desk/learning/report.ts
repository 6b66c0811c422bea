import { PRIORITIES, type Priority } from '../priority.ts';
import type { Model, Outcome } from './model.ts';

/**
 * What the model is worth, by what it said before each label was known.
 * too few: nobody can tell yet. no signal: the labels are noise, or all alike; a guesser does as well.
 * behind: the cues do better. helps: it does at least as well as the cues.
 */
export type Standing = 'too few' | 'no signal' | 'behind' | 'helps';

export type Report = {
  standing: Standing;
  labels: number;
  changed: number;
  confirmed: number;
  /** Over so many of the last labels. */
  judged: number;
  /** Shares from 0 to 1 of labels said right; 0 when none was judged. */
  right: { model: number; cues: number; guess: number };
  /** Of the letters that agents called critical, how many the model called high or critical. */
  criticalHeard: { of: number; heard: number };
  sentence: string;
};

/** With fewer labels luck and learning look alike. */
const FEWEST = 50;
/** Standard deviations of a fair coin; one noisy desk in fifty passes for one with signal. */
const BEYOND_LUCK = 2;

/** How well the model does, from its own record. */
export function report(model: Model): Report {
  const { outcomes } = model;
  const right = (by: 'model' | 'cues' | 'guess') => outcomes.filter((one) => one[by] === one.label).length;
  const share = (hits: number) => (outcomes.length === 0 ? 0 : hits / outcomes.length);
  const critical = outcomes.filter(({ label }) => label === 'critical');
  const standing = standingOf(outcomes);
  const shares = { model: share(right('model')), cues: share(right('cues')), guess: share(right('guess')) };
  return {
    standing,
    labels: PRIORITIES.reduce((sum, priority) => sum + model.labels[priority], 0),
    changed: model.changed,
    confirmed: model.confirmed,
    judged: outcomes.length,
    right: shares,
    criticalHeard: {
      of: critical.length,
      heard: critical.filter((one) => isGrave(one.model)).length,
    },
    sentence: SENTENCES[standing](outcomes.length, percent(shares.model), percent(shares.cues)),
  };
}

/** Whether the model may speak: only when it beats a guesser and is not behind the cues. */
export function standingOf(outcomes: readonly Outcome[]): Standing {
  if (outcomes.length < FEWEST) return 'too few';
  if (lead(outcomes, 'guess') < BEYOND_LUCK) return 'no signal';
  return lead(outcomes, 'cues') < -BEYOND_LUCK ? 'behind' : 'helps';
}

/**
 * How far the model leads another, in standard deviations: of the labels only one of both said right, its part
 * against that of a fair coin (the sign test).
 */
function lead(outcomes: readonly Outcome[], other: 'cues' | 'guess'): number {
  const won = outcomes.filter((one) => one.model === one.label && one[other] !== one.label).length;
  const lost = outcomes.filter((one) => one.model !== one.label && one[other] === one.label).length;
  return won + lost === 0 ? 0 : (won - lost) / Math.sqrt(won + lost);
}

const isGrave = (priority: Priority) => priority === 'critical' || priority === 'high';
const percent = (share: number) => `${Math.round(share * 100)} %`;

const SENTENCES: Record<Standing, (judged: number, model: string, cues: string) => string> = {
  'too few': (judged) => `Priorities follow the cues: ${judged} of ${FEWEST} labels are here that learning needs.`,
  'no signal': (judged) =>
    `Priorities follow the cues: in the last ${judged} labels there is no signal, a guesser does as well.`,
  behind: (judged, model, cues) =>
    `Priorities follow the cues: of the last ${judged} labels they had ${cues} right, what was learnt ${model}.`,
  helps: (judged, model, cues) =>
    `Priorities follow what was learnt: of the last ${judged} labels it had ${model} right, the cues ${cues}.`,
};
