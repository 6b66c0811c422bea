import type { Desk } from '../desk/desk.ts';
import type { NoticeItem } from '../desk/escalate.ts';
import type { Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import type { Priority } from '../desk/priority.ts';
import { promiseWords } from '../desk/promise.ts';
import { render, type Words } from './render.ts';

type AboutTicket = {
  ticketId: number;
  subject: string;
  priority: Priority;
  requester: Address;
  promiseAt: Instant | null;
  /** In which its promise is counted. */
  zone: string;
  /** The ticket in the app. */
  link: string;
};

/** Longer than a subject line that a phone shows. */
const LONGEST_SUBJECT = 120;
/** What somebody reads after a night; the app has the rest. */
const MOST_LINES = 40;

/** Tells somebody of the house which rules fired, on one ticket or on all of a night. */
export function noticeWords(
  templates: ReadonlyMap<string, string>,
  facts: AboutTicket & { items: readonly NoticeItem[] },
  desk: Desk,
): Words {
  const tickets = new Set(facts.items.map(({ ticketId }) => ticketId));
  const [first] = facts.items;
  const title =
    tickets.size === 1
      ? `#${facts.ticketId} ${first?.rule ?? ''}: ${facts.subject}`
      : `${tickets.size} tickets need a look`;
  const lines = facts.items
    .slice(0, MOST_LINES)
    .map(({ ticketId, target, rule }) => `#${ticketId}: ${rule} (${target})`);
  const rest = facts.items.length - lines.length;
  return render(template(templates, 'notice'), {
    title: title.slice(0, LONGEST_SUBJECT),
    lines: [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n'),
    link: facts.link,
    desk: desk.name,
  });
}

/** Calls somebody out. */
export function pageWords(templates: ReadonlyMap<string, string>, facts: AboutTicket, desk: Desk): Words {
  return render(template(templates, 'page'), {
    number: facts.ticketId,
    subject: facts.subject.slice(0, LONGEST_SUBJECT),
    priority: facts.priority,
    requester: facts.requester.name || facts.requester.address,
    promise: facts.promiseAt === null ? '' : promiseWords(facts.promiseAt, facts.zone, 'en'),
    link: facts.link,
    desk: desk.name,
  });
}

/** Calls somebody out to see whether they come. */
export function testPageWords(
  templates: ReadonlyMap<string, string>,
  { rota, link }: { rota: string; link: string },
  desk: Desk,
): Words {
  return render(template(templates, 'test-page'), { rota, link, desk: desk.name });
}

function template(templates: ReadonlyMap<string, string>, name: string): string {
  const found = templates.get(`${name}.en.md`);
  if (found === undefined) throw new Error(`templates/${name}.en.md is missing`);
  return found;
}
