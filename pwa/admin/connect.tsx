import { useEffect, useState } from 'preact/hooks';
import type { SignInState } from '../../gateway/api/oauth-shapes.ts';
import { Field, Pick, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import { type Connection, type Found, findServers, type Login, type Tested, testMailbox } from '../state/mailboxes.ts';
import { PROVIDER_NAMES } from '../state/oauth.ts';
import { Result } from './connect-result.tsx';
import { SignIn } from './sign-in.tsx';

type Way = { connection: Connection; advice: string; oauth: Found['oauth'] };
type State = { at: 'address' } | ({ at: 'servers' } & Way) | ({ at: 'tested'; tested: Tested } & Way);

/** From an address to a mailbox that is collected: found servers, a real test in words, and what to do with old mail. */
export function Connect({ signedIn }: { signedIn?: SignInState }) {
  const [state, setState] = useState<State>({ at: 'address' });
  return (
    <div class="page">
      <h1>Connect a mailbox</h1>
      <p>Heed reads it by IMAP and answers by SMTP. Nothing is deleted, nothing is answered before you say so.</p>
      {state.at === 'address' ? (
        <Address signedIn={signedIn} found={(way) => setState({ at: 'servers', ...way })} />
      ) : (
        <Servers
          connection={state.connection}
          advice={state.advice}
          oauth={state.oauth}
          change={(connection) => setState({ ...state, at: 'servers', connection })}
          tested={(tested) => setState({ ...state, at: 'tested', tested })}
        />
      )}
      {state.at === 'tested' && <Result connection={state.connection} tested={state.tested} />}
    </div>
  );
}

type AddressProps = { signedIn: SignInState | undefined; found: (way: Way) => void };

function Address({ signedIn, found }: AddressProps) {
  const [address, setAddress] = useState(signedIn?.address ?? '');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const find = async () => {
    setBusy(true);
    const answer = await findServers(address.trim());
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    const { imap, smtp, advice, oauth } = answer.value;
    const login = { user: address.trim(), password: '' };
    const connection = { address: address.trim(), imap: { ...imap, ...login }, smtp: { ...smtp, ...login } };
    found({ connection: signedIn ? { ...connection, signIn: signedIn.id } : connection, advice, oauth });
  };
  useEffect(() => {
    if (signedIn) void find();
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    void find();
  };
  return (
    <form class="form" onSubmit={submit}>
      <Field
        label="Address your customers write to"
        type="email"
        autocomplete="off"
        required
        placeholder="support@example.com"
        value={address}
        set={setAddress}
      />
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Looking…' : 'Find its servers'}
        </button>
      </div>
    </form>
  );
}

type ServersProps = {
  connection: Connection;
  advice: string;
  oauth: Found['oauth'];
  change: (connection: Connection) => void;
  tested: (tested: Tested) => void;
};

function Servers({ connection, advice, oauth, change, tested }: ServersProps) {
  const [busy, setBusy] = useState(false);
  const [same, setSame] = useState(true);
  const [probe, setProbe] = useState(true);
  const [trouble, setTrouble] = useState('');
  const { imap, smtp } = connection;
  const setImap = (login: Login) =>
    change({ ...connection, imap: login, smtp: same ? { ...smtp, user: login.user, password: login.password } : smtp });
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await testMailbox(connection, probe);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') tested(answer.value);
  };
  const keyed = connection.signIn === undefined;
  return (
    <div class="form">
      {keyed && advice && <p class="reason">{advice}</p>}
      {keyed ? (
        <details class="card" open={oauth !== null}>
          <summary>Sign in with {oauth ? PROVIDER_NAMES[oauth] : 'a provider (OAuth 2.0)'}</summary>
          <SignIn provider={oauth ?? 'custom'} address={connection.address} />
        </details>
      ) : (
        <p class="reason">Signed in: Heed needs no password of this mailbox.</p>
      )}
      <form class="form" onSubmit={submit}>
        <div class="two">
          <Field
            label="User name"
            autocomplete="off"
            required
            value={imap.user}
            set={(user) => setImap({ ...imap, user })}
          />
          {keyed && (
            <Field
              label="Password"
              type="password"
              autocomplete="off"
              required
              value={imap.password}
              set={(password) => setImap({ ...imap, password })}
            />
          )}
        </div>
        <ServerFields name="Incoming (IMAP)" login={imap} set={setImap} />
        <ServerFields name="Outgoing (SMTP)" login={smtp} set={(login) => change({ ...connection, smtp: login })} />
        {keyed && (
          <label class="check">
            <input type="checkbox" checked={same} onChange={(event) => setSame(event.currentTarget.checked)} />
            The same user and password send mail
          </label>
        )}
        {!same && (
          <div class="two">
            <Field
              label="User name to send"
              required
              value={smtp.user}
              set={(user) => change({ ...connection, smtp: { ...smtp, user } })}
            />
            <Field
              label="Password to send"
              type="password"
              autocomplete="off"
              required
              value={smtp.password}
              set={(password) => change({ ...connection, smtp: { ...smtp, password } })}
            />
          </div>
        )}
        <label class="check">
          <input type="checkbox" checked={probe} onChange={(event) => setProbe(event.currentTarget.checked)} />
          Send a mail to the mailbox itself, to learn whether its provider keeps sent mail
        </label>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? 'Testing…' : 'Test'}
          </button>
          <span class="quiet">
            Really signs in to both{probe ? ' and sends that one mail' : ', and sends nothing'}.
          </span>
        </div>
      </form>
    </div>
  );
}

const ENCRYPTION = [
  ['tls', 'From the start (TLS)'],
  ['starttls', 'After a greeting (STARTTLS)'],
] as const;

function ServerFields({ name, login, set }: { name: string; login: Login; set: (login: Login) => void }) {
  return (
    <fieldset>
      <legend class="label">{name}</legend>
      <div class="server">
        <Field label="Server" required value={login.host} set={(host) => set({ ...login, host: host.trim() })} />
        <Field
          label="Port"
          type="number"
          min={1}
          max={65535}
          required
          value={String(login.port)}
          set={(port) => set({ ...login, port: Number(port) })}
        />
        <Pick
          label="Encryption"
          value={login.tls ? 'tls' : 'starttls'}
          options={ENCRYPTION}
          set={(chosen) => set({ ...login, tls: chosen === 'tls' })}
        />
      </div>
    </fieldset>
  );
}
