import { useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import { go } from '../state/route.ts';
import { enter } from '../state/session.ts';
import { join, tokenOfLink } from '../state/setup.ts';

/** Where an invitation's link leads. */
export function Join() {
  const [token] = useState(tokenOfLink);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await join(token, name.trim(), password);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    enter(answer.value);
    go('/app/', 'replace');
  };
  return (
    <main class="door">
      <img class="mark" src="/app/icons/mark.svg" alt="" />
      <h1>Join the desk</h1>
      <p class="lead">You were invited to answer customers together.</p>
      <form class="form" onSubmit={submit}>
        <Field
          label="Your name"
          hint="Customers see it under your answers."
          autocomplete="name"
          required
          value={name}
          set={setName}
        />
        <Field
          label="Password"
          type="password"
          autocomplete="new-password"
          minLength={10}
          required
          hint="At least 10 characters. Long beats clever."
          value={password}
          set={setPassword}
        />
        <Trouble words={trouble} />
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Joining…' : 'Join'}
        </button>
      </form>
    </main>
  );
}
