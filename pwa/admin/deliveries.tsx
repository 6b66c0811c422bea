import { useEffect } from 'preact/hooks';
import { When } from '../parts/when.tsx';
import { pathOfTicket } from '../state/route.ts';
import { readDeliveries } from '../state/webhooks.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** Milliseconds between looks while something is on its way. */
const LOOK_EVERY = 1000;

/** What a webhook was told last. `tries` grows when it is told something to try. */
export function Deliveries({ id, tries }: { id: number; tries: number }) {
  const { answer, again } = useAnswer(() => readDeliveries(id));
  const [newest] = answer?.is === 'good' ? answer.value.deliveries : [];
  const goesOut =
    newest !== undefined && (newest.state === 'claimed' || (newest.state === 'queued' && newest.attempts === 0));
  useEffect(() => {
    if (tries > 0) again();
  }, [tries]);
  useEffect(() => {
    if (!goesOut) return;
    const timer = setTimeout(again, LOOK_EVERY);
    return () => clearTimeout(timer);
  }, [answer]);
  if (answer?.is !== 'good') return <NotYet answer={answer} again={again} />;
  const { deliveries } = answer.value;
  return (
    <section class="form">
      <h3>Last deliveries</h3>
      {deliveries.length === 0 && <p class="quiet">Nothing yet. Press Test to tell it something.</p>}
      <ul class="items">
        {deliveries.map(({ id: name, type, ticketId, state, attempts, reason, at }) => (
          <li key={name}>
            <div class="grow">
              {type} {ticketId !== null && <a href={pathOfTicket(ticketId)}>#{ticketId}</a>}
              <p class="quiet">
                {name}, <When at={at} />
                {attempts > 1 && `, tried ${attempts} times`}
              </p>
              {reason && state !== 'sent' && <p class="quiet">{reason}</p>}
            </div>
            <span class={`tag ${state === 'sent' ? 'good' : state === 'failed' ? 'bad' : ''}`}>
              {state === 'queued' && attempts > 0 ? 'Tried again later' : WORDS[state]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const WORDS = {
  queued: 'Waiting',
  held: 'Waiting',
  claimed: 'Going out',
  sent: 'Taken',
  failed: 'Given up',
  unknown: 'Unknown',
  suppressed: 'Not sent',
} as const;
