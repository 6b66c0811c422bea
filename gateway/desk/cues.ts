import type { Language } from './letter.ts';
import type { Priority } from './priority.ts';

export type FoundCue = { cue: string; words: string[] };
export type Scored = { priority: Priority; score: number; cues: FoundCue[]; why: string };

const CUES: { cue: string; weight: number; find: RegExp }[] = [
  {
    cue: 'outage',
    weight: 3,
    find: /\b(?:outage|is down|are down|went down|completely unusable|ausgefallen|ausfall|ca[ií]do|en panne|fora do ar)\b/giu,
  },
  {
    cue: 'security or data loss',
    weight: 3,
    find: /\b(?:data breach|security breach|hacked|ransomware|phishing|data loss|datenverlust|gehackt|pérdida de datos|perte de données|perda de dados)\b/giu,
  },
  {
    cue: 'no access',
    weight: 2,
    find: /\b(?:cannot log in|can't log in|locked out|nicht anmelden|kein zugriff|no puedo acceder|impossible de se connecter)\b/giu,
  },
  { cue: 'crash', weight: 2, find: /\b(?:crash\w*|stürzt|absturz|abstürze|se bloquea|plante|trava)\b/giu },
  {
    cue: 'issue',
    weight: 1,
    find: /\b(?:issues?|problems?|errors?|fehler|probleme?|problema|erreur|problème|erro)\b/giu,
  },
  { cue: 'urgent', weight: 0.5, find: /\b(?:urgent\w*|dringend|urgente|sofort)\b/giu },
];

const LEVELS: [Priority, number][] = [
  ['critical', 3],
  ['high', 2],
  ['medium', 1],
];

/** How bad a letter says it is. */
export function scorePriority(letter: { subject: string; visible: string }, _language: Language | null): Scored {
  const text = `${letter.subject}\n${letter.visible}`;
  const found = CUES.flatMap(({ cue, weight, find }) => {
    const words = [...new Set([...text.matchAll(find)].map(([match]) => match))];
    return words.length > 0 ? [{ cue, weight, words }] : [];
  });
  const score = Math.max(0, ...found.map(({ weight }) => weight));
  const priority = LEVELS.find(([, least]) => score >= least)?.[0] ?? 'low';
  const cues = found.map(({ cue, words }) => ({ cue, words }));
  const why =
    cues.length === 0
      ? 'No sign of trouble was found in its words.'
      : `Because it speaks of ${cues.map(({ cue }) => cue).join(', ')}.`;
  return { priority, score, cues, why };
}
