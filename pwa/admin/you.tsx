import { useState } from 'preact/hooks';
import { Area, Field, Trouble } from '../parts/field.tsx';
import { changePassword, hearOfCover, writeMe } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { keysOn, switchKeys } from '../state/help.ts';
import { myself, session } from '../state/session.ts';
import { Calls } from './calls.tsx';
import { Install } from './install.tsx';
import { Quiet } from './quiet.tsx';
import { TestPage } from './test-page.tsx';

export function You() {
  const me = myself();
  const [name, setName] = useState(me?.name ?? '');
  const [signature, setSignature] = useState(me?.signature ?? '');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await writeMe(name.trim(), signature);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') announce('Saved', true);
  };
  return (
    <div class="page">
      <h1>You</h1>
      <TestPage />
      <p>{me?.address}</p>
      <form class="form" onSubmit={submit}>
        <Field label="Name" required value={name} set={setName} />
        <Area
          label="Your signature"
          hint="Stands under your answers, above the desk's."
          rows={3}
          value={signature}
          set={setSignature}
        />
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? 'Saving…' : 'Save'}
          </button>
        </div>
      </form>
      <Password />
      <h2>On this device</h2>
      <Install />
      <label class="check">
        <input type="checkbox" checked={keysOn.value} onChange={(event) => switchKeys(event.currentTarget.checked)} />
        Single keys do things (press ? to see them)
      </label>
      <Calls />
      <CoverReminders />
      <Quiet />
    </div>
  );
}

function CoverReminders() {
  const [trouble, setTrouble] = useState('');
  const hears = session.value.is === 'in' && session.value.me.coverReminders;
  return (
    <>
      <h2>Mail from the desk</h2>
      <label class="check">
        <input
          type="checkbox"
          checked={hears}
          onChange={(event) =>
            void hearOfCover(event.currentTarget.checked).then((answer) => setTrouble(troubleOf(answer)))
          }
        />
        Tell me 30, 14 and 3 days before a customer's cover ends
      </label>
      <Trouble words={trouble} />
    </>
  );
}

function Password() {
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const answer = await changePassword(old, next);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    setOld('');
    setNext('');
    announce('Your password is changed', true);
  };
  return (
    <>
      <h2>Password</h2>
      <form class="form" onSubmit={submit}>
        <div class="two">
          <Field
            label="Current password"
            type="password"
            autocomplete="current-password"
            required
            value={old}
            set={setOld}
          />
          <Field
            label="New password"
            type="password"
            autocomplete="new-password"
            minLength={10}
            required
            hint="At least 10 characters."
            value={next}
            set={setNext}
          />
        </div>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button">
            Change the password
          </button>
        </div>
      </form>
    </>
  );
}
