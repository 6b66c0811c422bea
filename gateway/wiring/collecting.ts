import { type Collecting, collect, type Pulled, type Source, type Watch, watchFolder } from '../collect.ts';
import { type ImapLogin, type ImapMailbox, MailboxTrouble, openMailbox } from '../mail/imap.ts';
import { quickIds } from '../mail/scan.ts';
import { gatewayName, type Heed } from '../open.ts';
import { type Reached, unwatched } from '../reached.ts';
import type { Accepted } from '../receive.ts';
import type { Queue } from '../receive-queue.ts';
import { leaseMailbox, releaseMailbox, rememberFolders, tellHealth, tellImporting } from '../store/leases.ts';
import { CLAIM } from '../store/ledger-end.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import {
  acceptPulled,
  knownUids,
  matchRenumbered,
  retireUids,
  type Source as SourceRow,
  settleSource,
} from '../store/sources.ts';
import { epochOf } from './epochs.ts';
import { tokenOf } from './grants.ts';
import { followImport } from './importing.ts';
import { pause } from './pause.ts';
import { addressing } from './receiving.ts';
import { type Obstacle, openRoom, type Room } from './room.ts';
import { openPasswords } from './sending.ts';

/** The collectors of this gateway, one a mailbox, started and ended as mailboxes come and go. */
export type RunningCollectors = { stop(): Promise<void> };

// Milliseconds. IDLE tells at once; this is for servers without it, for Junk, and for what IDLE missed.
const POLL_EVERY = 15_000;
// Counts that agree by accident hide nothing for longer.
const WHOLE_EVERY = 6 * 60 * 60_000;
const LOOK_FOR_MAILBOXES_EVERY = 2000;
const LEASE = 90_000;
const LEASE_LOOK_EVERY = 10_000;
const FIRST_BACKOFF = 1000;
const LONGEST_BACKOFF = 5 * 60_000;
/** A wrong password tried more often locks the account. */
const LOGIN_BACKOFF = 10 * 60_000;

export function startCollecting(heed: Heed, queue: Queue, reached: Reached = unwatched): RunningCollectors {
  const holder = gatewayName();
  const room = openRoom(heed);
  const running = new Map<string, { end: AbortController; done: Promise<void> }>();
  const ended = new AbortController();

  const look = async (): Promise<void> => {
    const wanted = new Map(
      (await heed.mailboxes()).filter(({ connection }) => connection.imap).map((mailbox) => [keyOf(mailbox), mailbox]),
    );
    for (const [key, { end }] of running) if (!wanted.has(key)) end.abort();
    for (const [key, mailbox] of wanted) {
      if (running.has(key)) continue;
      const end = new AbortController();
      const done = collectMailbox(heed, queue, mailbox, { holder, reached, room, stop: end.signal }).finally(() =>
        running.delete(key),
      );
      running.set(key, { end, done });
    }
  };
  const looking = (async () => {
    while (!ended.signal.aborted) {
      await look().catch((error: unknown) => heed.log.error({ error: String(error) }, 'mailboxes could not be read'));
      await pause(LOOK_FOR_MAILBOXES_EVERY, ended.signal);
    }
  })();

  return {
    async stop() {
      ended.abort();
      for (const { end } of running.values()) end.abort();
      await looking;
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
}

/** Another server, password, sign-in or folder is another collector. */
const keyOf = ({ id, connection, secret, grant, folders, junkFolder, sentFolder }: Mailbox): string =>
  JSON.stringify([id, connection.imap, secret, grant, folders, junkFolder, sentFolder]);

type Turn = { holder: string; reached: Reached; room: Room; stop: AbortSignal };

/** Collects one mailbox until told to stop: session after session, with a growing wait while they fail. */
async function collectMailbox(heed: Heed, queue: Queue, mailbox: Mailbox, turn: Turn): Promise<void> {
  // What was sent comes last: it answers what came before.
  const special = [mailbox.junkFolder, mailbox.sentFolder].filter((folder) => folder !== null);
  const watches = [...new Set([...mailbox.folders, ...special])].map(watchFolder);
  let failures = 0;
  while (!turn.stop.aborted) {
    try {
      if (await leaseMailbox(heed.db, mailbox.id, turn.holder, LEASE)) {
        await session(heed, queue, mailbox, watches, turn, () => {
          failures = 0;
        });
      } else await pause(LEASE_LOOK_EVERY, turn.stop);
    } catch (error) {
      if (turn.stop.aborted) break;
      failures++;
      // A fault of our own is waited out, and then it was not the server's.
      if (!isLogin(error) && (await waitForRoom(heed, mailbox, turn))) {
        failures = 0;
        continue;
      }
      const words = error instanceof Error ? error.message : String(error);
      heed.log.warn({ mailbox: mailbox.address, error: words, failures }, 'a mailbox could not be collected');
      // One broken connection is no news for an admin; it is back before anybody could look.
      if (failures > 1 || isLogin(error))
        await tellHealth(heed.db, mailbox.id, { trouble: words, polled: false }).catch(() => undefined);
      await pause(isLogin(error) ? LOGIN_BACKOFF : backoff(failures), turn.stop);
    }
  }
  await releaseMailbox(heed.db, mailbox.id, turn.holder).catch(() => undefined);
}

const isLogin = (error: unknown) => error instanceof MailboxTrouble && error.login;

const backoff = (failures: number) => Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1));

async function session(
  heed: Heed,
  queue: Queue,
  mailbox: Mailbox,
  watches: Watch[],
  { holder, reached, room, stop }: Turn,
  went: () => void,
): Promise<void> {
  await using server = await openServer(heed, mailbox);
  if (mailbox.kind === 'imap' && (mailbox.junkFolder === null || mailbox.sentFolder === null))
    await learnFolders(heed, mailbox, server);
  const desk = collecting(heed, queue, mailbox, server, { reached, room, stop });
  const now = () => performance.now();
  let wholeAt = Number.NEGATIVE_INFINITY;
  while (!stop.aborted) {
    const whole = now() - wholeAt >= WHOLE_EVERY;
    for (const watch of watches) await collect(desk, watch, whole, now);
    if (whole) wholeAt = now();
    went();
    await tellHealth(heed.db, mailbox.id, { trouble: stuckWords(watches) ?? oddityOf(watches), polled: true });
    if (!(await leaseMailbox(heed.db, mailbox.id, holder, LEASE))) return;
    await server.wait(watches[0]?.folder ?? 'INBOX', POLL_EVERY, stop);
  }
}

/** A mail that came at the second try was a broken session's; one that has not is worth an admin's look. */
function stuckWords(watches: readonly Watch[]): string | null {
  const stuck = watches.flatMap(({ folder, stuck }) =>
    [...stuck].flatMap(([uid, { tries }]) => (tries > 1 ? [`${folder} ${uid}`] : [])),
  );
  return stuck.length === 0
    ? null
    : `The server does not hand over ${stuck.length === 1 ? 'one mail' : `${stuck.length} mails`} (${stuck.slice(0, 3).join(', ')}). Open it in another mail program; it is tried again.`;
}

const oddityOf = (watches: readonly Watch[]): string | null => watches.find(({ oddity }) => oddity)?.oddity ?? null;

async function learnFolders(heed: Heed, mailbox: Mailbox, server: ImapMailbox): Promise<void> {
  const folders = await server.specialFolders();
  if ((folders.junk ?? folders.sent) === null) return;
  await rememberFolders(heed.db, mailbox.id, folders);
  heed.forgetSettings();
}

/** A connection to the server of a mailbox, signed in. @throws MailboxTrouble */
export const openServer = (heed: Pick<Heed, 'secrets' | 'db'>, mailbox: Mailbox): Promise<ImapMailbox> =>
  withLogin(heed, mailbox, openMailbox);

/** Does what a login to the mailbox's server is needed for. @throws MailboxTrouble */
export async function withLogin<T>(
  heed: Pick<Heed, 'secrets' | 'db'>,
  mailbox: Mailbox,
  work: (login: ImapLogin) => Promise<T>,
): Promise<T> {
  const { imap } = mailbox.connection;
  if (!imap) throw new MailboxTrouble('The mailbox has no server to read from.', false, null);
  if (!mailbox.grant) return work({ ...imap, password: openPasswords(heed, mailbox).imap });
  const token = tokenOf(heed, mailbox.id);
  const open = (accessToken: string) => work({ ...imap, password: '', accessToken });
  const first = await token();
  try {
    return await open(first);
  } catch (error) {
    // It may have been taken back before its time.
    if (isLogin(error)) return open(await token(first));
    throw error;
  }
}

function collecting(
  heed: Heed,
  queue: Queue,
  mailbox: Mailbox,
  server: ImapMailbox,
  { reached, room, stop }: Omit<Turn, 'holder'>,
): Collecting {
  const { db } = heed;
  const rows = new Map<number, SourceRow>();
  const history = followImport((importing) => tellImporting(db, mailbox.id, importing));
  const rowOf = ({ id }: Source): SourceRow => {
    const row = rows.get(id);
    if (!row) throw new Error(`source ${id} is not open`);
    return row;
  };
  return {
    server,
    ledger: {
      async source(folder, state) {
        const source = await epochOf(heed, mailbox, server, folder, state);
        rows.set(source.id, source);
        return source;
      },
      async known(source, wanted) {
        const known = await knownUids(db, rowOf(source), wanted);
        await history.looked(rowOf(source), wanted, known, performance.now());
        return known;
      },
      match(source, mails) {
        const row = rowOf(source);
        const imported = row.folder !== mailbox.junkFolder && row.folder !== mailbox.sentFolder;
        return matchRenumbered(db, { source: row, mailboxId: mailbox.id, imported, mails });
      },
      async accept(source, mails) {
        const kept = await accept(heed, mailbox, rowOf(source), mails);
        await history.accepted(rowOf(source), kept.filter(({ imported }) => imported).length, performance.now());
        return kept;
      },
      retire: (source, uids) => retireUids(db, source.id, uids),
      settle: (source, until) => settleSource(db, source.id, until),
    },
    decide: (mails) => queue.add(mails),
    async room() {
      await waitForRoom(heed, mailbox, { room, stop });
      if (stop.aborted) throw new Error('collecting was stopped while nothing could be accepted');
    },
    stuck: (folder, uid, tries, error) =>
      heed.log.warn({ mailbox: mailbox.address, folder, uid, tries, error: String(error) }, 'a mail did not come'),
    reached,
  };
}

/** Bytes first, then the rows: a row without its bytes would be a promise we cannot keep. */
async function accept(heed: Heed, mailbox: Mailbox, source: SourceRow, mails: readonly Pulled[]): Promise<Accepted[]> {
  const kept = await Promise.all(
    mails.map(async (mail) => ({
      ...mail,
      sha256: await heed.blobs.put(mail.raw),
      messageId: quickIds(mail.raw).messageId,
      imported: !source.renumbered && mail.uid <= source.importedUntil,
    })),
  );
  const rows = await acceptPulled(
    heed.db,
    source.id,
    kept.map(({ raw: _, ...row }) => row),
    CLAIM,
  );
  const address = addressing(await heed.mailboxes(), mailbox.id);
  return rows.flatMap(({ ledgerId, uid, acceptedAt }) => {
    const mail = kept.find((one) => one.uid === uid);
    if (!mail) return [];
    const { sha256, raw, internalDate, imported, messageId } = mail;
    const [junk, sent] = [source.folder === mailbox.junkFolder, source.folder === mailbox.sentFolder];
    const common = { ledgerId, acceptedAt, mailboxId: mailbox.id, junk, sent, envelope: null, attempts: 1, ...address };
    return [{ ...common, sha256, raw, internalDate, imported, messageId }];
  });
}

/**
 * While disk, database or blob store cannot take mail nothing is accepted; it stays on its server, and the mailbox says why.
 * Answers whether there was a wait.
 */
function waitForRoom(heed: Heed, mailbox: Mailbox, { room, stop }: Pick<Turn, 'room' | 'stop'>): Promise<boolean> {
  const tell = async ({ code, words }: Obstacle): Promise<void> => {
    heed.log.error({ mailbox: mailbox.address, code }, words);
    await tellHealth(heed.db, mailbox.id, { trouble: words, polled: false }).catch(() => undefined);
  };
  return room.wait(tell, stop);
}
