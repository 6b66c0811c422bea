import { useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import {
  type ContactDraft,
  type ContactRow,
  type Organisation,
  putContact,
  releaseContact,
} from '../state/organisations.ts';
import { ListField } from './list-fields.tsx';
import type { Change } from './organisation.tsx';

const ROLES: ContactRow['roles'] = ['system administrator', 'data manager'];

/** The people of an organisation: those somebody put there, and those whose address says so. */
export function Contacts({ organisation, change }: { organisation: Organisation; change: Change }) {
  const { id, contacts } = organisation;
  return (
    <>
      <h2>People</h2>
      <ul class="items">
        {contacts.map((contact) => (
          <Item key={contact.id} contact={contact} organisationId={id} change={change} />
        ))}
        {contacts.length === 0 && <li class="quiet">Nobody has written yet.</li>}
      </ul>
      <details class="card">
        <summary>Add somebody</summary>
        <ContactFields
          // Empty again once they are added.
          key={contacts.length}
          given={{ address: '', name: '', roles: [], phones: [] }}
          words="Add"
          save={(draft) => change(putContact(id, draft), 'Added')}
        />
      </details>
    </>
  );
}

type ItemProps = { contact: ContactRow; organisationId: number; change: Change };

function Item({ contact, organisationId, change }: ItemProps) {
  const [open, setOpen] = useState(false);
  const { id, address, name, roles, phones, said } = contact;
  const save = async (draft: ContactDraft) => {
    const good = await change(putContact(organisationId, draft), 'Saved');
    if (good) setOpen(false);
    return good;
  };
  return (
    <li class="stacked">
      <div class="grow">
        <strong>{name || address}</strong>{' '}
        {roles.map((role) => (
          <span key={role} class="tag">
            {role}
          </span>
        ))}
        <p class="quiet">
          {name && address}{' '}
          {phones.map((phone) => (
            <a key={phone} href={`tel:${phone}`}>
              {phone}{' '}
            </a>
          ))}
        </p>
        {open && <ContactFields given={contact} words="Save" save={save} />}
      </div>
      <div class="actions">
        <button type="button" class="button small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Leave it' : 'Change'}
        </button>
        {said && (
          <button
            type="button"
            class="button small"
            onClick={() => void change(releaseContact(organisationId, id), 'Let out')}
          >
            Let out
          </button>
        )}
      </div>
    </li>
  );
}

type FieldsProps = { given: ContactDraft; words: string; save: (draft: ContactDraft) => Promise<boolean> };

function ContactFields({ given, words, save }: FieldsProps) {
  const [address, setAddress] = useState(given.address);
  const [name, setName] = useState(given.name);
  const [roles, setRoles] = useState(given.roles);
  const [phones, setPhones] = useState(given.phones);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const good = await save({ address: address.trim(), name: name.trim(), roles, phones });
    setTrouble(good ? '' : 'It was not saved: see above.');
  };
  return (
    <form class="form" onSubmit={submit}>
      {given.address === '' && (
        <Field label="Address" type="email" autocomplete="off" required value={address} set={setAddress} />
      )}
      <Field label="Name" autocomplete="off" value={name} set={setName} />
      <ListField label="Phones" hint="A call finds them by these. With commas." values={phones} set={setPhones} />
      <fieldset>
        <legend class="label">Roles</legend>
        {ROLES.map((role) => (
          <label key={role} class="check">
            <input
              type="checkbox"
              checked={roles.includes(role)}
              onChange={(event) =>
                setRoles(event.currentTarget.checked ? [...roles, role] : roles.filter((one) => one !== role))
              }
            />
            <span class="capital-first">{role}</span>
          </label>
        ))}
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
