import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeskError } from '../desk/error.ts';
import { asInstant } from '../desk/instant.ts';
import { makeFolder, moveFile, writeNewFile } from './durable.ts';
import { type NumberedFolder, type NumberedMail, openNumberedFolder } from './numbered.ts';
import { type Envelope, type MailRecord, mailKey } from './record.ts';
import { type ImapMail, startSandboxImap } from './sandbox-imap.ts';
import { type Door, type DoorRules, openDoor } from './smtp-door.ts';
import { openSpool, type Spool } from './spool.ts';

export type Sandbox = {
  /** The mailbox, for the same poller that reads a real one. */
  imap: { host: string; port: number; user: string; password: string };
  /** Where Heed's own mail goes out; it is recorded, and only mail to the desk's domain is delivered. */
  smtp: { host: string; port: number };
  /** Where a customer's mail client sends to. */
  door: { host: string; port: number };
  /** Resolves once the mail is in INBOX and will still be there, under the same UID, after a restart. */
  deliver(raw: Uint8Array, envelope?: Envelope): Promise<void>;
  /** What went out, numbered from 1. */
  sent: Pick<NumberedFolder, 'all' | 'read'>;
  close(): Promise<void>;
};

/**
 * Opens a mailbox and a mail server to try Heed with: nothing leaves this machine, nothing is lost over a restart.
 * Takes mail for every address at the domain of `address`. Only one process may have `dir` open.
 * Throws a DeskError with advice when `smtpPort` cannot be had (0 lets the system choose).
 */
export async function openSandbox({
  dir,
  smtpPort,
  address,
}: {
  dir: string;
  smtpPort: number;
  address: string;
}): Promise<Sandbox> {
  const spool = await openSpool(join(dir, 'spool'));
  const inbox = await openNumberedFolder(join(dir, 'inbox'));
  const sent = await openNumberedFolder(join(dir, 'sent'));
  await writeFile(join(dir, ADDRESS_FILE), `${address}\n`);

  const ours = (recipient: string) => domainOf(recipient) === domainOf(address);
  const user = address;
  const password = randomUUID();
  const imap = await startSandboxImap({
    user,
    password,
    uidValidity: await uidValidityOf(dir),
    inbox: await mailsIn(inbox),
    sent: await mailsIn(sent),
  });

  const settle = inTurn(() => fromSpoolToInbox(spool, inbox, (mail) => imap.append('INBOX', asDelivered(mail))));
  const keep = async (raw: Uint8Array, envelope: Envelope) => {
    await spool.keep({ raw, envelope, intake: 'sandbox', key: randomUUID() });
  };
  // Once in the spool it is accepted; what could not be moved now goes with the next mail or the next start.
  const keepAndSettle = (raw: Uint8Array, envelope: Envelope) =>
    keep(raw, envelope).then(() => settle().catch(() => {}));
  const record = async (raw: Uint8Array, envelope: Envelope) => {
    imap.append('Sent', asSent(await sent.add(recordOf(raw, envelope))));
    const home = envelope.to.filter(ours);
    if (home.length > 0) await keepAndSettle(raw, { ...envelope, to: home });
  };

  await settle();
  const refusal = `This sandbox takes mail for ${address} only`;
  const door = await openFixedDoor({ port: smtpPort, ours, refusal, keep: keepAndSettle }).catch(
    async (error: unknown) => {
      await imap.close();
      throw error;
    },
  );
  const sink = await openDoor({ port: 0, ours: () => true, refusal, keep: record });

  return {
    imap: { host: imap.host, port: imap.port, user, password },
    smtp: { host: sink.host, port: sink.port },
    door: { host: door.host, port: door.port },
    deliver: (raw, envelope = { from: null, to: [address] }) => keep(raw, envelope).then(settle),
    sent,
    async close() {
      await Promise.all([door.close(), sink.close()]);
      await settle();
      await imap.close();
    },
  };
}

/** Where customers' mail clients find it; a port that any user may open. */
export const SANDBOX_SMTP_PORT = 2525;

/** The file in the sandbox's folder that names the address customers write to. */
export const ADDRESS_FILE = 'address';

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

async function openFixedDoor(rules: DoorRules): Promise<Door> {
  try {
    return await openDoor(rules);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : 'may not be opened by this user';
    throw new DeskError(
      'conflict',
      `The mail sandbox cannot start: port ${rules.port} on this machine ${why}. Set SANDBOX_SMTP_PORT to a free port, or to 0 to have one chosen.`,
    );
  }
}

// RFC 9051 2.3.1.1: set once, never changed while the mails keep their numbers; seconds fit its 32 bits.
async function uidValidityOf(dir: string): Promise<number> {
  const path = join(dir, 'uidvalidity');
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept !== null) return Number(kept);
  const fresh = Math.floor(Date.now() / 1000);
  const torn = join(dir, `uidvalidity.${randomUUID()}.tmp`);
  await makeFolder(dir);
  await writeNewFile(torn, [Buffer.from(String(fresh))]);
  await moveFile(torn, path);
  return fresh;
}

async function mailsIn(folder: NumberedFolder): Promise<ImapMail[]> {
  const mails: ImapMail[] = [];
  for await (const mail of folder.all()) mails.push(mail.intake === SENT ? asSent(mail) : asDelivered(mail));
  return mails;
}

const SENT = 'sent';

function recordOf(raw: Uint8Array, envelope: Envelope): MailRecord {
  return { raw, envelope, intake: SENT, key: mailKey(raw, envelope.to), keptAt: asInstant(Date.now()) };
}

const asSent = ({ number, raw, keptAt }: NumberedMail): ImapMail => ({ uid: number, raw, receivedAt: keptAt });

/** As a mail server hands it over: the envelope stands in the head (RFC 5321 4.4). The same bytes at every start. */
function asDelivered({ number, raw, envelope, keptAt }: NumberedMail): ImapMail {
  const end = raw.indexOf(10);
  const newline = end > 0 && raw[end - 1] !== 13 ? '\n' : '\r\n';
  const path = envelope.from === null ? [] : [`Return-Path: <${envelope.from}>`];
  const trace = [...path, ...envelope.to.map((recipient) => `Delivered-To: ${recipient}`)].map(
    (line) => line + newline,
  );
  return { uid: number, raw: Buffer.concat([Buffer.from(trace.join('')), raw]), receivedAt: keptAt };
}

async function fromSpoolToInbox(
  spool: Spool,
  inbox: NumberedFolder,
  arrived: (mail: NumberedMail) => void,
): Promise<void> {
  for await (const { name } of spool.waiting()) arrived(await inbox.adopt((path) => spool.moveTo(name, path)));
}

/** The same work, never twice at once: a call waits for those before it. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}
