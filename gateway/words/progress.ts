import type { Desk } from '../desk/desk.ts';
import { languageOrEnglish } from '../desk/promise.ts';
import type { Stage } from '../desk/stage.ts';
import { answerSubject } from './answer.ts';
import { render, type Words } from './render.ts';

export type ProgressFacts = {
  ticketId: number;
  subject: string;
  language: string;
  stage: Stage;
  /** What an agent said to everybody who asked; '' for nothing. */
  words: string;
  quoted: boolean;
};

/** Tells somebody how far what they asked for is: on their own thread, in their language, of nobody else. */
export function progressWords(
  templates: ReadonlyMap<string, string>,
  { ticketId, subject, language: asked, stage, words, quoted }: ProgressFacts,
  desk: Desk,
): Words {
  const language = languageOrEnglish(asked);
  const template = templates.get(`progress.${language}.md`) ?? templates.get('progress.en.md');
  if (template === undefined) throw new Error('templates/progress.en.md is missing');
  return render(template, {
    subject: answerSubject(subject, ticketId),
    stage,
    words,
    quoted,
    desk: desk.name,
    signature: desk.signature || desk.senderName,
  });
}
