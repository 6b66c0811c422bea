import { join } from 'node:path';
import { deliver, recover } from '../deliver.ts';
import { vouchByDkim } from '../mail/dkim.ts';
import { readApart } from '../mail/read-apart.ts';
import { openSandbox, SANDBOX_SMTP_PORT, type Sandbox } from '../mail/sandbox.ts';
import { readSmtpUrl } from '../mail/smtp-server.ts';
import { openSpool } from '../mail/spool.ts';
import { postTo } from '../notify/webhook.ts';
import type { Heed } from '../open.ts';
import { type Reached, unwatched } from '../reached.ts';
import type { Queue } from '../receive-queue.ts';
import { type Configured, keepConfigured } from '../store/configured.ts';
import { openDevices } from './calling.ts';
import { startCollecting } from './collecting.ts';
import { delivering } from './delivering.ts';
import { insist } from './insist.ts';
import { type Loop, loop } from './loop.ts';
import { drainSpool } from './pushing.ts';
import { receivingQueue, sweep } from './receiving.ts';
import { openSenders, sealPasswords } from './sending.ts';
import { copySent } from './sent-copies.ts';
import { openIntake } from './smtp-intake.ts';
import { itselfFor, tellingWebhooks } from './webhooks.ts';

/** Mail in and out, running. */
export type RunningMail = {
  sandbox: Sandbox | null;
  queue: Queue;
  /** Something was queued to go out, or pushed in: look now. */
  wake(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The address of a desk that nobody has configured; `.example` is nobody's domain (RFC 2606). */
const SANDBOX_ADDRESS = 'support@desk.example';

// Waking does the work; these are the longest waits when a wake-up was missed, in milliseconds.
const OUTBOX_EVERY = 1000;
const SPOOL_EVERY = 2000;
const SWEEP_EVERY = 5000;

/**
 * Batches on their way side by side: one slow server holds up its own batch and no other. The first lane is woken and
 * takes together what has come meanwhile; the others look by themselves and find work when it is stuck.
 */
const LANES = 3;
/** As many: while one waits for a receiver, the other tells the rest. */
const WEBHOOK_LANES = 2;

/** Starts collecting, deciding and delivering. `reached` is called at each point of a mail's way; a test stops there. */
export async function startMail(heed: Heed, reached: Reached = unwatched): Promise<RunningMail> {
  const sandbox = await configureMailbox(heed);
  const queue = receivingQueue(heed, readApart, reached, vouchByDkim());
  const spool = await openSpool(join(heed.config.dataDir, 'spool'));
  const senders = openSenders(heed);
  const out = delivering(heed, senders, reached, openDevices(heed).call);
  const tells = tellingWebhooks(heed, postTo({ itself: itselfFor(heed.config) }), reached);
  const spooled = loop('spool', SPOOL_EVERY, async () => (await drainSpool(heed, spool, queue, reached)) > 0, heed.log);
  const door = sandbox === null ? await openIntake(heed, spool, spooled.wake) : null;
  const loops: Loop[] = [
    ...Array.from({ length: LANES }, (_, lane) =>
      loop(`deliver ${lane + 1}`, OUTBOX_EVERY, async () => (await deliver(out)) > 0, heed.log),
    ),
    ...Array.from({ length: WEBHOOK_LANES }, (_, lane) =>
      loop(`webhooks ${lane + 1}`, OUTBOX_EVERY, async () => (await deliver(tells)) > 0, heed.log),
    ),
    loop('recover', SWEEP_EVERY, async () => (await recover(out)) + (await recover(tells)) > 0, heed.log),
    spooled,
    loop('sent copies', SWEEP_EVERY, async () => (await copySent(heed)) > 0, heed.log),
    loop('sweep', SWEEP_EVERY, async () => (await sweep(heed, queue, readApart)) > 0, heed.log),
  ];
  const wake = () => {
    loops[0]?.wake();
    loops[LANES]?.wake();
  };
  const stopWaking = heed.live.subscribe(wake);
  const collecting = startCollecting(heed, queue, reached);
  return {
    sandbox,
    queue,
    wake,
    async [Symbol.asyncDispose]() {
      stopWaking();
      await door?.close();
      await collecting.stop();
      await queue.idle();
      await Promise.all(loops.map((one) => one.stop()));
      senders.close();
      await sandbox?.close();
    },
  };
}

/** The mailbox of IMAP_URL, or, while no real one is connected, the sandbox. */
async function configureMailbox(heed: Heed): Promise<Sandbox | null> {
  const { imapUrl, smtpUrl, mailAddress, dataDir, sandboxSmtpPort } = heed.config;
  const desk = await heed.desk();
  // A database that is just coming back is no reason not to start.
  const keep = (mailbox: Configured) => insist(() => keepConfigured(heed.db, mailbox));
  if (imapUrl && smtpUrl && mailAddress) {
    const smtp = readSmtpUrl(smtpUrl.href);
    if ('wrong' in smtp) throw new Error(`SMTP_URL ${smtp.wrong}`);
    await keep({
      kind: 'imap',
      address: mailAddress,
      senderName: desk.senderName,
      connection: {
        imap: {
          host: imapUrl.hostname,
          port: Number(imapUrl.port) || (imapUrl.protocol === 'imaps:' ? 993 : 143),
          tls: imapUrl.protocol === 'imaps:',
          user: decodeURIComponent(imapUrl.username),
        },
        smtp: { host: smtp.host, port: smtp.port, tls: smtp.security === 'tls', user: smtp.user ?? '' },
      },
      secret: sealPasswords(heed, { imap: decodeURIComponent(imapUrl.password), smtp: smtp.password ?? '' }),
      folders: ['INBOX'],
      junkFolder: null,
    });
    heed.forgetSettings();
    return null;
  }
  const boxes = await heed.mailboxes();
  if (boxes.some((mailbox) => mailbox.kind !== 'sandbox')) return null;
  const address = boxes[0]?.address ?? SANDBOX_ADDRESS;
  const sandbox = await openSandbox({
    dir: join(dataDir, 'sandbox'),
    smtpPort: sandboxSmtpPort ?? SANDBOX_SMTP_PORT,
    address,
  });
  await keep({
    kind: 'sandbox',
    address,
    senderName: desk.senderName,
    connection: {
      imap: { host: sandbox.imap.host, port: sandbox.imap.port, tls: false, user: sandbox.imap.user },
      smtp: { host: sandbox.smtp.host, port: sandbox.smtp.port, tls: false, user: '' },
    },
    secret: sealPasswords(heed, { imap: sandbox.imap.password, smtp: '' }),
    folders: ['INBOX'],
    junkFolder: null,
  });
  heed.forgetSettings();
  return sandbox;
}
