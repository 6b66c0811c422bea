import type { Attempt, OutgoingMail } from './attempt.ts';
import { connectLine, type Line, type Patience } from './smtp-line.ts';
import type { SmtpServer } from './smtp-server.ts';

export type { Attempt, OutgoingMail, Rejection } from './attempt.ts';

export type Sender = {
  /** Never rejects: failures of the world are Attempts. The bytes go out as they are; only line ends become CRLF. */
  send(mail: OutgoingMail): Promise<Attempt>;
  /** Ends idle connections; a mail on its way is finished, one still waiting is `temporary`. */
  close(): void;
};

/** Opens a way out: so many connections at once, each used for many mails, so a slow greeting is paid once. */
export function openSender(server: SmtpServer, connections = MAX_CONNECTIONS, patience?: Patience): Sender {
  const idle: Line[] = [];
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  const takeTurn = async () => {
    if (busy >= connections) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const passTurn = () => {
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };
  const takeIdle = (): Line | undefined => {
    const line = idle.pop();
    return line && !line.alive() ? takeIdle() : line;
  };
  const putBack = (line: Line) => {
    if (closed || line.carried() >= MAX_MAILS_PER_CONNECTION || !line.alive()) return line.quit();
    idle.push(line);
    line.quitAfter(MAX_IDLE);
  };

  /** Tries kept connections first: one that the server ended meanwhile says nothing about the mail. */
  const attempt = async (mail: OutgoingMail): Promise<Attempt> => {
    if (closed) return STOPPING;
    const kept = takeIdle();
    const line = kept ?? (await connectLine(server, patience));
    if ('sent' in line) return line;
    const result = await line.carry(mail);
    putBack(line);
    return kept && wentStale(result) ? attempt(mail) : result;
  };

  return {
    async send(mail) {
      await takeTurn();
      try {
        if (mail.beginBefore !== undefined && performance.now() > mail.beginBefore) return TOO_LATE;
        return await attempt(mail);
      } finally {
        passTurn();
      }
    },
    close() {
      closed = true;
      for (const line of idle.splice(0)) line.quit();
    },
  };
}

// More gain nothing at a relay of ordinary speed (five: 2,800 mails/s), and many relays allow ten per customer.
const MAX_CONNECTIONS = 5;

// Postfix and others end a session at about a hundred mails; we end it first.
const MAX_MAILS_PER_CONNECTION = 100;

// Milliseconds. Relays count idle sessions against their customers.
const MAX_IDLE = 10_000;

// RFC 5321 3.8: the server ends the session, whatever the mail.
const SERVICE_CLOSING = 421;

function wentStale(attempt: Attempt): boolean {
  if (attempt.sent || attempt.outcome !== 'temporary' || attempt.stage === 'data') return false;
  return attempt.code === null || attempt.code === SERVICE_CLOSING;
}

const unbegun = (words: string): Attempt => ({
  sent: false,
  outcome: 'temporary',
  stage: 'connect',
  code: null,
  words,
  rejected: [],
});

const STOPPING = unbegun('Heed is stopping.');
const TOO_LATE = unbegun('The server was too slow with the mails before it.');
