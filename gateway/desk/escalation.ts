import type { Target } from './change.ts';
import type { Level } from './levels.ts';
import type { Priority } from './priority.ts';

/** What happens as a clock nears or passes its instant. */
export type Rule = {
  /** Also its id: a rule of this name fires once for each clock. */
  name: string;
  when: Moment;
  targets: readonly Target[];
  priorities: readonly Priority[];
  /** Only for a promise that began while the desk was closed. */
  onlyWhenClosed: boolean;
  steps: readonly Step[];
};

/** A share of the promised minutes, or minutes after the promise; 0 % is at once, 100 % the breach. Both count as the promise does. */
export type Moment = { percent: number } | { minutesAfter: number };

export const WHO = ['assignee', 'support manager', 'technical director', 'on call'] as const;
export type Who = (typeof WHO)[number];

export type Step =
  | `notify ${Who}`
  | 'raise priority'
  | 'move up a level'
  | `move to ${Level}`
  | `assign to ${string}`
  | 'page';

/** "at once", "75 %", "breach" or "30 minutes after"; null when it is none of them. */
export function momentIn(text: string, minutesIn: (text: string) => number | null): Moment | null {
  if (text === 'at once') return { percent: 0 };
  if (text === 'breach') return { percent: 100 };
  const percent = /^(\d{1,3}) ?%$/.exec(text)?.[1];
  if (percent !== undefined)
    return Number(percent) >= 1 && Number(percent) <= 100 ? { percent: Number(percent) } : null;
  const [, after = ''] = /^(.*) after$/.exec(text) ?? [];
  const minutesAfter = minutesIn(after);
  return minutesAfter === null ? null : { minutesAfter };
}

/** After how many minutes of the promise a rule fires, rounded up: never early. */
export const minutesUntil = ({ when }: Rule, promised: number): number =>
  'percent' in when ? Math.ceil((promised * when.percent) / 100) : promised + when.minutesAfter;

const STEP =
  /^(notify (assignee|support manager|technical director|on call)|raise priority|move up a level|move to L[1-4]|assign to \S+@\S+|page)$/;

export const isStep = (text: string): text is Step => STEP.test(text);
