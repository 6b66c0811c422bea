import { useEffect, useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import {
  beginSignIn,
  type Client,
  type Endpoints,
  keepClient,
  PROVIDER_NAMES,
  type Provider,
  readClients,
  readSignIn,
} from '../state/oauth.ts';
import { go } from '../state/route.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** Where a sign-in that is done goes on; the provider's browser comes back there, too. */
const doneAt = (id: number): string => `/app/admin/mailboxes/signed-in/${id}`;

/** Signing in with the provider of an address: how the desk is known there, then a browser or a code. */
export function SignIn({ provider, address }: { provider: Provider; address: string }) {
  const { answer, again } = useAnswer(readClients);
  const [changing, setChanging] = useState(false);
  if (answer?.is !== 'good') return <NotYet answer={answer} again={again} />;
  const client = answer.value.clients.find((one) => one.provider === provider);
  const kept = () => {
    setChanging(false);
    again();
  };
  if (!client || changing)
    return <ClientForm provider={provider} before={client} redirect={answer.value.redirect} kept={kept} />;
  return (
    <div class="form">
      <Ways client={client} address={address} />
      <p>
        <button type="button" class="button small" onClick={() => setChanging(true)}>
          Change the client ID or secret
        </button>
      </p>
    </div>
  );
}

type Code = { id: number; code: string; at: string; everySeconds: number };

function Ways({ client, address }: { client: Client; address: string }) {
  const { provider, ways } = client;
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [code, setCode] = useState<Code | null>(null);
  const begin = async (way: 'browser' | 'device') => {
    setBusy(true);
    const answer = await beginSignIn(provider, address, way);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    if (answer.value.way === 'browser') location.assign(answer.value.url);
    else setCode(answer.value);
  };
  if (code) return <TypeCode {...code} failed={setTrouble} over={() => setCode(null)} />;
  return (
    <>
      <Trouble words={trouble} />
      {ways.length === 0 && (
        <p class="reason">
          A browser comes back from there to https addresses only. Set BASE_URL to one, or open Heed on its own machine
          as http://localhost.
        </p>
      )}
      <div class="actions">
        {ways.map((way, at) => (
          <button
            key={way}
            type="button"
            class={at === 0 ? 'button primary' : 'button'}
            disabled={busy}
            onClick={() => void begin(way)}
          >
            {way === 'browser' ? `Sign in with ${PROVIDER_NAMES[provider]}` : 'Sign in by a code'}
          </button>
        ))}
      </div>
    </>
  );
}

/** A code for another device; asks as often as the provider allows whether it was typed. */
function TypeCode({
  id,
  code,
  at,
  everySeconds,
  failed,
  over,
}: Code & { failed: (words: string) => void; over: () => void }) {
  useEffect(() => {
    const timer = setInterval(async () => {
      const answer = await readSignIn(id);
      if (answer.is === 'lost' || (answer.is === 'good' && answer.value.status === 'waiting')) return;
      if (answer.is === 'good' && answer.value.status === 'done') return go(doneAt(id));
      failed(answer.is === 'good' ? (answer.value.trouble ?? '') : troubleOf(answer));
      over();
    }, everySeconds * 1000);
    return () => clearInterval(timer);
  }, [id, everySeconds]);
  return (
    <div class="card" role="status">
      <p>
        Open{' '}
        <a href={at} target="_blank" rel="noreferrer">
          {at}
        </a>{' '}
        on any device, sign in as the mailbox and type this code:
      </p>
      <p>
        <strong>{code}</strong>
      </p>
      <p class="quiet">This page goes on by itself.</p>
    </div>
  );
}

const WHERE: Record<Provider, string> = {
  google:
    'In Google Cloud, switch on the Gmail API and make an OAuth client of the kind “Web application”. Enter its client ID and secret here.',
  microsoft:
    'In Microsoft Entra, register an application with the permissions IMAP.AccessAsUser.All, SMTP.Send and offline_access. Enter its application ID here, and a client secret with its last day.',
  custom: 'Your provider registers this desk as a client. Enter what it gave you.',
};

const NO_ENDPOINTS: Endpoints = { authorize: '', token: '', device: '', scopes: '' };

type ClientProps = { provider: Provider; before: Client | undefined; redirect: string; kept: () => void };

function ClientForm({ provider, before, redirect, kept }: ClientProps) {
  const [clientId, setClientId] = useState(before?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [endsOn, setEndsOn] = useState('');
  const [tenant, setTenant] = useState('');
  const [endpoints, setEndpoints] = useState(before?.endpoints ?? NO_ENDPOINTS);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const client = { clientId, secret, secretEndsOn: endsOn || null, tenant };
    const answer = await keepClient(provider, provider === 'custom' ? { ...client, endpoints } : client);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') kept();
  };
  return (
    <form class="form" onSubmit={submit}>
      <p class="reason">
        {WHERE[provider]} The address to come back to is <code class="wrap">{redirect}</code>
      </p>
      <div class="two">
        <Field label="Client ID" autocomplete="off" required value={clientId} set={setClientId} />
        <Field
          label="Client secret"
          type="password"
          autocomplete="off"
          hint={before?.hasSecret ? 'Empty: the one that is there stays.' : ''}
          value={secret}
          set={setSecret}
        />
        <Field
          label="Last day of the secret"
          type="date"
          hint={
            before?.secretEndsAt
              ? 'Empty: the day that is there stays.'
              : 'You are told two weeks before. Empty: it does not end.'
          }
          value={endsOn}
          set={setEndsOn}
        />
        {provider === 'microsoft' && (
          <Field
            label="Directory (tenant) ID"
            hint="Empty: the application is for accounts of any company."
            value={tenant}
            set={setTenant}
          />
        )}
      </div>
      {provider === 'custom' && <EndpointFields endpoints={endpoints} set={setEndpoints} />}
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Saving…' : 'Save and go on'}
        </button>
      </div>
    </form>
  );
}

function EndpointFields({ endpoints, set }: { endpoints: Endpoints; set: (endpoints: Endpoints) => void }) {
  const put = (name: keyof Endpoints) => (value: string) => set({ ...endpoints, [name]: value });
  return (
    <>
      <Field label="Authorization endpoint" type="url" required value={endpoints.authorize} set={put('authorize')} />
      <Field label="Token endpoint" type="url" required value={endpoints.token} set={put('token')} />
      <Field
        label="Device endpoint"
        type="url"
        hint="Empty: there is none."
        value={endpoints.device}
        set={put('device')}
      />
      <Field label="Scopes" required hint="Separated by spaces." value={endpoints.scopes} set={put('scopes')} />
    </>
  );
}
