import { ImapFlow } from 'imapflow';
import { authOf } from './imap.ts';
import { triesNullSender } from './null-sender.ts';
import { adviceForHost } from './providers.ts';
import { isLoopback, smtpServerOf } from './smtp-server.ts';
import { isCertificateTrouble, troubleWords } from './trouble.ts';

export type MailboxServer = { host: string; port: number; tls: boolean; user: string; password: string };

export type MailboxTest = {
  /** Whether mail can be read and sent. */
  ok: boolean;
  /** What was tried, in order, with words for a person. Nothing after a failure that makes it pointless. */
  steps: { what: string; ok: boolean; words: string }[];
  folders: string[];
  junkFolder: string | null;
  sentFolder: string | null;
  /** Mails in INBOX already; null when it could not be opened. */
  inboxCount: number | null;
  /** The host whose Authentication-Results stand topmost on the newest mails (RFC 8601), to be confirmed by a person. */
  authservId: string | null;
  takesNullSender: boolean | null;
};

/**
 * Really signs in to both servers of a mailbox and looks around; changes nothing and sends no mail. Never rejects.
 * `accessToken` is shown in place of both passwords.
 */
export async function testMailbox(
  settings: { address: string; imap: MailboxServer; smtp: MailboxServer },
  accessToken?: string,
): Promise<MailboxTest> {
  const [reading, sending] = await Promise.all([
    tryReading(settings.imap, accessToken),
    trySending(settings.smtp, settings.address, accessToken),
  ]);
  return {
    ok: reading.inboxCount !== null && sending.ok,
    steps: [...reading.steps, ...sending.steps],
    folders: reading.folders,
    junkFolder: reading.junkFolder,
    sentFolder: reading.sentFolder,
    inboxCount: reading.inboxCount,
    authservId: reading.authservId,
    takesNullSender: sending.takesNullSender,
  };
}

type Reading = Pick<MailboxTest, 'steps' | 'folders' | 'junkFolder' | 'sentFolder' | 'inboxCount' | 'authservId'>;
type Sending = Pick<MailboxTest, 'ok' | 'steps' | 'takesNullSender'>;

// Milliseconds. A person waits at the button; a server that takes longer is reported as silent.
const CONNECT_PATIENCE = 15_000;
const ANSWER_PATIENCE = 30_000;

async function tryReading(server: MailboxServer, accessToken: string | undefined): Promise<Reading> {
  const found: Reading = {
    steps: [],
    folders: [],
    junkFolder: null,
    sentFolder: null,
    inboxCount: null,
    authservId: null,
  };
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.tls,
    // No password in clear, except where there is no wire.
    doSTARTTLS: server.tls ? undefined : !isLoopback(server.host),
    auth: authOf({ ...server, accessToken }),
    connectionTimeout: CONNECT_PATIENCE,
    greetingTimeout: CONNECT_PATIENCE,
    socketTimeout: ANSWER_PATIENCE,
    logger: false,
  });
  // Each also rejects the call it broke.
  client.on('error', () => {});
  const step = (what: string, ok: boolean, words: string) => found.steps.push({ what, ok, words });

  const signIn = `Sign in to read mail at ${server.host}`;
  try {
    await client.connect();
    step(signIn, true, `Signed in as ${server.user}.`);
  } catch (error) {
    client.close();
    step(signIn, false, imapWords(error, server));
    return found;
  }
  try {
    await lookAround(client, found, step);
  } catch (error) {
    step('Open INBOX', false, imapWords(error, server));
  }
  await client.logout().catch(() => client.close());
  return found;
}

async function lookAround(client: ImapFlow, found: Reading, step: (what: string, ok: boolean, words: string) => void) {
  const folders = await client.list();
  found.folders = folders.map(({ path }) => path);
  found.junkFolder = folders.find(({ specialUse }) => specialUse === '\\Junk')?.path ?? null;
  found.sentFolder = folders.find(({ specialUse }) => specialUse === '\\Sent')?.path ?? null;
  const junk = found.junkFolder ? `junk mail is in ${found.junkFolder}` : 'no folder is marked as junk mail';
  step('Find the folders', true, `${folders.length} folders; ${junk}.`);

  const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
  found.authservId = exists === 0 ? null : await trustedHost(client, exists);
  found.inboxCount = exists;
  step('Open INBOX', true, exists === 1 ? '1 mail is there already.' : `${exists} mails are there already.`);
}

// Enough to outvote a few mails that came another way.
const NEWEST = 20;

/** The name most of the newest mails carry on top; each receiving server puts its own line above the others. */
async function trustedHost(client: ImapFlow, exists: number): Promise<string | null> {
  const votes = new Map<string, number>();
  const range = `${Math.max(1, exists - NEWEST + 1)}:*`;
  for await (const { headers } of client.fetch(range, { headers: ['authentication-results'] })) {
    const host = authservIdIn(headers?.toString('latin1') ?? '');
    if (host) votes.set(host, (votes.get(host) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** RFC 8601 2.2: the first word of the line, after comments. */
function authservIdIn(headers: string): string | null {
  const unfolded = headers.replace(/\r?\n[ \t]+/g, ' ');
  const value = /^authentication-results:(.*)$/im.exec(unfolded)?.[1] ?? '';
  return /^(?:\s|\([^()]*\))*"?([\w.:-]+)/.exec(value)?.[1]?.toLowerCase() ?? null;
}

function imapWords(error: unknown, server: MailboxServer): string {
  const { authenticationFailed, responseText } = error as { authenticationFailed?: boolean; responseText?: string };
  if (authenticationFailed) return refusedWords(server, responseText ?? 'no');
  return responseText
    ? `${server.host} answered: ${responseText}`
    : certificateHint(error, troubleWords(error, server));
}

function refusedWords(server: { host: string }, said: string): string {
  const advice =
    adviceForHost(server.host) ?? 'Check both; some providers want a password of its own for mail programs.';
  return `${server.host} does not take this user name and password ("${said}"). ${advice}`;
}

const certificateHint = (error: unknown, words: string): string =>
  isCertificateTrouble(error) ? `${words} Heed gives a password only to a server that can prove its name.` : words;

async function trySending(settings: MailboxServer, address: string, accessToken?: string): Promise<Sending> {
  const what = `Sign in to send mail at ${settings.host}`;
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(address)) {
    return { ok: false, takesNullSender: null, steps: [{ what, ok: false, words: `${address} is no mail address.` }] };
  }
  const token = accessToken === undefined ? undefined : async () => accessToken;
  const answer = await triesNullSender(smtpServerOf(settings, settings.password, token), address);
  if ('trouble' in answer) {
    const words = answer.login ? refusedWords(settings, answer.trouble) : answer.trouble;
    return { ok: false, takesNullSender: null, steps: [{ what, ok: false, words }] };
  }
  const signedIn = { what, ok: true, words: settings.user === '' ? 'Connected.' : `Signed in as ${settings.user}.` };
  return { ok: true, takesNullSender: answer.takes, steps: [signedIn, nullSenderStep(answer)] };
}

function nullSenderStep({ takes, words }: { takes: boolean | null; words: string }) {
  const what = 'Ask whether automatic mail may go out without a return address';
  if (takes === true) return { what, ok: true, words: 'It may.' };
  if (takes === false)
    return { what, ok: true, words: `It may not (${words}). Automatic mail goes out from the mailbox's own address.` };
  return { what, ok: true, words: `No clear answer (${words}). Heed finds out with the first mail.` };
}
