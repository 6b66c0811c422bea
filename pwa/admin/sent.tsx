import type { SentRow } from '../../gateway/api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { Words } from '../parts/words.tsx';
import { readSent } from '../state/administration.ts';
import { pathOfTicket } from '../state/route.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** Mail the sandbox caught on its way out, as a customer would see it. */
export function Sent() {
  const { answer, again } = useAnswer(readSent);
  return (
    <div class="page">
      <h1>Sent mail</h1>
      <p>What your customers would have received. In the sandbox nothing leaves this machine.</p>
      {answer?.is !== 'good' && <NotYet answer={answer} again={again} />}
      {answer?.is === 'good' && answer.value.sent.length === 0 && (
        <div class="empty">
          <h2>Nothing went out yet</h2>
          <p>Acknowledgements and answers come here.</p>
        </div>
      )}
      {answer?.is === 'good' && answer.value.sent.map((mail) => <Mail key={mail.id} mail={mail} />)}
    </div>
  );
}

const GONE = {
  queued: 'Waiting',
  claimed: 'Going out',
  sent: 'Sent',
  failed: 'Failed',
  unknown: 'Unknown',
  suppressed: 'Not sent',
  held: 'Waits for the end of quiet hours',
} as const;

function Mail({ mail }: { mail: SentRow }) {
  return (
    <details class="card sent">
      <summary>
        <span class="standing-line">
          <span class={mail.state === 'sent' ? 'tag good' : 'tag'}>{GONE[mail.state]}</span>
          <span class="quiet">{mail.kind}</span>
          <When at={mail.at} />
        </span>
        <h2>{mail.subject}</h2>
        <span class="quiet">to {mail.to.join(', ')}</span>
      </summary>
      {mail.reason && <p>{mail.reason}</p>}
      <div class="paper">
        <Words text={mail.text} />
      </div>
      {mail.ticketId !== null && (
        <p>
          <a href={pathOfTicket(mail.ticketId)}>Ticket #{mail.ticketId}</a>
        </p>
      )}
      <details class="about">
        <summary>
          Headers
          <span class="chevron">
            <Icon name="down" />
          </span>
        </summary>
        <pre>{mail.headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}</pre>
      </details>
    </details>
  );
}
