import { useEffect, useState } from 'preact/hooks';
import type { Check, Health as HealthAnswer } from '../../gateway/api/check-shapes.ts';
import { Field, Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { checkNow, readHealth, writeLimits } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** The proof that no mail is lost, and whether every promise of the desk holds. */
export function Health() {
  const { answer, again } = useAnswer(readHealth);
  const [newer, setNewer] = useState<Answer<HealthAnswer> | null>(null);
  const [busy, setBusy] = useState(false);
  const shown = newer?.is === 'good' ? newer : answer;
  const check = async () => {
    setBusy(true);
    const checked = await checkNow();
    setBusy(false);
    setNewer(checked);
    if (checked.is === 'good') announce('Checked', true);
  };
  return (
    <div class="page">
      <h1>Health</h1>
      <p>Every mail is counted and every promise checked each night; admins are written to when one is broken.</p>
      {shown?.is === 'good' ? (
        <>
          {shown.value.paused.map(({ code, words }) => (
            <p key={code} class="trouble" role="status">
              <strong>Collecting is paused.</strong> {words} It goes on by itself.
            </p>
          ))}
          <Verdict health={shown.value} />
          <div class="actions">
            <button type="button" class="button primary" disabled={busy} onClick={() => void check()}>
              {busy ? 'Checking…' : 'Check now'}
            </button>
            <Trouble words={newer ? troubleOf(newer) : ''} />
          </div>
          {shown.value.check && <Found check={shown.value.check} />}
          <Limits leastFree={shown.value.limits.leastFreeMegabytes} />
        </>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}

function Verdict({ health: { check, checkedAt, nightlyAt } }: { health: HealthAnswer }) {
  if (!check || checkedAt === null) return <p class="quiet">Nothing has been checked yet.</p>;
  const broken = check.findings.filter(({ severity }) => severity === 'broken').length;
  // What could not be asked is not known to be well.
  const silent = check.findings.some(({ code }) => code.endsWith('not asked'));
  return (
    <>
      <p class={broken > 0 ? 'verdict bad' : 'verdict good'}>
        <Icon name={broken > 0 ? 'warning' : 'check'} />
        {broken === 0
          ? silent
            ? 'Every promise that could be checked holds'
            : 'Every promise holds'
          : broken === 1
            ? 'One promise is broken'
            : `${broken} promises are broken`}
      </p>
      <dl class="numbers">
        <Count
          name="Unaccounted"
          count={check.unaccounted}
          tone={check.unaccounted > 0 ? 'bad' : silent ? '' : 'good'}
        />
        <div>
          <dt>Waiting for a look</dt>
          <dd>{check.waiting > 0 ? <a href="/app/look">{check.waiting}</a> : 0}</dd>
        </div>
        <Count name="Accounted" count={check.accounted} />
      </dl>
      <p class="quiet">
        Checked <When at={checkedAt} />.{' '}
        {nightlyAt === null ? (
          'No night has been checked yet.'
        ) : (
          <>
            Last nightly check <When at={nightlyAt} />.
          </>
        )}
      </p>
    </>
  );
}

const Count = ({ name, count, tone = '' }: { name: string; count: number; tone?: string }) => (
  <div>
    <dt>{name}</dt>
    <dd class={tone}>{count.toLocaleString()}</dd>
  </div>
);

function Found({ check: { findings, sources } }: { check: Check }) {
  return (
    <>
      {findings.length > 0 && (
        <>
          <h2>Found</h2>
          {findings.map((finding) => (
            <Finding key={finding.code + finding.words} finding={finding} />
          ))}
        </>
      )}
      <h2>Mail by source</h2>
      <ul class="items">
        {sources.map(({ mailbox, folder, accounted, unaccounted, waiting, undecided, problem }) => (
          <li key={mailbox + folder}>
            <div class="grow">
              <strong>{mailbox || 'Handed over'}</strong> <span class="quiet">{folder}</span>
              <p class="quiet">
                {accounted.toLocaleString()} accounted, {waiting} waiting for a look
                {undecided > 0 && `, ${undecided} being read`}
              </p>
              {problem && <p class="quiet">{problem}</p>}
            </div>
            <span class={unaccounted === null ? 'tag soon' : unaccounted > 0 ? 'tag bad' : 'tag good'}>
              {unaccounted === null ? 'Not asked' : `${unaccounted} unaccounted`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Finding({ finding }: { finding: Check['findings'][number] }) {
  const { code, severity, count, words, advice, examples } = finding;
  return (
    <section class="card found">
      <h3>
        <span class={severity === 'broken' ? 'tag bad' : 'tag soon'}>
          {severity === 'broken' ? 'Broken' : 'Warning'}
        </span>{' '}
        {words}
      </h3>
      <p>{advice}</p>
      <p class="quiet">
        {code}
        {count > 1 && `, ${count.toLocaleString()} times`}
        {examples.length > 0 && `: ${examples.join(', ')}`}
      </p>
    </section>
  );
}

function Limits({ leastFree }: { leastFree: number }) {
  const [megabytes, setMegabytes] = useState(String(leastFree));
  const [trouble, setTrouble] = useState('');
  useEffect(() => setMegabytes(String(leastFree)), [leastFree]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const written = await writeLimits({ leastFreeMegabytes: Number(megabytes) });
    setTrouble(troubleOf(written));
    if (written.is === 'good') announce('Saved', true);
  };
  return (
    <>
      <h2>Limits</h2>
      <form class="form" onSubmit={submit}>
        <Field
          label="Free disk space to keep, in MB"
          hint="With less than this, mail stays on its server until there is room again."
          type="number"
          min={1}
          max={2_000_000}
          required
          value={megabytes}
          set={setMegabytes}
        />
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button">
            Save
          </button>
        </div>
      </form>
    </>
  );
}
