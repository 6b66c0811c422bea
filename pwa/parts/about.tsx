import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { now } from '../state/now.ts';
import { countdown, span } from '../state/promise.ts';
import { eventWords } from './history.ts';
import { Icon } from './icon.tsx';
import { fully, PromiseBadge, When } from './when.tsx';

/** What stands behind a ticket: its promises, whether the customer was told, who takes part, and its history. */
export function About({ detail }: { detail: TicketDetail }) {
  const { ticket, acknowledgement, participants, events } = detail;
  return (
    <details class="about">
      <summary>
        <PromiseBadge ticket={ticket} named />
        {acknowledgement.sent === false && <span class="tag">Not acknowledged</span>}
        <span class="unseen">Promises, people, history</span>
        <Icon name="down" />
      </summary>
      <div class="columns">
        <section>
          <h3>Promises</h3>
          <ul class="lines">
            {ticket.clocks.map((clock) => (
              <ClockLine key={clock.target} clock={clock} />
            ))}
          </ul>
        </section>
        <section>
          <h3>Acknowledgement</h3>
          <p class="lines">
            {acknowledgement.sent === true ? 'Sent.' : acknowledgement.sent === false ? 'Not sent.' : 'On its way.'}{' '}
            {acknowledgement.why}
          </p>
        </section>
        <section>
          <h3>Participants</h3>
          <ul class="lines">
            {participants.map((person) => (
              <li key={person.address}>
                {person.name} <span class="quiet">{person.address}</span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>History</h3>
          <ol class="lines">
            {events.map((event) => (
              <li key={event.seq}>
                {eventWords(event)} <When at={event.at} />
              </li>
            ))}
          </ol>
        </section>
      </div>
    </details>
  );
}

function ClockLine({ clock }: { clock: TicketRow['clocks'][number] }) {
  const name = clock.target === 'first response' ? 'First answer' : 'Resolution';
  if (clock.metAt !== null) {
    const late = clock.dueAt !== null && clock.metAt > clock.dueAt ? ` (${span(clock.metAt - clock.dueAt)} late)` : '';
    return (
      <li>
        {name}: <span class={late ? 'bad' : 'good'}>kept{late}</span>, {fully(clock.metAt)}
      </li>
    );
  }
  if (clock.dueAt === null) return <li>{name}: with the next release</li>;
  if (clock.pausedAt !== null) return <li>{name}: paused while we wait</li>;
  const { words, tone } = countdown(clock.dueAt, now.value);
  return (
    <li>
      {name}: <span class={`promise ${tone}`}>{words}</span> {fully(clock.dueAt)}
    </li>
  );
}
