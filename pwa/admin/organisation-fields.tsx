import { useEffect, useId, useState } from 'preact/hooks';
import { Area, Field, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import { type OrganisationDraft, readOrganisations } from '../state/organisations.ts';
import { ListField } from './list-fields.tsx';

type Props = {
  given: OrganisationDraft;
  /** The name of the organisation it is part of; '' for none. */
  parent: string;
  words: string;
  save: (draft: OrganisationDraft) => Promise<Answer<unknown>>;
};

/** What it is called, how its people are known, and what it is part of. */
export function OrganisationFields({ given, parent, words, save }: Props) {
  const [name, setName] = useState(given.name);
  const [notes, setNotes] = useState(given.notes);
  const [addresses, setAddresses] = useState<string[]>(given.addresses);
  const [above, setAbove] = useState(parent);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const parentId = above === parent ? given.parentId : await organisationCalled(above);
    if (parentId === undefined) setTrouble(`There is no organisation called “${above}”.`);
    else setTrouble(troubleOf(await save({ name: name.trim(), notes, addresses, parentId })));
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={submit}>
      <Field label="Name" required value={name} set={setName} />
      <ListField
        label="Domains and addresses"
        hint="kite.example stands for all below it. With commas."
        values={addresses}
        set={setAddresses}
      />
      <PartOf value={above} set={setAbove} />
      <Area label="Notes" hint="Only agents see them." rows={3} value={notes} set={setNotes} />
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Saving…' : words}
        </button>
      </div>
    </form>
  );
}

/** An organisation by its name, of which those that fit are offered. */
function PartOf({ value, set }: { value: string; set: (value: string) => void }) {
  const id = useId();
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    if (value === '') return;
    void readOrganisations(value).then((answer) => {
      if (answer.is === 'good') setNames(answer.value.organisations.map((one) => one.name));
    });
  }, [value]);
  return (
    <div class="field">
      <label class="label" for={id}>
        Part of
      </label>
      <input
        id={id}
        list={`${id}names`}
        autocomplete="off"
        value={value}
        aria-describedby={`${id}hint`}
        onInput={(event) => set(event.currentTarget.value)}
      />
      <datalist id={`${id}names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <span class="hint" id={`${id}hint`}>
        Another organisation, whose cover it has when it has none. Empty is none.
      </span>
    </div>
  );
}

/** Its id; null for no name, undefined when there is none of that name. */
async function organisationCalled(name: string): Promise<number | null | undefined> {
  if (name.trim() === '') return null;
  const answer = await readOrganisations(name.trim());
  if (answer.is !== 'good') return undefined;
  return answer.value.organisations.find((one) => one.name.toLowerCase() === name.trim().toLowerCase())?.id;
}
