import { hasEmergencyLine, mayCome, type Standing } from '../desk/cover.ts';
import type { Desk } from '../desk/desk.ts';
import type { Instant } from '../desk/instant.ts';
import type { Priority } from '../desk/priority.ts';
import { dayWords, languageOrEnglish, promiseWords } from '../desk/promise.ts';
import { render, type Words } from './render.ts';

export type AcknowledgementFacts = {
  ticketId: number;
  language: string;
  priority: Priority;
  promiseAt: Instant | null;
  now: Instant;
  /** When the desk is open next, as it is written; `now` when it is. */
  opensAt: Instant;
  standing: Standing;
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
  const { standing, now, opensAt } = facts;
  const critical = facts.priority === 'critical';
  const closed = critical && opensAt > now;
  const awake = hasEmergencyLine(standing);
  const promised = facts.promiseAt !== null && facts.promiseAt > now;
  return render(template, {
    number: facts.ticketId,
    desk: desk.name,
    promise: promised && facts.promiseAt !== null ? promiseWords(facts.promiseAt, desk.zone, language) : '',
    closed,
    opens: closed && !awake ? promiseWords(opensAt, desk.zone, language) : '',
    uncovered: standing.is === 'none',
    ended: standing.is === 'ended' ? dayWords(standing.cover.endsOn, language) : '',
    product: standing.is === 'ended' ? standing.cover.product : '',
    phone: mayCome(standing, 'phone') ? desk.contacts.phone : '',
    emergency: critical && awake ? desk.contacts.emergency : '',
    portal: desk.contacts.portal,
    signature: desk.signature || desk.senderName,
  });
}
