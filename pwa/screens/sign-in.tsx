import { useEffect, useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import { signIn } from '../state/session.ts';
import { askSetup } from '../state/setup.ts';
import { queue } from '../state/tickets.ts';

export function SignIn() {
  const [address, setAddress] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [fresh, setFresh] = useState(false);
  useEffect(() => void askSetup().then(setFresh), []);
  const waiting = queue.writes.value.length;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setTrouble(troubleOf(await signIn(address.trim(), password)));
    setBusy(false);
  };
  return (
    <main class="door">
      <img class="mark" src="/app/icons/mark.svg" alt="" />
      <h1>Sign in to Heed</h1>
      {fresh ? (
        <p class="lead">
          This desk has no agent yet. Open the one-time set-up link that the gateway printed when it started.
        </p>
      ) : (
        <p class="lead">
          {waiting > 0
            ? `${waiting} ${waiting === 1 ? 'change waits' : 'changes wait'} here and will be sent when you are in.`
            : 'With the address and password of your agent account.'}
        </p>
      )}
      <form class="form" onSubmit={submit}>
        <Field label="Address" type="email" autocomplete="username" required value={address} set={setAddress} />
        <Field
          label="Password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          set={setPassword}
        />
        <Trouble words={trouble} />
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
