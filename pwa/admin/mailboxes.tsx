import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { When } from '../parts/when.tsx';
import { troubleOf } from '../state/answered.ts';
import {
  chooseSentCopies,
  disconnectMailbox,
  type Mailbox,
  readMailboxes,
  type SentCopies,
} from '../state/mailboxes.ts';
import { NotYet, useAnswer } from './answer.tsx';
import { Connect } from './connect.tsx';
import { Copies } from './copies.tsx';
import { SignedIn, SignInAgain } from './signed-in.tsx';

export function Mailboxes({ rest }: { rest: string }) {
  if (rest === 'new') return <Connect />;
  const [, done, id] = /^(signed-in|sign-in)\/(\d+)$/.exec(rest) ?? [];
  if (id !== undefined)
    return done === 'signed-in' ? <SignedIn key={id} id={Number(id)} /> : <SignInAgain id={Number(id)} />;
  return <List />;
}

/** How often the progress of an import is asked for; milliseconds. */
const PROGRESS_EVERY = 3000;

function List() {
  const { answer, again } = useAnswer(readMailboxes);
  const importing = answer?.is === 'good' && answer.value.mailboxes.some((mailbox) => mailbox.importing);
  useEffect(() => {
    if (!importing) return;
    const timer = setInterval(again, PROGRESS_EVERY);
    return () => clearInterval(timer);
  }, [importing, again]);
  return (
    <div class="page">
      <h1>Mailboxes</h1>
      <p>Addresses whose mail becomes tickets. Heed never deletes a mail on their servers.</p>
      {answer?.is === 'good' ? (
        <ul class="items">
          {answer.value.mailboxes.map((mailbox) => (
            <Item key={mailbox.id} mailbox={mailbox} again={again} />
          ))}
        </ul>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
      <div class="actions">
        <a class="button primary" href="/app/admin/mailboxes/new">
          <Icon name="new" />
          Connect a mailbox
        </a>
      </div>
    </div>
  );
}

function Item({ mailbox, again }: { mailbox: Mailbox; again: () => void }) {
  const [sure, setSure] = useState(false);
  const [trouble, setTrouble] = useState('');
  const choose = async (copies: SentCopies) => {
    const answer = await chooseSentCopies(mailbox.id, copies);
    setTrouble(troubleOf(answer));
    again();
  };
  const end = async () => {
    await disconnectMailbox(mailbox.id);
    again();
  };
  return (
    <li>
      <div class="grow">
        <strong>{mailbox.address}</strong>{' '}
        <span class={mailbox.trouble ? 'tag bad' : 'tag good'}>{mailbox.trouble ? 'In trouble' : 'Well'}</span>{' '}
        {mailbox.sandbox && <span class="tag">Sandbox</span>}
        <p class="quiet">
          {mailbox.trouble}{' '}
          {mailbox.lastPolledAt !== null && (
            <>
              Last looked <When at={mailbox.lastPolledAt} />
            </>
          )}
        </p>
        {mailbox.importing && <Progress {...mailbox.importing} />}
        {mailbox.sentFolder && !mailbox.sandbox && (
          <Copies folder={mailbox.sentFolder} value={mailbox.sentCopies} set={(copies) => void choose(copies)} />
        )}
        <Trouble words={trouble} />
      </div>
      {!mailbox.sandbox && (
        <div class="actions">
          {mailbox.oauth && (
            <a class="button small" href={`/app/admin/mailboxes/sign-in/${mailbox.id}`}>
              Sign in again
            </a>
          )}
          <button type="button" class="button small danger" onClick={() => (sure ? void end() : setSure(true))}>
            {sure ? 'Yes, disconnect' : 'Disconnect'}
          </button>
        </div>
      )}
    </li>
  );
}

function Progress({ done, of }: { done: number; of: number }) {
  return (
    <p>
      <label>
        Older mail: {done.toLocaleString('en')} of {of.toLocaleString('en')} brought in{' '}
        <progress value={done} max={of} />
      </label>
    </p>
  );
}
