/** How far a feature request is, in the order of the work; declined at any time. */
export const STAGES = [
  'submission',
  'evaluation',
  'scope and estimate',
  'development and testing',
  'deployment and documentation',
  'declined',
] as const;
export type Stage = (typeof STAGES)[number];

/** The stage that work goes on to; null at its end. */
export function stageAfter(stage: Stage): Stage | null {
  const next = STAGES[STAGES.indexOf(stage) + 1];
  return next === undefined || next === 'declined' || stage === 'declined' ? null : next;
}
