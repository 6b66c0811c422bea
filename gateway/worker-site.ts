import { createApi } from './api/app.ts';
import type { MailEdge } from './api/deps.ts';
import { DeskError } from './desk/error.ts';
import { readSent } from './wiring/read-sent.ts';
import { type AppFile, appPath, keptFor, site } from './wiring/site.ts';
import { checkWorker } from './worker-check.ts';
import type { Invocation, WorkerEnv } from './worker-env.ts';
import { getReady, logFault, type Opened, openWorker } from './worker-open.ts';

/** API and app of one request. The app itself comes also while the database is away. */
export async function answer(request: Request, env: WorkerEnv, invocation: Invocation): Promise<Response> {
  try {
    const heed = openWorker(env);
    const close = () => heed[Symbol.asyncDispose]();
    try {
      if (ASKS_THE_DESK.test(new URL(request.url).pathname)) await getReady(heed, env, { mayMigrate: false });
      const root = site(apiOf(heed, env), fileOf(env), () => pageOf(env));
      const { response, ended } = watched(await root.fetch(request));
      invocation.waitUntil(ended.then(close));
      return response;
    } catch (error) {
      invocation.waitUntil(close());
      throw error;
    }
  } catch (error) {
    logFault(error, 'the Worker is not ready to answer');
    return notReady();
  }
}

/** Paths that the database answers; all others are files of the app. */
const ASKS_THE_DESK = /^\/(?:api\/|app\/m\/|healthz$)/;

function apiOf(heed: Opened, env: WorkerEnv) {
  return createApi({
    ...heed,
    mail: MAIL_EDGE,
    signIns: null,
    devices: null,
    health: { check: () => checkWorker(heed, env), obstacles: async () => [] },
    remoteAddress: (c) => c.req.header('CF-Connecting-IP') ?? null,
  });
}

const noServers = async (): Promise<never> => {
  throw new DeskError(
    'invalid',
    'This gateway reads no mailbox: its mail is handed to it, and MAIL_ADDRESS and SMTP_URL name the rest.',
  );
};

const MAIL_EDGE: MailEdge = {
  findServers: noServers,
  testMailbox: noServers,
  countHistory: noServers,
  sendExamples: noServers,
  readSent,
};

const asset = ({ ASSETS }: WorkerEnv, path: string): Promise<Response> =>
  ASSETS.fetch(new Request(new URL(path, 'https://assets.example')));

function fileOf(env: WorkerEnv): AppFile {
  return async (c, next) => {
    const found = await asset(env, appPath(c.req.path));
    if (found.status !== 200) return next();
    const response = new Response(found.body, found);
    response.headers.set('Cache-Control', keptFor(c.req.path));
    return response;
  };
}

const pageOf = async (env: WorkerEnv): Promise<string> => (await asset(env, '/index.html')).text();

/** An answer and its end: only a live stream goes on after it was given, until its next frame finds no reader. */
function watched(response: Response): { response: Response; ended: Promise<void> } {
  const live = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
  if (!live || response.body === null) return { response, ended: Promise.resolve() };
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const ended = response.body.pipeTo(writable).catch(() => undefined);
  return { response: new Response(readable, response), ended };
}

/** What is wrong stands in the log, for whoever looks after the Worker. */
const notReady = (): Response =>
  Response.json(
    { error: { code: 'unavailable', message: 'The desk is being brought up to date. Try again in a minute.' } },
    { status: 503, headers: { 'Retry-After': '60', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } },
  );
