import { useEffect, useState } from 'preact/hooks';
import { coverWords } from '../../gateway/desk/standing-words.ts';
import { Field } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Answer } from '../state/ask.ts';
import { deskToday } from '../state/desk-day.ts';
import { type OrganisationRow, readOrganisations } from '../state/organisations.ts';
import { NotYet } from './answer.tsx';
import { NewOrganisation, OrganisationPage } from './organisation.tsx';
import { Plans } from './plans.tsx';

export function Organisations({ rest }: { rest: string }) {
  if (rest === 'new') return <NewOrganisation />;
  if (rest === 'plans') return <Plans />;
  return /^\d+$/.test(rest) ? <OrganisationPage key={rest} id={Number(rest)} /> : <List />;
}

// Somebody who types fast asks once.
const TYPED_FOR = 200;

function List() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState<OrganisationRow[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<Answer<unknown> | null>(null);
  const [asked, setAsked] = useState(false);
  const look = async (after: string | null) => {
    const answer = await readOrganisations(words.trim(), after);
    setAsked(true);
    setTrouble(answer.is === 'good' ? null : answer);
    if (answer.is !== 'good') return;
    setFound(after === null ? answer.value.organisations : [...found, ...answer.value.organisations]);
    setNext(answer.value.next);
  };
  useEffect(() => {
    const timer = setTimeout(() => void look(null), asked ? TYPED_FOR : 0);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <div class="page">
      <h1>Organisations</h1>
      <p>Whom your customers belong to, and what covers them. Without any cover, everybody is served as if covered.</p>
      <div class="form">
        <div class="actions">
          <a class="button primary" href="/app/admin/organisations/new">
            <Icon name="new" />
            Add an organisation
          </a>
          <a class="button" href="/app/admin/organisations/plans">
            Plans
          </a>
        </div>
        {(found.length > 0 || words !== '') && (
          <Field
            label="Find"
            placeholder="A name, a domain or an address"
            autocomplete="off"
            value={words}
            set={setWords}
          />
        )}
      </div>
      {!asked || trouble ? (
        <NotYet answer={trouble} again={() => void look(null)} />
      ) : (
        <ul class="items">
          {found.map((one) => (
            <Row key={one.id} organisation={one} />
          ))}
          {found.length === 0 && (
            <li class="quiet">{words === '' ? 'None yet.' : 'None is called or known by that.'}</li>
          )}
        </ul>
      )}
      {next !== null && (
        <button type="button" class="button" onClick={() => void look(next)}>
          More
        </button>
      )}
    </div>
  );
}

function Row({ organisation: { id, name, addresses, cover } }: { organisation: OrganisationRow }) {
  const today = deskToday();
  return (
    <li>
      <div class="grow">
        <a href={`/app/admin/organisations/${id}`}>
          <strong>{name}</strong>
        </a>{' '}
        {cover && <span class={cover.endsOn < today ? 'tag bad' : 'tag good'}>{coverWords(cover, today)}</span>}
        <p class="quiet">{addresses.join(', ')}</p>
      </div>
    </li>
  );
}
