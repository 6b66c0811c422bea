import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { inject } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { type Heed, openHeed } from '../../gateway/open.ts';
import type { Reached } from '../../gateway/reached.ts';
import { type RunningMail, startMail } from '../../gateway/wiring/start-mail.ts';
import { MAILBOX_PASSWORD } from './dovecot.ts';

export const KEY = 'a key of the tests that is long enough';

/** A gateway in this process, without its HTTP door. */
export type RunningDesk = {
  heed: Heed;
  mail: RunningMail;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type DeskOptions = {
  databaseUrl: string;
  address: string;
  /** Who signs in to read mail, where it is not the address. */
  user?: string;
  imapPort: number;
  smtpUrl: string;
  dataDir?: string;
  /** Its S3_ variables, where its mail lies in a bucket. */
  s3?: Record<string, string>;
  reached?: Reached;
};

/** Opens a desk on a PostgreSQL database, a real mailbox and a relay, and starts its mail. */
export async function runDesk(options: DeskOptions): Promise<RunningDesk> {
  const user = encodeURIComponent(options.user ?? options.address);
  const heed = await openHeed(
    readConfig({
      DATABASE_URL: options.databaseUrl,
      SECRET_KEY: KEY,
      DATA_DIR: options.dataDir ?? (await mkdtemp(join(inject('folder'), 'data-'))),
      IMAP_URL: `imap://${user}:${MAILBOX_PASSWORD}@127.0.0.1:${options.imapPort}`,
      SMTP_URL: options.smtpUrl,
      MAIL_ADDRESS: options.address,
      LOG_LEVEL: 'silent',
      ...options.s3,
    }),
  );
  const mail = await startMail(heed, options.reached);
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= mail[Symbol.asyncDispose]().then(() => heed[Symbol.asyncDispose]());
    return stopping;
  };
  return { heed, mail, stop, [Symbol.asyncDispose]: stop };
}

export type LedgerRow = {
  folder: string;
  key: string;
  disposition: string | null;
  reason: string | null;
  imported: boolean;
};

/** Every mail of open sources, in the order of its acceptance. */
export async function ledgerOf({ db }: Pick<Heed, 'db'>): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`
    select s.folder, l.key, l.disposition, l.reason, l.imported from ledger l join source s on s.id = l.source_id
    where s.closed_at is null order by l.id`.execute(db);
  return rows;
}

let letters = 0;

/** A plain mail from a customer, new each time. */
export function letter({
  to,
  from = 'ada@post.example',
  subject,
  head = [],
  text = 'It is broken.',
}: {
  to: string;
  from?: string;
  subject: string;
  head?: string[];
  text?: string;
}): string {
  letters += 1;
  return [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    ...(head.some((line) => /^message-id:/i.test(line))
      ? []
      : [`Message-ID: <letter-${letters}.${process.pid}@post.example>`]),
    ...head,
    `Date: ${new Date().toUTCString()}`,
    '',
    text,
    '',
  ].join('\r\n');
}
