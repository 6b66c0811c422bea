import { useState } from 'preact/hooks';
import type { TicketDetail, TicketRow } from '../../gateway/api/shapes.ts';
import { now } from '../state/now.ts';
import { countdown, nameOf, span, whenOf } from '../state/promise.ts';
import { Deeds } from './deeds.tsx';
import { eventWords } from './history.ts';
import { later } from './later.tsx';
import { Person } from './person.tsx';
import { dayWords, fully, When } from './when.tsx';

/** All that stands behind a ticket: promises, people, what is rarely done to it, history. */
export function Behind({ detail }: { detail: TicketDetail }) {
  const { ticket, acknowledgement, participants, events } = detail;
  return (
    <div class="columns">
      <section>
        <h3>Promises</h3>
        <dl class="lines">
          {ticket.clocks.map((clock) => (
            <ClockLine key={clock.target} clock={clock} />
          ))}
          <div>
            <dt>Acknowledgement</dt>
            <dd>{told(acknowledgement)}</dd>
          </div>
        </dl>
        <Counted id={ticket.id} />
      </section>
      <section>
        <h3>Participants</h3>
        <ul class="lines">
          {participants.map((person) => (
            <li key={person.address} class="with-face">
              <Person name={person.name} address={person.address} small />
              <span>
                {person.name} <span class="quiet">{person.address}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>This ticket</h3>
        <Deeds ticket={ticket} />
      </section>
      <section>
        <h3>History</h3>
        <ol class="lines">
          {events.map((event) => (
            <li key={event.seq} class="with-time">
              <span>{eventWords(event)}</span> <When at={event.at} />
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

const Sums = later<{ id: number }>(async () => (await import('./sums.tsx')).Sums);

/** Asked for only when somebody wants to check the sums. */
function Counted({ id }: { id: number }) {
  const [open, setOpen] = useState(false);
  if (open) return <Sums id={id} />;
  return (
    <button type="button" class="button small" onClick={() => setOpen(true)}>
      How they were counted
    </button>
  );
}

const told = ({ sent, why }: TicketDetail['acknowledgement']): string =>
  sent === true ? 'Sent' : sent === null ? 'On its way' : `Not sent. ${why}`;

function ClockLine({ clock }: { clock: TicketRow['clocks'][number] }) {
  return (
    <div>
      <dt>{nameOf(clock)}</dt>
      <dd>
        <ClockWords clock={clock} />
      </dd>
    </div>
  );
}

function ClockWords({ clock }: { clock: TicketRow['clocks'][number] }) {
  if (clock.metAt !== null) {
    const late = clock.dueAt !== null && clock.metAt > clock.dueAt ? ` ${span(clock.metAt - clock.dueAt)} late` : '';
    return (
      <>
        <span class={late ? 'bad' : 'good'}>Kept{late}</span> {fully(clock.metAt)}
      </>
    );
  }
  if (clock.dueAt === null) return <span class="capital-first">{whenOf(clock)}</span>;
  if (clock.pausedAt !== null) return <>Paused while we wait</>;
  const { words, tone } = countdown(clock.dueAt, now.value);
  return (
    <>
      <span class={`promise ${tone}`}>{words}</span>{' '}
      {clock.release?.day ? `${whenOf(clock)}, ${dayWords(clock.release.day)}` : fully(clock.dueAt)}
    </>
  );
}
