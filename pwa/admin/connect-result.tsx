import { useEffect, useRef, useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { type Connection, connectMailbox, countHistory, type History, type Tested } from '../state/mailboxes.ts';
import { go } from '../state/route.ts';
import { Copies } from './copies.tsx';

/** What a test of a mailbox found, in words; where it works, what to do with its older mail, and the last button. */
export function Result({ connection, tested }: { connection: Connection; tested: Tested }) {
  const [mode, setMode] = useState<History['mode']>('from now');
  const [date, setDate] = useState('');
  const [trust, setTrust] = useState(tested.authservId ?? '');
  const [copies, setCopies] = useState(tested.sentCopies);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const well = tested.steps.every((step) => step.ok);
  const section = useRef<HTMLElement>(null);
  // The button that was pressed stands above it, and on a phone fills the screen.
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), [tested]);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const history: History = mode === 'since' ? { mode, date } : { mode };
    const answer = await connectMailbox(
      connection,
      { ...tested, authservId: trust.trim() || null, sentCopies: copies },
      history,
    );
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    announce('Connected', true);
    go('/app/admin/mailboxes');
  };
  return (
    <section ref={section} aria-label="Test">
      <h2>{well ? 'It works' : 'Not yet'}</h2>
      <ul class="steps-done">
        {tested.steps.map((step) => (
          <li key={step.what} class={step.ok ? 'good' : 'bad'}>
            <Icon name={step.ok ? 'check' : 'warning'} />
            <span>
              {step.what}. {step.words}
            </span>
          </li>
        ))}
      </ul>
      {well && (
        <form class="form" onSubmit={submit}>
          <Field
            label="Server whose word on senders is trusted"
            hint="The name in Authentication-Results of your own mail server. Empty: no sender counts as proven."
            value={trust}
            set={setTrust}
          />
          {tested.sentFolder && <Copies folder={tested.sentFolder} value={copies} set={setCopies} />}
          <fieldset>
            <legend class="label">
              There {tested.existing === 1 ? 'is 1 mail' : `are ${tested.existing} mails`} already
            </legend>
            <label class="check">
              <input type="radio" name="history" checked={mode === 'from now'} onChange={() => setMode('from now')} />
              Begin from now on
            </label>
            <label class="check">
              <input type="radio" name="history" checked={mode === 'since'} onChange={() => setMode('since')} />
              Also take in older mail, without acknowledging it
            </label>
            {mode === 'since' && <Since connection={connection} date={date} set={setDate} />}
          </fieldset>
          <Trouble words={trouble} />
          <div class="actions">
            <button type="submit" class="button primary" disabled={busy}>
              {busy ? 'Connecting…' : 'Connect'}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}

/** The day from which older mail is taken in, and how much that is: nobody should be surprised by 50,000 tickets. */
function Since({ connection, date, set }: { connection: Connection; date: string; set: (date: string) => void }) {
  const [words, setWords] = useState('');
  useEffect(() => {
    setWords(date ? 'Counting…' : '');
    if (!date) return;
    let asked = true;
    countHistory(connection, date).then((answer) => {
      if (!asked) return;
      if (answer.is !== 'good') return setWords(troubleOf(answer));
      const { mails } = answer.value;
      setWords(`Import since ${date}: ${mails === 1 ? '1 mail' : `${mails.toLocaleString('en')} mails`}`);
    });
    return () => {
      asked = false;
    };
  }, [connection, date]);
  return (
    <>
      <Field label="Since" type="date" required value={date} set={set} />
      <p class="quiet" role="status">
        {words}
      </p>
    </>
  );
}
