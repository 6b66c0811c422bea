import { dayOf } from '../desk/days.ts';
import type { Finding } from '../desk/finding.ts';
import { endingsOf } from '../desk/reminder.ts';
import type { Claimed } from '../desk/sending.ts';
import type { Edges } from '../open-edges.ts';
import { readNow } from '../store/now.ts';
import { alertWords } from '../words/alert.ts';
import { testPageWords } from '../words/notice.ts';
import { reminderWords } from '../words/reminder.ts';
import type { Words } from '../words/render.ts';

/** Mail to somebody of the house that is about no ticket; a page without one is a test. */
export const isOfDesk = ({ kind, ticketId }: Claimed): boolean =>
  kind === 'alert' || kind === 'reminder' || (kind === 'page' && ticketId === null);

/** What it says. */
export async function wordsOfDesk(heed: Edges, row: Claimed): Promise<Words> {
  const desk = await heed.desk();
  const link = (path: string) => new URL(path, heed.config.baseUrl).href;
  if (row.kind === 'page') {
    const rota = String(row.content.rota ?? '');
    return testPageWords(heed.templates, { rota, link: link('app/admin/you') }, desk);
  }
  if (row.kind === 'reminder') {
    const today = dayOf(desk.zone, await readNow(heed.db));
    return reminderWords(
      heed.templates,
      { endings: endingsOf(row), today, link: link('app/admin/organisations') },
      desk,
    );
  }
  const findings = Array.isArray(row.content.findings) ? (row.content.findings as Finding[]) : [];
  const page = findings.map(({ code }) => SHOWN_ON[code])[0] ?? 'health';
  return alertWords(heed.templates, { findings, link: link(`app/admin/${page}`) }, desk);
}

/** What is shown elsewhere than under Health. */
const SHOWN_ON: Readonly<Record<string, string>> = {
  'test page missed': 'promises',
  'webhook ended': 'webhooks',
  'webhook given up': 'webhooks',
};
