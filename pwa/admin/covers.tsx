import { useState } from 'preact/hooks';
import { coverWords } from '../../gateway/desk/standing-words.ts';
import { Field, Pick, Trouble } from '../parts/field.tsx';
import { dayWords, fully } from '../parts/when.tsx';
import { deskToday } from '../state/desk-day.ts';
import {
  addCover,
  type CoverDraft,
  type CoverRow,
  type Organisation,
  type PlanRow,
  readPlans,
  removeCover,
  renewCover,
  writeCover,
} from '../state/organisations.ts';
import { NotYet, useAnswer } from './answer.tsx';
import type { Change } from './organisation.tsx';

type Props = { organisation: Organisation; change: Change };

/** What covers an organisation: products under plans, from a day to a day. */
export function Covers({ organisation, change }: Props) {
  const { answer, again } = useAnswer(readPlans);
  const { id, covers } = organisation;
  if (answer?.is !== 'good') return <NotYet answer={answer} again={again} />;
  const { plans } = answer.value;
  const [first] = plans;
  return (
    <>
      <h2>Cover</h2>
      <ul class="items">
        {covers.map((cover) => (
          <Item key={cover.id} cover={cover} plans={plans} change={change} />
        ))}
        {covers.length === 0 && <li class="quiet">Nothing covers them.</li>}
      </ul>
      {first ? (
        <details class="card">
          <summary>Cover a product</summary>
          <CoverFields
            // Empty again once it is added.
            key={covers.length}
            given={{ planId: first.id, product: '', startsOn: deskToday(), endsOn: null }}
            plans={plans}
            words="Add"
            save={(draft) => change(addCover(id, draft), 'Covered')}
          />
        </details>
      ) : (
        <p>
          First <a href="/app/admin/organisations/plans">add a plan</a>.
        </p>
      )}
    </>
  );
}

function Item({ cover, plans, change }: { cover: CoverRow; plans: PlanRow[]; change: Change }) {
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const today = deskToday();
  const told = cover.reminders.filter(({ endsOn }) => endsOn === cover.endsOn).at(-1);
  const save = async (draft: CoverDraft) => {
    const good = await change(writeCover(cover, draft), 'Saved');
    if (good) setOpen(false);
    return good;
  };
  return (
    <li class="stacked">
      <div class="grow">
        <strong>{cover.product || cover.plan}</strong>{' '}
        <span class={cover.endsOn < today ? 'tag bad' : 'tag good'}>
          {cover.startsOn > today ? `${cover.plan}, from ${dayWords(cover.startsOn)}` : coverWords(cover, today)}
        </span>
        <p class="quiet">
          {dayWords(cover.startsOn)} to {dayWords(cover.endsOn)}
          {cover.renewedAt !== null && ', renewed'}
          {told && <span title={fully(told.at)}>, announced {told.days} days before its end</span>}
        </p>
        {open && <CoverFields given={cover} plans={plans} words="Save" save={save} />}
      </div>
      <div class="actions">
        {cover.renewable && (
          <button type="button" class="button small" onClick={() => void change(renewCover(cover), 'Renewed')}>
            Renew
          </button>
        )}
        <button type="button" class="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Leave it' : 'Change'}
        </button>
        <button
          type="button"
          class="button small danger"
          onClick={() => (sure ? void change(removeCover(cover), 'Removed') : setSure(true))}
        >
          {sure ? 'Yes, remove it' : 'Remove'}
        </button>
      </div>
    </li>
  );
}

type FieldsProps = {
  given: CoverDraft;
  plans: PlanRow[];
  words: string;
  save: (draft: CoverDraft) => Promise<boolean>;
};

function CoverFields({ given, plans, words, save }: FieldsProps) {
  const [planId, setPlanId] = useState(given.planId);
  const [product, setProduct] = useState(given.product);
  const [startsOn, setStartsOn] = useState(given.startsOn);
  const [endsOn, setEndsOn] = useState(given.endsOn ?? '');
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const draft = { planId, product: product.trim(), startsOn, endsOn: endsOn === '' ? null : endsOn };
    setTrouble((await save(draft)) ? '' : 'It was not saved: see above.');
  };
  return (
    <form class="form" onSubmit={submit}>
      <Pick
        label="Plan"
        value={String(planId)}
        options={plans.map(({ id, name }) => [String(id), name])}
        set={(id) => setPlanId(Number(id))}
      />
      <Field label="Product" hint="Optional. Customers read it." value={product} set={setProduct} />
      <div class="two">
        <Field label="Deployed, or begins, on" type="date" required value={startsOn} set={setStartsOn} />
        <Field label="Last day" hint="Empty: as long as the plan runs." type="date" value={endsOn} set={setEndsOn} />
      </div>
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary">
          {words}
        </button>
      </div>
    </form>
  );
}
