import { readFileSync } from 'node:fs';
import { scorePriority } from '../../gateway/desk/cues.ts';
import { languageOf } from '../../gateway/desk/language.ts';
import { type Example, emptyModel, learn, refit } from '../../gateway/desk/learning/model.ts';
import { predict } from '../../gateway/desk/learning/predict.ts';
import type { Priority } from '../../gateway/desk/priority.ts';

const STREAM = '../shared/priority/stream-de.jsonl';

/** Shares of the tickets to come that are right, guards and all, after so many were seen. */
export type LearningCurve = { seen: number; ahead: number; right: number }[];

/** A stream of German tickets that agents label one after the other. */
export function learningCurve(): LearningCurve {
  const tickets = readFileSync(STREAM, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { subject: string; body: string; label: Priority })
    .map(({ subject, body, label }): Example => {
      const language = languageOf(`${subject}\n${body}`);
      const scored = scorePriority({ subject, visible: body }, language);
      const how = scored.priority === label ? 'confirmed' : 'changed';
      return { subject, visible: body, language, scored, label, how };
    });
  // What is left behind the last of these is enough to tell a percent.
  return [0, 200, 500, 950].map((count) => {
    const [seen, ahead] = [tickets.slice(0, count), tickets.slice(count)];
    const model = refit(seen.reduce(learn, emptyModel()), seen);
    const right = ahead.filter((one) => predict(model, one).priority === one.label).length;
    return { seen: count, ahead: ahead.length, right: right / ahead.length };
  });
}
