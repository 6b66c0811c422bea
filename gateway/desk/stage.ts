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
