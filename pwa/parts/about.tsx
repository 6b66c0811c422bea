import type { EventRow, TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { now } from '../state/now.ts';
import { countdown, span } from '../state/promise.ts';
import { agents } from '../state/tickets.ts';
import { fully, When } from './when.tsx';

/** What stands behind a ticket: its promises, whether the customer was told, who takes part, and its history. */
export function About({ detail }: { detail: TicketDetail }) {
  const { ticket, acknowledgement, participants, events } = detail;
  return (
    <details class="about">
      <summary>Promises, people, history</summary>
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

/** A line of history in words; a kind this app does not know is shown by its code. */
export function eventWords(event: EventRow): string {
  const who = agents.value.find((agent) => agent.id === event.agentId)?.name;
  const by = who ? ` by ${who}` : '';
  const to = event.data.to ?? event.data.status ?? event.data.priority;
  const name = event.kind.replaceAll(/[._-]/g, ' ');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${typeof to === 'string' ? `: ${to}` : ''}${by}`;
}
