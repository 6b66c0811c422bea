import { type FetchMessageObject, ImapFlow } from 'imapflow';
import { asInstant, type Instant } from '../desk/instant.ts';
import { joined, rangesOf, readRanges, type UidRange, writeRanges } from '../desk/uids.ts';
import { adviceForHost } from './providers.ts';
import { idsOf } from './scan.ts';
import { isLoopback } from './smtp-server.ts';
import { troubleWords } from './trouble.ts';

/** With `accessToken` the mailbox is signed in to by its provider's grant, and there is no password. */
export type ImapLogin = {
  host: string;
  port: number;
  tls: boolean;
  user: string;
  password: string;
  accessToken?: string | undefined;
};

/** `uidNext` is null, and `uidValidity` "0", where a server tells none; `oddity` says so in words for an admin. */
export type FolderState = { uidValidity: string; uidNext: number | null; messages: number; oddity: string | null };
export type MailShape = { uid: number; size: number; internalDate: Instant | null; messageId: string | null };

/**
 * A mailbox on its server, for the collector. Nothing here writes on the server: it sets no flag, moves and deletes nothing.
 * Every call rejects when the connection is lost; none takes silence for an answer (a lost connection answers nothing,
 * and "nothing" is not "no mail").
 */
export type ImapMailbox = AsyncDisposable & {
  /** The folders marked as junk and as sent mail, where the server marks them. */
  specialFolders(): Promise<{ junk: string | null; sent: string | null }>;
  /** Null when there is no such folder. */
  state(folder: string): Promise<FolderState | null>;
  /** Every UID of the folder from `from` on. */
  uids(folder: string, from: number): Promise<UidRange[]>;
  /** Which of these are there. */
  present(folder: string, uids: readonly number[]): Promise<UidRange[]>;
  /** Which of these somebody has read. */
  read(folder: string, uids: readonly number[]): Promise<UidRange[]>;
  /** UIDs whose mail came on this day (UTC) or later. */
  since(folder: string, day: Instant): Promise<UidRange[]>;
  describe(folder: string, uids: readonly number[]): Promise<MailShape[]>;
  /** How full the mailbox is, from 0 to 1; null when its server does not say (RFC 9208). */
  fullness(): Promise<number | null>;
  /** In the server's order; one that is gone is left out. The bytes as the server keeps them. */
  fetch(folder: string, uids: readonly number[]): AsyncIterable<{ uid: number; raw: Uint8Array }>;
  /** Resolves when the folder may have new mail, after `milliseconds` at the latest. */
  wait(folder: string, milliseconds: number, stop: AbortSignal): Promise<void>;
};

/** What went wrong with a mailbox, in words for an admin. `login`: trying again soon would only lock the account. */
export class MailboxTrouble extends Error {
  readonly login: boolean;
  constructor(words: string, login: boolean, cause: unknown) {
    super(words, { cause });
    this.login = login;
  }
}

// Milliseconds. A server that says nothing for this long while it owes an answer is gone (RFC 9051 5.4 speaks of
// clients that wait for ever); IDLE is renewed well before it.
const SILENCE = 60_000;
const CONNECT_PATIENCE = 20_000;
const IDLE_RENEWED = 50_000;

/** Connects and signs in. @throws MailboxTrouble */
export async function openMailbox(login: ImapLogin): Promise<ImapMailbox> {
  const { client, said } = await connectImap(login);
  return mailboxOn(client, said, login);
}

/** A client that is signed in; `said` makes what it throws a MailboxTrouble. @throws MailboxTrouble */
export async function connectImap(login: ImapLogin) {
  const client = new ImapFlow({
    host: login.host,
    port: login.port,
    secure: login.tls,
    // No password in clear, except where there is no wire.
    doSTARTTLS: login.tls ? undefined : !isLoopback(login.host),
    auth: authOf(login),
    connectionTimeout: CONNECT_PATIENCE,
    greetingTimeout: CONNECT_PATIENCE,
    socketTimeout: SILENCE,
    maxIdleTime: IDLE_RENEWED,
    disableAutoIdle: true,
    logger: false,
  });
  // Each error also rejects the call it broke.
  client.on('error', () => {});
  const said = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw trouble(error, login);
    });
  await said(() => client.connect()).catch((error: unknown) => {
    client.close();
    throw error;
  });
  return { client, said };
}

/** imapflow chooses OAUTHBEARER or XOAUTH2 by what the server offers. */
export const authOf = ({ user, password, accessToken }: Omit<ImapLogin, 'host' | 'port' | 'tls'>) =>
  accessToken === undefined ? { user, pass: password } : { user, accessToken };

function mailboxOn(client: ImapFlow, said: <T>(work: () => Promise<T>) => Promise<T>, login: ImapLogin): ImapMailbox {
  /** What a folder's state was when it was last asked for. */
  const told = new Map<string, { messages: number; uidNext: number | null }>();
  /** EXAMINE: looking must not change what a colleague sees as unread. */
  const select = async (folder: string): Promise<void> => {
    if (client.mailbox && client.mailbox.path === folder) return;
    await client.mailboxOpen(folder, { readOnly: true });
  };
  const search = async (folder: string, query: Parameters<ImapFlow['search']>[0]): Promise<UidRange[]> => {
    await select(folder);
    const asRanges = client.capabilities.has('ESEARCH') ? { returnOptions: ['ALL', 'COUNT'] } : {};
    const found: unknown = await client.search(query, { uid: true, ...asRanges });
    if (Array.isArray(found)) return rangesOf(found.filter((uid) => typeof uid === 'number'));
    if (typeof found !== 'object' || found === null) throw new Error('the server did not answer a search');
    const { all, count } = found as { all?: string; count?: number };
    if (all === undefined && (count ?? 0) > 0) throw new Error('the server counted mails and named none');
    return readRanges(all ?? '');
  };

  return {
    specialFolders: () =>
      said(async () => {
        const folders = await client.list();
        const marked = (use: string) => folders.find(({ specialUse }) => specialUse === use)?.path ?? null;
        return { junk: marked('\\Junk'), sent: marked('\\Sent') };
      }),
    state: (folder) =>
      said(async () => {
        // What a session sees may stand still until it asks for news (RFC 9051 5.2).
        if (client.mailbox && client.mailbox.path === folder) await client.noop();
        // Courier tells the next UID by STATUS alone.
        const status = await client
          .status(folder, { messages: true, uidNext: true, uidValidity: true })
          .catch((error: unknown) => {
            if ((error as { code?: string }).code === 'NotFound') return null;
            throw error;
          });
        if (status === null) return null;
        if (status === false) throw new Error(`the server did not tell the state of ${folder}`);
        const { messages, uidNext = null, uidValidity = 0n } = status;
        if (messages === undefined) throw new Error(`the server did not tell the state of ${folder}`);
        if (client.mailbox && client.mailbox.path === folder && (client.mailbox.uidValidity ?? 0n) !== uidValidity)
          await client.mailboxClose();
        told.set(folder, { messages, uidNext });
        const oddity = oddityOf(folder, uidValidity, uidNext);
        return { messages, uidNext, uidValidity: String(uidValidity), oddity };
      }),
    uids: (folder, from) =>
      said(async () => {
        const { messages = 0, uidNext = null } = told.get(folder) ?? {};
        const short = client.capabilities.has('ESEARCH') || messages <= LISTED_AT_ONCE;
        const found: UidRange[] = [];
        for (const piece of short || uidNext === null ? [`${from}:*`] : pieces(from, uidNext))
          found.push(...(await search(folder, piece === '1:*' ? { all: true } : { uid: piece })));
        // "from:*" names the newest mail even when its UID is lower (RFC 9051 6.4.4).
        return joined(found.flatMap(({ from: a, to }) => (to < from ? [] : [{ from: Math.max(a, from), to }])));
      }),
    present: (folder, uids) => said(() => search(folder, { uid: writeRanges(rangesOf(uids)) })),
    read: (folder, uids) => said(() => search(folder, { uid: writeRanges(rangesOf(uids)), seen: true })),
    since: (folder, day) => said(() => search(folder, { since: new Date(day) })),
    describe: (folder, uids) =>
      said(async () => {
        await select(folder);
        const shapes: MailShape[] = [];
        const query = { uid: true, size: true, internalDate: true, headers: ['message-id'] };
        for await (const mail of client.fetch(writeRanges(rangesOf(uids)), query, { uid: true })) {
          const ids = idsOf([(mail.headers?.toString('latin1') ?? '').replace(/^message-id:|\r?\n\s*/gi, ' ').trim()]);
          const uid = uidOf(mail, uids);
          if (uid === null) continue;
          shapes.push({ uid, size: mail.size ?? 0, internalDate: dateOf(mail), messageId: ids[0] ?? null });
        }
        return shapes;
      }),
    fullness: () =>
      said(async () => {
        const quota = await client.getQuota('INBOX');
        if (!quota) return null;
        const shares = [quota.storage, quota.message].flatMap((one) =>
          one?.limit ? [(one.usage ?? 0) / one.limit] : [],
        );
        return shares.length === 0 ? null : Math.max(...shares);
      }),
    async *fetch(folder, uids) {
      try {
        await select(folder);
        const wanted = writeRanges(rangesOf(uids));
        for await (const mail of client.fetch(wanted, { uid: true, source: true }, { uid: true })) {
          const uid = uidOf(mail, uids);
          if (mail.source && uid !== null) yield { uid, raw: mail.source };
        }
      } catch (error) {
        throw trouble(error, login);
      }
    },
    wait: (folder, milliseconds, stop) =>
      said(async () => {
        await select(folder);
        if (stop.aborted) return;
        // What came since the last look has been told already, and is not told again.
        if (client.mailbox && client.mailbox.exists > (told.get(folder)?.messages ?? client.mailbox.exists)) return;
        let timer: NodeJS.Timeout | undefined;
        let wake: (() => void) | undefined;
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, milliseconds);
          client.once('exists', resolve);
          client.once('close', resolve);
          stop.addEventListener('abort', () => resolve(), { once: true });
        });
        // Ends with the next command; a server without IDLE is asked again when the time is up.
        const idling = client.idle().catch(() => false);
        await Promise.race([woken, client.usable ? woken : idling]);
        clearTimeout(timer);
        if (wake) {
          client.off('exists', wake);
          client.off('close', wake);
        }
        if (!client.usable) throw Object.assign(new Error('the connection was lost'), { code: 'NoConnection' });
      }),
    async [Symbol.asyncDispose]() {
      if (client.usable) await Promise.race([client.logout().catch(() => undefined), pause(FAREWELL)]);
      client.close();
    },
  };
}

// A server without ESEARCH (RFC 4731) lists every number: 100 bytes of memory each while they are read. A folder with
// wide gaps between its numbers is asked in so many pieces at most.
const LISTED_AT_ONCE = 50_000;
const MOST_PIECES = 64;

/** The numbers from `from` on, in pieces; the last has no end. */
function pieces(from: number, uidNext: number): string[] {
  const step = Math.max(LISTED_AT_ONCE, Math.ceil((uidNext - from) / MOST_PIECES));
  const starts: number[] = [from];
  for (let start = from + step; start < uidNext; start += step) starts.push(start);
  return starts.map((start, n) => (n === starts.length - 1 ? `${start}:*` : `${start}:${start + step - 1}`));
}

/** A server that does not say goodbye is left; milliseconds. */
const FAREWELL = 2000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

/** A server that names no UID in its answers can still be asked for one mail at a time. */
function uidOf({ uid }: { uid: number | undefined }, asked: readonly number[]): number | null {
  return uid ?? (asked.length === 1 ? asked[0] : null) ?? null;
}

function oddityOf(folder: string, uidValidity: bigint, uidNext: number | null): string | null {
  if (uidValidity === 0n)
    return `The server does not say whether its numbers in ${folder} stay (no UIDVALIDITY). Mail is collected; should it give its mails new numbers, Heed cannot know. Ask its provider.`;
  return uidNext === null
    ? `The server does not say which number the next mail in ${folder} gets (no UIDNEXT). Mail is collected all the same.`
    : null;
}

function dateOf({ internalDate }: FetchMessageObject): Instant | null {
  const at = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return Number.isFinite(at) ? asInstant(at) : null;
}

function trouble(error: unknown, login: ImapLogin): MailboxTrouble {
  if (error instanceof MailboxTrouble) return error;
  const { authenticationFailed, responseText, serverResponseCode } = error as {
    authenticationFailed?: boolean;
    responseText?: string;
    serverResponseCode?: string;
  };
  // RFC 5530: UNAVAILABLE and friends mean "not now", not "wrong password".
  const later =
    serverResponseCode === 'UNAVAILABLE' || serverResponseCode === 'LIMIT' || serverResponseCode === 'INUSE';
  if (authenticationFailed && !later) {
    const byToken = login.accessToken !== undefined;
    const advice = byToken
      ? 'Sign in again under Administration, Mailboxes.'
      : (adviceForHost(login.host) ?? 'Enter the mailbox password again under Administration, Mailboxes.');
    return new MailboxTrouble(
      `${login.host} does not take the user name and ${byToken ? 'sign-in' : 'password'} of this mailbox ("${responseText ?? 'no'}"). ${advice}`,
      true,
      error,
    );
  }
  const words = responseText ? `${login.host} answered: ${responseText}` : troubleWords(error, login);
  return new MailboxTrouble(words, false, error);
}
