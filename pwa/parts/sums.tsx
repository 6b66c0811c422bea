import { useEffect, useState } from 'preact/hooks';
import type { ClockSums } from '../../gateway/api/policy-shapes.ts';
import { Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import { ask } from '../state/connection.ts';
import { nameOf, whenOf } from '../state/promise.ts';
import { dayWords } from './when.tsx';

/** How each promise came to its instant: what was counted, what was not, which rules fired. Asked of the desk when opened. */
export function Sums({ id }: { id: number }) {
  const [answer, setAnswer] = useState<Answer<{ clocks: ClockSums[] }> | null>(null);
  useEffect(() => void ask<{ clocks: ClockSums[] }>(`/tickets/${id}/clocks`).then(setAnswer), [id]);
  if (answer === null) return <p aria-busy="true">Adding up…</p>;
  if (answer.is !== 'good') return <Trouble words={troubleOf(answer)} />;
  return (
    <>
      {answer.value.clocks.map((clock) => (
        <ClockSum key={clock.target} clock={clock} />
      ))}
    </>
  );
}

/** What moves a promise, by the kind of the event that did. */
const MOVERS: Record<string, string> = {
  prioritised: 'another priority',
  reopened: 'being opened again',
  'merged here': 'merging',
  'merge undone': 'taking the merging back',
  transferred: 'another mailbox',
  tagged: 'a tag',
  untagged: 'a tag taken off',
  'promise moved': 'the calendar, the policy or the release',
};

function ClockSum({ clock }: { clock: ClockSums }) {
  const { timeZone, counted, pauses, holidays, closures, rules, moves } = clock;
  const day = new Intl.DateTimeFormat(undefined, { timeZone, weekday: 'short', month: 'short', day: 'numeric' });
  const time = new Intl.DateTimeFormat(undefined, { timeZone, hour: 'numeric', minute: '2-digit' });
  const moment = (at: number) => `${day.format(at)}, ${time.format(at)}`;
  const instant = (at: number | null) => (at === null ? 'no instant' : moment(at));
  const stretch = (from: number, until: number | null) =>
    until === null
      ? `since ${moment(from)}`
      : `${moment(from)} to ${day.format(from) === day.format(until) ? time.format(until) : moment(until)}`;
  const promised =
    clock.minutes === null
      ? whenOf(clock) + (clock.release?.day ? `, ${dayWords(clock.release.day)}` : '')
      : `${lengthOf(clock.minutes)} promised`;
  return (
    <section>
      <h4>
        {nameOf(clock)}: {promised}, {lengthOf(clock.elapsed)} counted
      </h4>
      <p class="quiet">
        {clock.policy}, in {timeZone.replaceAll('_', ' ')}
      </p>
      <ul class="lines">
        {clock.more && <li class="quiet">Earlier intervals are not shown.</li>}
        {counted.map(({ from, until }) => (
          <li key={from} class="with-time">
            <span>{stretch(from, until)}</span> <span>{lengthOf(Math.round((until - from) / 60_000))}</span>
          </li>
        ))}
        {pauses.map(({ from, until }) => (
          <li key={`p${from}`}>Not counted, we waited: {stretch(from, until)}</li>
        ))}
        {closures.map(({ from, until }) => (
          <li key={`c${from}`}>Not counted, closed: {stretch(from, until)}</li>
        ))}
        {holidays.map((date) => (
          <li key={date}>Not counted, holiday: {date}</li>
        ))}
        {moves.map(({ at, by, from, to }) => (
          <li key={`m${at}${by}`}>
            Moved by {MOVERS[by] ?? by}, {moment(at)}: from {instant(from)} to {instant(to)}
          </li>
        ))}
        {rules.map(({ rule, at, firedAt }) => (
          <li key={`${rule}${at}`}>
            {firedAt === null ? 'Will fire' : 'Fired'}: {rule}, {moment(at)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function lengthOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 || hours === 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
