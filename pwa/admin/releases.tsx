import { useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { dayWords, When } from '../parts/when.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import {
  callOffRelease,
  changeRelease,
  type Draft,
  planRelease,
  type ReleaseRow,
  readReleases,
} from '../state/releases.ts';
import { NotYet, useAnswer } from './answer.tsx';

type Written = Awaited<ReturnType<typeof planRelease>>;

/** What ships, and when: what is promised with the next release is due by the end of its day. */
export function Releases() {
  const { answer, again } = useAnswer(readReleases);
  const [plan, setPlan] = useState({ name: '', day: '' });
  const [trouble, setTrouble] = useState('');
  const after = (written: Written, words: string) => {
    setTrouble(troubleOf(written));
    if (written.is === 'good') announce(words);
    again();
    return written.is === 'good';
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const draft = { name: plan.name.trim(), day: plan.day || null, released: false };
    if (after(await planRelease(draft), 'Planned. Open promises follow within a minute'))
      setPlan({ name: '', day: '' });
  };
  return (
    <div class="page">
      <h1>Releases</h1>
      <p>
        What is promised “with the next release” points to the first of these that is not out, and is due by the end of
        its day. What comes after a release is out is the next one's.
      </p>
      {answer?.is === 'good' ? (
        <ul class="items">
          {answer.value.releases.map((release) => (
            <Release key={`${release.id} ${release.revision}`} release={release} after={after} />
          ))}
          {answer.value.releases.length === 0 && (
            <li class="quiet">None is planned: such promises have no instant until one is.</li>
          )}
        </ul>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
      <h2>Plan a release</h2>
      <form class="form" onSubmit={submit}>
        <div class="two">
          <Field label="Name" placeholder="2.4" required value={plan.name} set={(name) => setPlan({ ...plan, name })} />
          <Field
            label="Day"
            type="date"
            hint="Empty while nobody knows."
            value={plan.day}
            set={(day) => setPlan({ ...plan, day })}
          />
        </div>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary">
            Plan
          </button>
        </div>
      </form>
    </div>
  );
}

type ReleaseProps = { release: ReleaseRow; after: (written: Written, words: string) => boolean };

function Release({ release, after }: ReleaseProps) {
  const { name, day, releasedAt, waiting } = release;
  const [changing, setChanging] = useState(false);
  const [draft, setDraft] = useState({ name, day: day ?? '' });
  const write = async (part: Partial<Draft>, words: string) => {
    const now: Draft = { name: draft.name.trim(), day: draft.day || null, released: releasedAt !== null, ...part };
    if (after(await changeRelease(release, now), words)) setChanging(false);
  };
  return (
    <li>
      <div class="grow">
        <strong>{name}</strong>{' '}
        {releasedAt === null ? (
          day ? (
            dayWords(day)
          ) : (
            'no day yet'
          )
        ) : (
          <>
            out since <When at={releasedAt} />
          </>
        )}
        <p class="quiet">{waiting === 1 ? '1 promise waits for it' : `${waiting} promises wait for it`}</p>
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          aria-expanded={changing}
          aria-label={`Change ${name}`}
          onClick={() => setChanging(!changing)}
        >
          Change
        </button>
        <button
          type="button"
          class="button small"
          aria-label={releasedAt === null ? `${name} is out` : `${name} is not out`}
          onClick={() =>
            void write({ released: releasedAt === null }, releasedAt === null ? `${name} is out` : `${name} is not out`)
          }
        >
          {releasedAt === null ? 'It is out' : 'Not out'}
        </button>
      </div>
      {changing && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void write({}, 'Saved. Open promises follow within a minute');
          }}
        >
          <div class="two">
            <Field label="Name" required value={draft.name} set={(one) => setDraft({ ...draft, name: one })} />
            <Field label="Day" type="date" value={draft.day} set={(one) => setDraft({ ...draft, day: one })} />
          </div>
          <div class="actions">
            <button type="submit" class="button primary small">
              Save
            </button>
            <button
              type="button"
              class="button small danger"
              onClick={() => void callOffRelease(release).then((written) => after(written, `${name} is called off`))}
            >
              Call it off
            </button>
          </div>
        </form>
      )}
    </li>
  );
}
