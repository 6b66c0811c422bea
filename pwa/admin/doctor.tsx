import { Icon } from '../parts/icon.tsx';
import { readDoctor } from '../state/administration.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** The proof that no mail is lost: what every source has, and where it went. */
export function Doctor() {
  const { answer, again } = useAnswer(readDoctor);
  return (
    <div class="page">
      <h1>Doctor</h1>
      <p>Every mail that any mailbox has is accounted for, or named here.</p>
      {answer?.is === 'good' ? (
        <>
          <dl class="numbers">
            <Count name="Accounted" count={answer.value.accounted} />
            <Count
              name="Unaccounted"
              count={answer.value.unaccounted}
              tone={answer.value.unaccounted > 0 ? 'bad' : 'good'}
            />
            <Count name="To look at" count={answer.value.waiting} />
          </dl>
          {answer.value.findings.length > 0 && (
            <ul class="steps-done">
              {answer.value.findings.map(({ code, words, count }) => (
                <li key={code + words}>
                  <Icon name="warning" />
                  <span>
                    {words} {count > 1 && count}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <ul class="items">
            {answer.value.sources.map((source) => (
              <li key={source.name}>
                <span class="grow">{source.name}</span>
                <span class="quiet">
                  {source.accounted} accounted, {source.unaccounted} unaccounted, {source.waiting} to look at
                </span>
              </li>
            ))}
          </ul>
          <div class="actions">
            <button type="button" class="button small" onClick={again}>
              Count again
            </button>
          </div>
        </>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}

const Count = ({ name, count, tone = '' }: { name: string; count: number; tone?: string }) => (
  <div>
    <dt>{name}</dt>
    <dd class={tone}>{count}</dd>
  </div>
);
