import { type Day, daysBetween } from '../desk/days.ts';
import type { Desk } from '../desk/desk.ts';
import { dayWords } from '../desk/promise.ts';
import type { Ending } from '../desk/reminder.ts';
import { render, type Words } from './render.ts';

/** Longer than a subject line that a phone shows. */
const LONGEST_SUBJECT = 120;

/** Tells an agent whose cover ends soon. `link`: where the app shows organisations. */
export function reminderWords(
  templates: ReadonlyMap<string, string>,
  { endings, today, link }: { endings: readonly Ending[]; today: Day; link: string },
  desk: Desk,
): Words {
  const template = templates.get('reminder.en.md');
  if (template === undefined) throw new Error('templates/reminder.en.md is missing');
  const [first] = endings;
  const title =
    first && endings.length === 1 ? `${whose(first)} ${when(first.endsOn, today)}` : `Cover of ${endings.length} ends`;
  return render(template, {
    title: title.slice(0, LONGEST_SUBJECT),
    lines: endings
      .map((one) => {
        const product = one.product === '' ? '' : ` (${one.product})`;
        return `${whose(one)}${product} ${when(one.endsOn, today)}: ${dayWords(one.endsOn, 'en')}.`;
      })
      .join('\n'),
    link,
    desk: desk.name,
  });
}

const whose = ({ plan, organisation }: Ending): string => `${plan} of ${organisation}`;

function when(endsOn: Day, today: Day): string {
  const days = daysBetween(today, endsOn);
  if (days > 1) return `ends in ${days} days`;
  if (days >= 0) return days === 1 ? 'ends tomorrow' : 'ends today';
  return days === -1 ? 'ended yesterday' : `ended ${-days} days ago`;
}
