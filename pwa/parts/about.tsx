import { useState } from 'preact/hooks';
import type { TicketDetail } from '../../gateway/api/shapes.ts';
import { now } from '../state/now.ts';
import { countdown, standingOf } from '../state/promise.ts';
import { Icon } from './icon.tsx';
import { later } from './later.tsx';
import { shortly } from './when.tsx';

/** Fetched when somebody opens it: most tickets are answered and solved without. */
const Behind = later<{ detail: TicketDetail }>(async () => (await import('./behind.tsx')).Behind);

/** The promise that counts now and, opened, all that stands behind a ticket: promises, people, history. */
export function About({ detail }: { detail: TicketDetail }) {
  const { ticket, acknowledgement } = detail;
  const { what, dueAt, why } = standingOf(ticket);
  const left = dueAt === null ? null : countdown(dueAt, now.value);
  const [opened, setOpened] = useState(false);
  return (
    <details class={`about ${left?.tone ?? 'none'}`} onToggle={() => setOpened(true)}>
      <summary>
        <Icon name="clock" />
        <span class="standing-now">
          <strong>{what}</strong> <span>{dueAt === null ? why : `by ${shortly(dueAt, now.value)}`}</span>
        </span>
        {left && <span class={`promise ${left.tone}`}>{left.words}</span>}
        <span class="unseen">Promises, people, history</span>
        <span class="chevron">
          <Icon name="down" />
        </span>
        {acknowledgement.sent === false && <span class="told">Not acknowledged. {acknowledgement.why}</span>}
      </summary>
      {opened && <Behind detail={detail} />}
    </details>
  );
}
