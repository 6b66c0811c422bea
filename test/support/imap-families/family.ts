import { spawnSync } from 'node:child_process';
import { ImapFlow } from 'imapflow';
import { MAILBOX_PASSWORD, startDovecot } from '../dovecot.ts';

/** A mail server of one of the families that people run, with a few empty mailboxes. */
export type ImapFamily = {
  name: string;
  port: number;
  /** Sign-in names; the password is MAILBOX_PASSWORD. */
  users: string[];
  /** Where it keeps junk; Courier does not say so, and is known by the name. */
  junkFolder: string;
  /** Whether a client that idles is told of new mail at once. */
  tells: boolean;
  /** Gives the mails in a user's INBOX new numbers under another UIDVALIDITY; nobody is connected. */
  renumber(user: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Another mail program, signed in as `user`. */
export async function withProgram<T>(
  { port }: Pick<ImapFamily, 'port'>,
  user: string,
  work: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const auth = { user, pass: MAILBOX_PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, doSTARTTLS: false, auth, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

export async function startDovecotFamily(count: number): Promise<ImapFamily> {
  const users = Array.from({ length: count }, (_, n) => `desk${n}@kite.example`);
  const dovecot = await startDovecot({ users });
  let uidValidity = 7_000_000;
  return {
    name: 'Dovecot',
    port: dovecot.port,
    users,
    junkFolder: 'Junk',
    tells: true,
    async renumber(user) {
      uidValidity += 1;
      const args = ['-c', dovecot.config, 'mailbox', 'update', '-u', user, '--uid-validity', `${uidValidity}`, 'INBOX'];
      const { status, stderr } = spawnSync('doveadm', args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`doveadm: ${stderr}`);
    },
    [Symbol.asyncDispose]: () => dovecot[Symbol.asyncDispose](),
  };
}
