import { Readable } from 'node:stream';
import type { NodemailerError } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Attempt, OutgoingMail, Rejection, Stage } from './attempt.ts';
import { isLoopback, type SmtpServer } from './smtp-server.ts';
import { BEARER, signInByToken, tryTokens } from './smtp-token.ts';
import { troubleWords } from './trouble.ts';

/** One open, signed-in SMTP session. */
export type Line = {
  alive(): boolean;
  /** How many mails went over it. */
  carried(): number;
  /** One mail at a time. Afterwards the line is ready for the next, or no longer alive. */
  carry(mail: OutgoingMail): Promise<Attempt>;
  /** Ends the session in good manners; a line already gone is fine. */
  quit(): void;
  /** Quits unless a mail comes within these milliseconds. */
  quitAfter(milliseconds: number): void;
};

type Failed = Extract<Attempt, { sent: false }>;

/** Connects and signs in. No mail was spoken of when this fails, so every failure is temporary. */
export async function connectLine(server: SmtpServer, patience = PATIENCE): Promise<Line | Failed> {
  const session = await openSession(server, {}, patience);
  return 'sent' in session ? session : lineOver(session, server, patience);
}

/** A signed-in session to speak over as one likes; `commands` are nodemailer's own-authentication handlers. */
export async function openSession(
  server: SmtpServer,
  commands: Commands = {},
  patience = PATIENCE,
): Promise<SMTPConnection | Failed> {
  if (server.security === 'none' && !isLoopback(server.host)) {
    return failed(
      'connect',
      `Mail to ${server.host} must be encrypted: only this machine itself is spoken to in clear.`,
    );
  }
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    connectionTimeout: CONNECT_PATIENCE,
    greetingTimeout: CONNECT_PATIENCE,
    socketTimeout: patience.answer,
    customAuth: { ...commands, [BEARER]: signInByToken },
  });
  // Errors reach the call they broke; between calls, an ended session is only a line that is no longer alive.
  connection.on('error', () => {});
  const late = setTimeout(() => connection.close(), patience.session);
  connection.once('end', () => clearTimeout(late));

  const trouble = await finished(connection, (done) => connection.connect(done));
  if (trouble) {
    connection.close();
    return failed('connect', answerWords(trouble, server), trouble);
  }
  const { user, password, token } = server;
  if (user === null) {
    clearTimeout(late);
    return connection;
  }
  const signIn = (login: Login) => finished(connection, (done) => connection.login(login, done));
  const refusal = token
    ? await tryTokens(token, (pass) =>
        signIn({ method: BEARER, user, pass, options: { host: server.host, port: server.port } }),
      )
    : await signIn({ user, pass: password ?? '' });
  if (refusal) {
    connection.close();
    return failed('login', answerWords(refusal, server), refusal);
  }
  clearTimeout(late);
  return connection;
}

type Login = Parameters<SMTPConnection['login']>[0];

type Commands = NonNullable<ConstructorParameters<typeof SMTPConnection>[0]>['customAuth'] & object;

// Milliseconds. A relay that takes longer to greet is in trouble; the mail is tried again.
const CONNECT_PATIENCE = 30_000;

/** How long a server may take, in milliseconds: to greet and sign in, for one answer, and for a mail from end to end. */
export type Patience = { session: number; answer: number; mail: number };

const PATIENCE: Patience = {
  session: 120_000,
  // RFC 5321 4.5.3.2.6: ten minutes for the answer after the final dot. Giving up earlier doubles mail.
  answer: 600_000,
  // A server that says one letter at a time is never silent.
  mail: 660_000,
};

function lineOver(connection: SMTPConnection, server: SmtpServer, patience: Patience): Line {
  let carried = 0;
  let broken = false;
  let idleTimer: NodeJS.Timeout | undefined;
  connection.once('end', () => {
    broken = true;
    clearTimeout(idleTimer);
  });

  const quit = () => {
    clearTimeout(idleTimer);
    if (!broken) connection.quit();
    broken = true;
  };

  return {
    alive: () => !broken,
    carried: () => carried,
    quit,
    quitAfter(milliseconds) {
      idleTimer = setTimeout(quit, milliseconds);
      idleTimer.unref();
    },
    async carry({ envelope, bytes }) {
      clearTimeout(idleTimer);
      carried += 1;
      const talk = await say(connection, { envelope, bytes }, patience.mail);
      if ('info' in talk) return success(talk.info);
      const attempt = outcomeOf(talk.error, talk.bodyBegan, server);
      const mayGoOn = attempt.code !== null && attempt.code !== SERVICE_CLOSING && !talk.bodyBegan;
      if (!mayGoOn || (await finished(connection, (done) => connection.reset(done)))) {
        broken = true;
        connection.close();
      }
      return attempt;
    },
  };
}

// RFC 5321 3.8
const SERVICE_CLOSING = 421;

type SendInfo = Parameters<Parameters<SMTPConnection['send']>[2]>[1];
type Talk = { info: NonNullable<SendInfo> } | { error: NodemailerError; bodyBegan: boolean };

/** nodemailer's errors do not say in which phase a session died; that the body was asked for, we see ourselves. */
function say(connection: SMTPConnection, { envelope, bytes }: OutgoingMail, patience: number): Promise<Talk> {
  let bodyBegan = false;
  const body = new Readable({
    read() {
      bodyBegan = true;
      this.push(bytes);
      this.push(null);
    },
  });
  const use8BitMime = bytes.some((byte) => byte > 127);
  return new Promise((resolve) => {
    const broken = (error: NodemailerError) => {
      clearTimeout(late);
      body.destroy();
      resolve({ error, bodyBegan });
    };
    const late = setTimeout(() => {
      broken(Object.assign(new Error('Too slow'), { code: 'SOCKET_TIMEOUT' }));
      connection.close();
    }, patience);
    connection.send({ ...envelope, size: bytes.byteLength, use8BitMime }, body, (error, info) => {
      if (error || !info) return broken(error ?? new Error('no answer'));
      clearTimeout(late);
      resolve({ info });
    });
  });
}

function success(info: NonNullable<SendInfo>): Attempt {
  return {
    sent: true,
    response: info.response,
    seenMessageId: info.serverMessageId ?? null,
    rejected: (info.rejectedErrors ?? []).map(rejectionOf),
  };
}

function outcomeOf(error: NodemailerError, bodyBegan: boolean, server: SmtpServer): Failed {
  const stage = bodyBegan ? 'data' : stageOf(error);
  const rejected = (error.rejectedErrors ?? []).map(rejectionOf);
  const code = codeOf(error);
  const outcome =
    code !== null
      ? code < 500
        ? 'temporary'
        : 'refused'
      : bodyBegan
        ? 'unknown'
        : refusedByUs(error)
          ? 'refused'
          : 'temporary';
  return { sent: false, outcome, stage, code, words: answerWords(error, server), rejected };
}

function stageOf({ command }: NodemailerError): Stage {
  if (command === 'RCPT TO') return 'recipients';
  return command === 'DATA' ? 'data' : 'sender';
}

/** Only a whole SMTP failure code is an answer. */
function codeOf({ responseCode }: NodemailerError): number | null {
  return responseCode !== undefined && responseCode >= 400 && responseCode <= 599 ? responseCode : null;
}

/** nodemailer itself refuses what can never go: an address that is none, a mail above the size the server named. */
const refusedByUs = ({ code }: NodemailerError) => code === 'EENVELOPE' || code === 'EMESSAGE';

function rejectionOf(error: NodemailerError): Rejection {
  return { address: error.recipient ?? '', code: codeOf(error), words: error.response ?? error.message };
}

function answerWords(error: NodemailerError, server: SmtpServer): string {
  return error.response ? `${server.host} answered: ${error.response}` : troubleWords(error, server);
}

function failed(stage: Stage, words: string, error?: NodemailerError): Failed {
  return { sent: false, outcome: 'temporary', stage, code: error ? codeOf(error) : null, words, rejected: [] };
}

/** The error a call ended with, or null. A session that breaks says so by event and may never call back. */
export function finished(
  connection: SMTPConnection,
  start: (done: (error?: NodemailerError | null) => void) => void,
): Promise<NodemailerError | null> {
  return new Promise((resolve) => {
    const done = (error?: NodemailerError | null) => {
      connection.off('error', done);
      connection.off('end', ended);
      resolve(error ?? null);
    };
    const ended = () => done(Object.assign(new Error('Connection closed'), { code: 'ECONNECTION' }));
    connection.once('error', done);
    connection.once('end', ended);
    start(done);
  });
}
