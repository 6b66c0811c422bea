import { useState } from 'preact/hooks';
import { Area, Field, Pick, Trouble } from '../parts/field.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import { addPlan, type PlanDraft, type PlanRow, readPlans, removePlan, writePlan } from '../state/organisations.ts';
import { NotYet, useAnswer } from './answer.tsx';

const FRESH: PlanDraft = {
  name: '',
  days: null,
  months: 12,
  covers: [],
  channels: ['email'],
  emergencyLine: false,
  renewable: true,
};

const CHANNELS: [PlanDraft['channels'][number], string][] = [
  ['email', 'By mail'],
  ['phone', 'By phone'],
];

/** What organisations can be covered for. */
export function Plans() {
  const { answer, again } = useAnswer(readPlans);
  return (
    <div class="page">
      <h1>Plans</h1>
      <p>
        What you promise to whom. <a href="/app/admin/organisations">All organisations</a>
      </p>
      {answer?.is === 'good' ? (
        <>
          {answer.value.plans.map((plan) => (
            <details key={plan.id} class="card">
              <summary>
                {plan.name}, {lengthOf(plan)}
              </summary>
              <PlanFields
                key={plan.revision}
                given={plan}
                words="Save"
                save={(draft) => writePlan(plan, draft)}
                again={again}
              />
              <Remove plan={plan} again={again} />
            </details>
          ))}
          <details class="card">
            <summary>Add a plan</summary>
            <PlanFields key={answer.value.plans.length} given={FRESH} words="Add" save={addPlan} again={again} />
          </details>
        </>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}

const lengthOf = ({ days, months, used }: PlanRow): string =>
  [months === null ? `${days} days` : `${months} months`, ...(used > 0 ? [`${used} in use`] : [])].join(', ');

type FieldsProps = {
  given: PlanDraft;
  words: string;
  save: (draft: PlanDraft) => Promise<Answer<unknown>>;
  again: () => void;
};

function PlanFields({ given, words, save, again }: FieldsProps) {
  const [plan, setPlan] = useState(given);
  const [covers, setCovers] = useState(given.covers.join('\n'));
  const [trouble, setTrouble] = useState('');
  const put = (part: Partial<PlanDraft>) => setPlan({ ...plan, ...part });
  const [unit, length] = plan.months === null ? ['days', plan.days] : ['months', plan.months];
  const run = (to: string, count: number | null) =>
    put(to === 'days' ? { days: count, months: null } : { days: null, months: count });
  const submit = async (event: Event) => {
    event.preventDefault();
    const { name, days, months, channels, emergencyLine, renewable } = plan;
    const lines = covers
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    const answer = await save({ name: name.trim(), days, months, covers: lines, channels, emergencyLine, renewable });
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    announce('Saved', true);
    again();
  };
  return (
    <form class="form" onSubmit={submit}>
      <Field label="Name" required value={plan.name} set={(name) => put({ name })} />
      <div class="two">
        <Field
          label="Runs for"
          type="number"
          min={1}
          required
          value={String(length ?? '')}
          set={(text) => run(unit, Number(text))}
        />
        <Pick
          label="Counted in"
          value={unit}
          options={[
            ['days', 'Days'],
            ['months', 'Months'],
          ]}
          set={(to) => run(to, length)}
        />
      </div>
      <Area label="Covers" hint="One a line." rows={5} value={covers} set={setCovers} />
      <fieldset>
        <legend class="label">They may come</legend>
        {CHANNELS.map(([channel, name]) => (
          <label key={channel} class="check">
            <input
              type="checkbox"
              checked={plan.channels.includes(channel)}
              onChange={(event) =>
                put({
                  channels: event.currentTarget.checked
                    ? [...plan.channels, channel]
                    : plan.channels.filter((one) => one !== channel),
                })
              }
            />
            {name}
          </label>
        ))}
        <label class="check">
          <input
            type="checkbox"
            checked={plan.emergencyLine}
            onChange={(event) => put({ emergencyLine: event.currentTarget.checked })}
          />
          After hours too, for what is critical: the emergency line
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={plan.renewable}
            onChange={(event) => put({ renewable: event.currentTarget.checked })}
          />
          It can be renewed
        </label>
      </fieldset>
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary">
          {words}
        </button>
      </div>
    </form>
  );
}

function Remove({ plan, again }: { plan: PlanRow; again: () => void }) {
  const [trouble, setTrouble] = useState('');
  const [sure, setSure] = useState(false);
  const remove = async () => {
    const answer = await removePlan(plan);
    setTrouble(troubleOf(answer));
    setSure(false);
    again();
  };
  return (
    <>
      <Trouble words={trouble} />
      <p>
        <button type="button" class="button small danger" onClick={() => (sure ? void remove() : setSure(true))}>
          {sure ? 'Yes, remove it' : 'Remove'}
        </button>
      </p>
    </>
  );
}
