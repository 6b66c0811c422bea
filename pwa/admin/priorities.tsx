import type { Learning } from '../../gateway/api/learning.ts';
import { agentName } from '../parts/deed-words.ts';
import { When } from '../parts/when.tsx';
import { readLearning } from '../state/administration.ts';
import { pathOfTicket } from '../state/route.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** How well priorities are read, and every word of an agent that taught them. */
export function Priorities() {
  const { answer, again } = useAnswer(readLearning);
  return (
    <div class="page">
      <h1>Priorities</h1>
      <p>
        Each mail gets its priority by its words. What agents change, and what they close unchanged, teaches the desk
        its own customers; it learns every night.
      </p>
      {answer?.is === 'good' ? <Report learning={answer.value} /> : <NotYet answer={answer} again={again} />}
    </div>
  );
}

function Report({ learning }: { learning: Learning }) {
  const { judged, right, criticalHeard, labels, changed, confirmed, unheard, madeAt, newest } = learning;
  return (
    <>
      <p>
        <strong>{learning.sentence}</strong>
      </p>
      {judged > 0 && (
        <dl class="numbers">
          <Figure name="Learnt: right" words={percent(right.model)} />
          <Figure name="Cues: right" words={percent(right.cues)} />
          <Figure name="Critical heard" words={`${criticalHeard.heard} of ${criticalHeard.of}`} />
        </dl>
      )}
      <p class="quiet">
        {labels} labels learnt from: {changed} changed, {confirmed} confirmed. {unheard} more will be heard tonight.{' '}
        {madeAt !== null && (
          <>
            Last learnt <When at={madeAt} />.
          </>
        )}
      </p>
      {newest.length > 0 && (
        <>
          <h2>What agents said</h2>
          <ul class="items">
            {newest.map(({ id, ticketId, agentId, at, from, to, how }) => (
              <li key={id}>
                <span class="grow">
                  <a class="button small" href={pathOfTicket(ticketId)}>
                    #{ticketId}
                  </a>{' '}
                  {how === 'changed' ? `from ${from} to ${to}` : `${to} confirmed`} by {agentName(agentId)}
                </span>
                <When at={at} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const Figure = ({ name, words }: { name: string; words: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{words}</dd>
  </div>
);

const percent = (share: number): string => `${Math.round(share * 100)} %`;
