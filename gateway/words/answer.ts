import type { Desk } from '../desk/desk.ts';
import type { Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import { cut } from '../desk/preview.ts';
import { languageOrEnglish, writtenAt } from '../desk/promise.ts';
import { subjectTag, taggedTicket } from '../desk/thread.ts';
import { escapedForHtml, markdownOf } from './markdown.ts';
import { render, type Words } from './render.ts';

export type AnswerFacts = {
  ticketId: number;
  subject: string;
  language: string;
  text: string;
  agentName: string;
  signature: string;
  quoted: { from: Address; at: Instant; text: string } | null;
};

/** Longer history is in the customer's own mailbox already. */
const MOST_QUOTED = 20_000;

/** An agent's answer: their words as Markdown, the signature, and the mail it answers quoted below. */
export function answerWords(templates: ReadonlyMap<string, string>, facts: AnswerFacts, desk: Desk): Words {
  const signature = facts.signature || [facts.agentName, desk.signature || desk.senderName].filter(Boolean).join('\n');
  const quote = facts.quoted && quoted(templates, facts, facts.quoted, desk);
  return {
    subject: answerSubject(facts.subject, facts.ticketId),
    text: `${facts.text.trim()}\n\n-- \n${signature}\n${quote ? `\n${quote.text}` : ''}`,
    html: `${markdownOf(facts.text.trim())}<p>-- <br>${escapedForHtml(signature).replace(/\n/g, '<br>')}</p>\n${quote ? quote.html : ''}`,
  };
}

/** "Re: Printer [#123]", neither prefix nor tag twice. */
export function answerSubject(subject: string, ticketId: number): string {
  const plain = subject.replace(/^\s*(?:(?:re|aw|sv|antw|odp|rv|res)\s*:\s*)+/i, '').trim();
  return taggedTicket(plain) === ticketId ? `Re: ${plain}` : `Re: ${plain} ${subjectTag(ticketId)}`.replace(/ +/g, ' ');
}

function quoted(
  templates: ReadonlyMap<string, string>,
  { language: asked }: AnswerFacts,
  { from, at, text }: NonNullable<AnswerFacts['quoted']>,
  desk: Desk,
): { text: string; html: string } {
  const language = languageOrEnglish(asked);
  const template = templates.get(`quote.${language}.md`) ?? templates.get('quote.en.md');
  if (template === undefined) throw new Error('templates/quote.en.md is missing');
  const line = render(template, { name: from.name || from.address, when: writtenAt(at, desk.zone, language) });
  const words = cut(text, MOST_QUOTED).trimEnd();
  return {
    text: `${line.text.trim()}\n${words.replace(/^/gm, '> ')}\n`,
    html: `${line.html}<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">${escapedForHtml(words).replace(/\n/g, '<br>\n')}</blockquote>\n`,
  };
}
