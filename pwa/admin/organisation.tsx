import { useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import {
  addOrganisation,
  type Organisation,
  readOrganisation,
  removeOrganisation,
  writeOrganisation,
} from '../state/organisations.ts';
import { go } from '../state/route.ts';
import { NotYet, useAnswer } from './answer.tsx';
import { Contacts } from './contacts.tsx';
import { Covers } from './covers.tsx';
import { OrganisationFields } from './organisation-fields.tsx';

const LIST = '/app/admin/organisations';

export function NewOrganisation() {
  return (
    <div class="page">
      <h1>Add an organisation</h1>
      <p>
        <a href={LIST}>All organisations</a>
      </p>
      <OrganisationFields
        given={{ name: '', notes: '', parentId: null, addresses: [] }}
        parent=""
        words="Add"
        save={async (draft) => {
          const answer = await addOrganisation(draft);
          if (answer.is === 'good') go(`${LIST}/${answer.value.organisation.id}`);
          return answer;
        }}
      />
    </div>
  );
}

/** How every change of a part of an organisation is done: the whole comes back, or why not. */
export type Change = (written: Promise<Answer<{ organisation: Organisation }>>, done: string) => Promise<boolean>;

export function OrganisationPage({ id }: { id: number }) {
  const { answer, again } = useAnswer(() => readOrganisation(id));
  const [newer, setNewer] = useState<Organisation | null>(null);
  if (answer?.is !== 'good')
    return (
      <div class="page">
        <NotYet answer={answer} again={again} />
      </div>
    );
  return <Whole organisation={newer ?? answer.value.organisation} changed={setNewer} />;
}

function Whole({ organisation, changed }: { organisation: Organisation; changed: (to: Organisation) => void }) {
  const [trouble, setTrouble] = useState('');
  const change: Change = async (written, done) => {
    const answer = await written;
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return false;
    changed(answer.value.organisation);
    announce(done, true);
    return true;
  };
  return (
    <div class="page">
      <h1>{organisation.name}</h1>
      <p>
        <a href={LIST}>All organisations</a>
      </p>
      <Trouble words={trouble} />
      <Covers organisation={organisation} change={change} />
      <Contacts organisation={organisation} change={change} />
      <Family organisation={organisation} />
      <h2>About it</h2>
      <About key={organisation.revision} organisation={organisation} changed={changed} />
      <Remove organisation={organisation} />
    </div>
  );
}

function Family({ organisation: { parent, children } }: { organisation: Organisation }) {
  if (!parent && children.length === 0) return null;
  return (
    <>
      <h2>Belongs together</h2>
      <ul class="items">
        {parent && (
          <li>
            <span class="grow">
              Part of <a href={`${LIST}/${parent.id}`}>{parent.name}</a>, whose cover it has when it has none
            </span>
          </li>
        )}
        {children.map(({ id, name }) => (
          <li key={id}>
            <a href={`${LIST}/${id}`}>{name}</a> is part of it
          </li>
        ))}
      </ul>
    </>
  );
}

function About({ organisation, changed }: { organisation: Organisation; changed: (to: Organisation) => void }) {
  return (
    <OrganisationFields
      given={organisation}
      parent={organisation.parent?.name ?? ''}
      words="Save"
      save={async (draft) => {
        const answer = await writeOrganisation(organisation, draft);
        if (answer.is === 'good') {
          changed(answer.value.organisation);
          announce('Saved', true);
        }
        return answer;
      }}
    />
  );
}

function Remove({ organisation }: { organisation: Organisation }) {
  const [sure, setSure] = useState(false);
  const [trouble, setTrouble] = useState('');
  const remove = async () => {
    const answer = await removeOrganisation(organisation);
    setTrouble(troubleOf(answer));
    setSure(false);
    if (answer.is !== 'good') return;
    announce(`${organisation.name} is removed`, true);
    go(LIST);
  };
  return (
    <>
      <h2>Remove it</h2>
      <p class="quiet">Its cover goes with it. Its people and their tickets stay.</p>
      <Trouble words={trouble} />
      <p>
        <button type="button" class="button small danger" onClick={() => (sure ? void remove() : setSure(true))}>
          {sure ? 'Yes, remove it' : 'Remove'}
        </button>
      </p>
    </>
  );
}
