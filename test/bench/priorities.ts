import { readFileSync } from 'node:fs';
import { scorePriority } from '../../gateway/desk/cues.ts';
import { languageOf } from '../../gateway/desk/language.ts';
import { PRIORITIES, type Priority } from '../../gateway/desk/priority.ts';

const LABELLED = '../shared/priority/labelled-120.jsonl';

type Labelled = { subject: string; body: string; label: Priority; also_ok?: Priority[] };

export type PriorityScores = {
  of: number;
  exact: number;
  /** The second level that is defensible counts too. */
  defensible: number;
  /** Agreement beyond chance, disagreement weighted by the square of its distance (Cohen). */
  kappa: number;
  criticalReadAsLow: number;
};

/** How the first priority of the labelled tickets agrees with their labels. */
export function scorePriorities(): PriorityScores {
  const tickets = readFileSync(LABELLED, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Labelled);
  const pairs = tickets.map(({ subject, body, label, also_ok = [] }) => {
    const language = languageOf(`${subject}\n${body}`);
    return { label, also: also_ok, given: scorePriority({ subject, visible: body }, language).priority };
  });
  const count = (holds: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(holds).length;
  return {
    of: pairs.length,
    exact: count(({ label, given }) => label === given),
    defensible: count(({ label, also, given }) => label === given || also.includes(given)),
    kappa: quadraticKappa(pairs),
    criticalReadAsLow: count(({ label, given }) => label === 'critical' && given === 'low'),
  };
}

function quadraticKappa(pairs: readonly { label: Priority; given: Priority }[]): number {
  const level = (priority: Priority) => PRIORITIES.indexOf(priority);
  const distance = (a: number, b: number) => (a - b) ** 2;
  const observed = pairs.reduce((sum, { label, given }) => sum + distance(level(label), level(given)), 0);
  let expected = 0;
  for (const one of pairs) for (const other of pairs) expected += distance(level(one.label), level(other.given));
  return 1 - observed / (expected / pairs.length);
}
