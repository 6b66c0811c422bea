import type { Desk } from '../desk/desk.ts';
import type { Instant } from '../desk/instant.ts';
import type { Priority } from '../desk/priority.ts';
import { languageOrEnglish, promiseWords } from '../desk/promise.ts';
import { render, type Words } from './render.ts';

export type AcknowledgementFacts = {
  ticketId: number;
  language: string;
  priority: Priority;
  promiseAt: Instant | null;
  now: Instant;
  /** The desk is closed when it is written. */
  closed: boolean;
};

/**
 * The one automatic mail: the number and the promise, in the customer's language where we have it.
 * It holds nothing the sender wrote, so that nobody can have us send their words to somebody else.
 */
export function acknowledgementWords(
  templates: ReadonlyMap<string, string>,
  facts: AcknowledgementFacts,
  desk: Desk,
): Words {
  const language = languageOrEnglish(facts.language);
  const template = templates.get(`acknowledgement.${language}.md`) ?? templates.get('acknowledgement.en.md');
  if (template === undefined) throw new Error('templates/acknowledgement.en.md is missing');
  const promised = facts.promiseAt !== null && facts.promiseAt > facts.now;
  return render(template, {
    number: facts.ticketId,
    desk: desk.name,
    promise: promised && facts.promiseAt !== null ? promiseWords(facts.promiseAt, desk.zone, language) : '',
    closed: facts.closed && facts.priority === 'critical',
    phone: desk.contacts.phone,
    emergency: facts.priority === 'critical' ? desk.contacts.emergency : '',
    portal: desk.contacts.portal,
    signature: desk.signature || desk.senderName,
  });
}
