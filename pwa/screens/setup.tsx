import { useState } from 'preact/hooks';
import type { Me } from '../../gateway/api/shapes.ts';
import { ContactFields, DeskFields, zoneHere } from '../parts/desk-fields.tsx';
import { Field, Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { troubleOf } from '../state/answered.ts';
import { go } from '../state/route.ts';
import { sendExamples } from '../state/sandbox.ts';
import { enter } from '../state/session.ts';
import { type Desk, type NewAgent, NO_CONTACTS, setUp, tokenOfLink } from '../state/setup.ts';

const STEPS = ['You', 'Your desk', 'Mail'];

/** The first-run page: three short steps from nothing to a desk that takes mail. */
export function Setup() {
  const [step, setStep] = useState(0);
  const [token] = useState(tokenOfLink);
  const [agent, setAgent] = useState<NewAgent>({ name: '', address: '', password: '' });
  const [desk, setDesk] = useState<Desk>({
    name: '',
    zone: zoneHere(),
    senderName: '',
    signature: '',
    contacts: NO_CONTACTS,
  });
  const [me, setMe] = useState<Me | null>(null);
  return (
    <main class="door">
      <img class="mark" src="/app/icons/mark.svg" alt="" />
      <ol class="steps" aria-label="Steps">
        {STEPS.map((name, index) => (
          <li key={name} aria-current={index === step ? 'step' : undefined}>
            {name}
          </li>
        ))}
      </ol>
      {step === 0 && <You agent={agent} set={setAgent} next={() => setStep(1)} />}
      {step === 1 && (
        <YourDesk
          desk={desk}
          set={setDesk}
          back={() => setStep(0)}
          finish={async () => {
            const answer = await setUp(token, agent, desk);
            if (answer.is === 'good') {
              setMe(answer.value);
              setStep(2);
            }
            return troubleOf(answer);
          }}
        />
      )}
      {step === 2 && me && <Mail me={me} />}
    </main>
  );
}

function You({ agent, set, next }: { agent: NewAgent; set: (agent: NewAgent) => void; next: () => void }) {
  const put = (name: keyof NewAgent) => (value: string) => set({ ...agent, [name]: value });
  const submit = (event: Event) => {
    event.preventDefault();
    next();
  };
  return (
    <form class="form" onSubmit={submit}>
      <div>
        <h1>Welcome to Heed</h1>
        <p class="lead">You are the first agent, and its administrator.</p>
      </div>
      <Field label="Your name" autocomplete="name" required value={agent.name} set={put('name')} />
      <Field
        label="Your mail address"
        type="email"
        autocomplete="username"
        required
        value={agent.address}
        set={put('address')}
      />
      <Field
        label="Password"
        type="password"
        autocomplete="new-password"
        minLength={10}
        required
        hint="At least 10 characters. Long beats clever."
        value={agent.password}
        set={put('password')}
      />
      <button type="submit" class="button primary">
        Next
      </button>
    </form>
  );
}

type DeskProps = { desk: Desk; set: (desk: Desk) => void; back: () => void; finish: () => Promise<string> };

function YourDesk({ desk, set, back, finish }: DeskProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  // The sender is the desk until somebody says otherwise.
  const change = (next: Desk) =>
    set(
      desk.senderName === desk.name
        ? { ...next, senderName: next.senderName === desk.senderName ? next.name : next.senderName }
        : next,
    );
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setTrouble(await finish());
    setBusy(false);
  };
  return (
    <form class="form" onSubmit={submit}>
      <div>
        <h1>Your desk</h1>
        <p class="lead">What customers see. All of it can change later.</p>
      </div>
      <DeskFields desk={desk} set={change} />
      <details class="about">
        <summary>
          Contacts (can wait)
          <span class="chevron">
            <Icon name="down" />
          </span>
        </summary>
        <ContactFields desk={desk} set={set} />
      </details>
      <Trouble words={trouble} />
      <button type="submit" class="button primary" disabled={busy}>
        {busy ? 'Setting up…' : 'Set up the desk'}
      </button>
      <button type="button" class="button" onClick={back}>
        Back
      </button>
    </form>
  );
}

function Mail({ me }: { me: Me }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const leave = (to: string) => {
    enter(me);
    go(to, 'replace');
  };
  const examples = async () => {
    setBusy(true);
    const words = await sendExamples();
    setBusy(false);
    if (words) setTrouble(words);
    else leave('/app/');
  };
  return (
    <>
      <h1>Mail</h1>
      <p class="lead">Try everything in the sandbox first, or connect the address your customers write to.</p>
      {me.desk.sandbox && (
        <section class="card">
          <h2>Stay in the sandbox</h2>
          <p class="quiet">
            Mail to {me.desk.address} becomes tickets; answers stay on this machine, under “Sent mail”.
          </p>
          <div class="actions">
            <button type="button" class="button primary" disabled={busy} onClick={() => void examples()}>
              {busy ? 'Sending…' : 'Send me eight example mails'}
            </button>
            <button type="button" class="button" onClick={() => leave('/app/')}>
              Start empty
            </button>
          </div>
          <Trouble words={trouble} />
        </section>
      )}
      <section class="card">
        <h2>Connect a mailbox</h2>
        <p class="quiet">Servers are found from the address, and a test says in words what works.</p>
        <div class="actions">
          <button type="button" class="button" onClick={() => leave('/app/admin/mailboxes/new')}>
            Connect a mailbox
          </button>
        </div>
      </section>
    </>
  );
}
