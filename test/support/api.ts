import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { hashPassword } from '../../gateway/account/password.ts';
import { startSession } from '../../gateway/account/sessions.ts';
import { createApi } from '../../gateway/api/app.ts';
import type { ApiDeps } from '../../gateway/api/deps.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { DEFAULT_PRACTICE } from '../../gateway/desk/practice.ts';
import { openLive } from '../../gateway/live.ts';
import { openSandbox, type Sandbox } from '../../gateway/mail/sandbox.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { addAgent, type Role } from '../../gateway/store/agents.ts';
import type { Db } from '../../gateway/store/db.ts';
import { folderBlobs } from '../../gateway/store/folder-blobs.ts';

export const HOME = 'http://localhost:3000';
export const PASSWORD = 'a long walk by the sea';

/** The API on a database, as an entry would make it; `faults` holds what it logged. */
export async function apiOn(db: Db, changed: Partial<ApiDeps> = {}) {
  const faults: unknown[] = [];
  const live = openLive();
  const deps: ApiDeps = {
    db,
    blobs: await folderBlobs(await mkdtemp(join(inject('folder'), 'blobs-'))),
    secrets: secretsOf('a key of the tests that is long enough'),
    policy: async () => DEFAULT_POLICY,
    practice: async () => DEFAULT_PRACTICE,
    forgetSettings: () => {},
    live,
    config: { baseUrl: new URL(HOME), trustProxy: 0 },
    remoteAddress: () => '192.0.2.7',
    mail: null,
    signIns: null,
    devices: null,
    health: { check: async () => undefined, obstacles: async () => [] },
    log: { error: (fields) => faults.push(fields) },
    ...changed,
  };
  return { api: createApi(deps), deps, live, faults };
}

export type Api = Awaited<ReturnType<typeof apiOn>>['api'];

export type Question = {
  body?: unknown;
  key?: string;
  seq?: number;
  headers?: Record<string, string>;
};

export type Answer = { status: number; headers: Headers; body: unknown; at: (path: string) => unknown };

type Asked = { request(url: string, init?: RequestInit): Response | Promise<Response> };

/** A browser: it keeps its cookie and says where it comes from. */
export function browser(api: Asked, cookie: string | null = null) {
  let jar = cookie;
  const ask = async (
    method: string,
    path: string,
    { body, key, seq, headers = {} }: Question = {},
  ): Promise<Answer> => {
    const init: RequestInit = { method, headers: { origin: HOME, 'sec-fetch-site': 'same-origin', ...headers } };
    const sent = new Headers(init.headers);
    if (jar) sent.set('cookie', jar);
    if (key !== undefined) sent.set('idempotency-key', key);
    if (seq !== undefined) sent.set('if-match', `"${seq}"`);
    if (body instanceof Uint8Array) init.body = Uint8Array.from(body);
    else if (body !== undefined) {
      init.body = JSON.stringify(body);
      if (!sent.has('content-type')) sent.set('content-type', 'application/json');
    }
    const response = await api.request(`${HOME}${path}`, { ...init, headers: sent });
    const set = response.headers.get('set-cookie');
    if (set) jar = /^[^=]+=;/.test(set) || /max-age=0/i.test(set) ? null : (set.split(';')[0] ?? null);
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: json, at: (keys) => reach(json, keys) };
  };
  return {
    ask,
    get: (path: string, question?: Question) => ask('GET', path, question),
    post: (path: string, question?: Question) => ask('POST', path, question),
    put: (path: string, question?: Question) => ask('PUT', path, question),
    remove: (path: string, question?: Question) => ask('DELETE', path, question),
    cookie: () => jar,
    /** A write with a key of its own. */
    write: (method: 'POST' | 'PUT', path: string, seq: number | undefined, body: unknown = {}) =>
      ask(method, path, { body, key: crypto.randomUUID(), ...(seq === undefined ? {} : { seq }) }),
  };
}

export type Browser = ReturnType<typeof browser>;

function reach(value: unknown, keys: string): unknown {
  return keys
    .split('.')
    .reduce<unknown>((at, key) => (at === null || at === undefined ? undefined : Reflect.get(Object(at), key)), value);
}

let hashed: Promise<string> | null = null;

/** An agent who exists, and a browser that is signed in as them. */
export async function signedIn(db: Db, api: Api, name: string, role: Role = 'agent') {
  hashed ??= hashPassword(PASSWORD, '');
  const address = `${name.toLowerCase()}@desk.example`;
  const id = await addAgent(db, { name, address, role, passwordHash: await hashed });
  if (id === null) throw new Error(`${name} exists`);
  return { id, address, ...browser(api, `heed=${await startSession(db, id, 'a browser of the tests')}`) };
}

/** Turns the house's clock by so many milliseconds from the real one. */
export async function turnClock(db: Db, by: number): Promise<void> {
  await sql
    .raw(`create or replace function heed_now() returns instant language sql stable as
      $$ select (extract(epoch from clock_timestamp()) * 1000 + ${Math.round(by)})::bigint::instant $$`)
    .execute(db);
}

export type Mail = {
  ticketId: number;
  from?: string;
  name?: string;
  visible?: string;
  html?: string;
  held?: boolean;
  messageId?: string;
};

/** A mail on a ticket, as the receiving story leaves it. */
export async function mailOn(db: Db, mail: Mail): Promise<{ messageId: number; ledgerId: number }> {
  const { rows } = await sql<{ messageId: number; ledgerId: number }>`
    with s as (insert into source (kind, folder) values ('push', ${crypto.randomUUID()}) returning id),
    l as (insert into ledger (source_id, key, sha256, size, disposition, decided_at, ticket_id)
      select s.id, 'k', ${'0'.repeat(64)}, 10, 'joined', heed_now(), ${mail.ticketId} from s returning id),
    m as (insert into message (ticket_id, ledger_id, kind, from_name, from_address, subject, visible, html, message_id, held_at, evidence, at)
      select ${mail.ticketId}, l.id, 'mail', ${mail.name ?? ''}, ${mail.from ?? 'ada@kite.example'}, 'Re: the printer',
        ${mail.visible ?? 'Words.'}, ${mail.html ?? null}, ${mail.messageId ?? null},
        case when ${mail.held ?? false} then heed_now() end, '{"evidence": "token", "participant": true}', heed_now()
      from l returning id, ledger_id)
    select id as "messageId", ledger_id as "ledgerId" from m`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('no mail');
  return row;
}

let tickets = 0;

/** A ticket that an agent opens; its row. */
export async function ticketBy(agent: Browser, said: object = {}): Promise<{ id: number; seq: number }> {
  tickets += 1;
  const answer = await agent.write('POST', '/api/tickets', undefined, {
    requester: { address: 'ada@kite.example', name: 'Ada Kite' },
    subject: `The printer is on fire (${tickets})`,
    text: 'It smokes.',
    ...said,
  });
  if (answer.status !== 200) throw new Error(`a ticket was not opened: ${JSON.stringify(answer.body)}`);
  return { id: Number(answer.at('id')), seq: Number(answer.at('ticket.seq')) };
}

/** A sandbox on ports and in a folder of its own. */
export const freshSandbox = async (): Promise<Sandbox> =>
  openSandbox({
    dir: await mkdtemp(join(inject('folder'), 'sandbox-')),
    smtpPort: 0,
    address: 'support@desk.example',
  });
