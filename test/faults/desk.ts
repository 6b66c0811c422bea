import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import { answer } from '../../gateway/desk/act.ts';
import { changeTicket } from '../../gateway/store/change.ts';
import type { Db } from '../../gateway/store/db.ts';
import { readPolicy } from '../../gateway/store/policy.ts';
import { type Dovecot, MAILBOX_PASSWORD } from '../support/dovecot.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';
import { inGateway, onServer } from './desk-database.ts';
import { furnish, KEY, sealedPassword } from './furnish.ts';
import { type Faults, type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import type { Ground } from './ground.ts';
import { type History, type Injected, startHistory } from './history.ts';
import { startProxy, type Proxy as Wire } from './proxy.ts';

/** A desk that faults happen to: a database and mailboxes of its own, gateways as processes, and what was injected. */
export type FaultyDesk = {
  history: History;
  /** Addresses of its mailboxes, on one server; the first is the wiring's. */
  mailboxes: string[];
  db: Db;
  /** null: it is embedded in its gateway. */
  databaseUrl: string | null;
  dataDir: string;
  sink: Sink;
  /** Shared with other desks, one after the other. */
  dovecot: Dovecot;
  /** Between the gateways and their servers. */
  imap: Wire;
  postgres: Wire;
  smtp: Wire;
  /** Another wire, to any server; it ends with the desk. */
  wireTo(port: number): Promise<Wire>;
  gateways: GatewayProcess[];
  start(faults?: Faults, env?: Record<string, string>): Promise<GatewayProcess>;
  /** Puts a mail into its folder on the server, byte for byte. */
  inject(mail: Injected): Promise<void>;
  /** Injects so many of any kind. */
  injectSome(count: number): Promise<Injected[]>;
  /** An agent's answer to the ticket a mail opened. */
  answer(ticketId: number): Promise<void>;
  /** Numbers of the answers that were taken. */
  answered: Set<number>;
  /** Waits until the folders were looked at a first time: what comes now is no history. */
  watched(folders?: number): Promise<void>;
  /** Turns the desk's one clock forward. */
  turnClock(milliseconds: number): Promise<void>;
  /** Waits until everything that was injected has come to rest, turning the clock over leases of gateways that died. */
  settle(withinMs?: number): Promise<void>;
  /** What an admin does after a password was changed: enters it again. */
  enterPassword(): Promise<void>;
  /** A mail program on one of its mailboxes. */
  client<T>(work: (client: ImapFlow) => Promise<T>, mailbox?: string): Promise<T>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type DeskWishes = {
  seed: number;
  mailboxes?: number;
  /** Watched besides INBOX and Junk. */
  folders?: string[];
  /** Where gateways keep mail; a folder of its own where not said. */
  dataDir?: string;
  /** The database is embedded in the gateway, of which there is one at a time. */
  embedded?: true;
};

const MINUTE = 60_000;
/** Over the claim of a reader and the lease of a mailbox that died. */
const PAST_CLAIMS = 2 * MINUTE;
/** Over the lease of an outbox row. */
const PAST_LEASES = 21 * MINUTE;
/** Milliseconds; with a defect, what is lost never comes, and nobody need wait for it. */
const SETTLES = 60_000;
const DEFECT_SETTLES = 15_000;
/** Without progress for this long, what is left waits for a lease to end. */
const STANDSTILL = 1500;

export async function faultyDesk(ground: Ground, wishes: DeskWishes): Promise<FaultyDesk> {
  const history = startHistory(wishes.seed);
  const mailboxes = Array.from({ length: wishes.mailboxes ?? 1 }, () => ground.mailbox());
  const [first = ''] = mailboxes;
  const sink = await startSink();
  const [imap, smtp] = await Promise.all([startProxy(ground.dovecot.port), startProxy(sink.port)]);
  const dataDir = wishes.dataDir ?? (await ground.folder('data'));
  const gateways: GatewayProcess[] = [];
  const furniture = { mailboxes, imap: imap.port, smtp: smtp.port, folders: wishes.folders ?? [] };
  const running = () => gateways.findLast((gateway) => gateway.isUp());
  const database = wishes.embedded
    ? await inGateway(ground, join(dataDir, 'database'), running, (one) => furnish(one, furniture))
    : await onServer(ground, (one) => furnish(one, furniture));
  const { db } = database;
  const env = {
    ...database.env,
    SECRET_KEY: KEY,
    DATA_DIR: dataDir,
    BASE_URL: 'https://support.kite.example',
    IMAP_URL: `imap://${encodeURIComponent(first)}:${MAILBOX_PASSWORD}@127.0.0.1:${imap.port}`,
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_ADDRESS: first,
  };
  const appender = appenderOn(ground.dovecot.port);
  const otherWires: Wire[] = [];
  let turned = 0;
  let answers = 0;
  // What never came within a settle is lost, and no later one waits for it.
  const givenUp = new Set<string>();

  const setClock = () => sql`update faults.clock set turned = ${turned}`.execute(db);
  const awaited = () =>
    history.mails.filter(({ gone, sha256 }) => !gone && !givenUp.has(sha256)).map(({ sha256 }) => sha256);

  const desk: FaultyDesk = {
    history,
    mailboxes,
    db,
    databaseUrl: database.url,
    dataDir,
    sink,
    dovecot: ground.dovecot,
    imap,
    postgres: database.wire,
    smtp,
    async wireTo(port) {
      const wire = await startProxy(port);
      otherWires.push(wire);
      return wire;
    },
    gateways,
    answered: new Set(),
    async start(faults, more) {
      const { defect } = ground;
      const gateway = await startGatewayProcess(
        { ...env, ...(defect ? {} : { NODE_COMPILE_CACHE: ground.compiled }), ...more },
        defect ? { ...faults, plant: defect.name } : faults,
      );
      gateways.push(gateway);
      if (wishes.embedded && gateway.isUp()) await setClock();
      const unplanted = defect?.changes.find(({ file }) => gateway.isUp() && !gateway.planted.has(file));
      if (unplanted) throw new Error(`the defect was not planted in ${unplanted.file}`);
      return gateway;
    },
    inject: (mail) => appender.append(mail, new Date(Date.now() + turned)),
    async injectSome(count) {
      const mails = Array.from({ length: count }, (_, n) => history.next(mailboxes[n % mailboxes.length] ?? first));
      for (const mail of mails) await desk.inject(mail);
      return mails;
    },
    async answer(ticketId) {
      const policy = await readPolicy(db);
      const number = ++answers;
      const said = { text: `Answer number ${number} to you.`, cc: [], attachments: [], quote: false };
      await changeTicket(db, ticketId, null, (ticket, now) =>
        answer(ticket, { id: 1, name: 'Grace' }, said, policy, now),
      );
      desk.answered.add(number);
    },
    async watched(folders = mailboxes.length) {
      await until(async () => {
        const { rows } = await sql<{ count: number }>`select count(*) as count from source where kind = 'imap'`.execute(
          db,
        );
        return (rows[0]?.count ?? 0) >= folders;
      }, 30_000);
    },
    async turnClock(milliseconds) {
      turned += milliseconds;
      await setClock().catch((error: unknown) => {
        // An embedded database without its gateway is turned with the next.
        if (!wishes.embedded || running()) throw error;
      });
    },
    async settle(withinMs = ground.defect ? DEFECT_SETTLES : SETTLES) {
      let before = '';
      let since = performance.now();
      let tries = 0;
      await until(async () => {
        const left = await unsettled(desk, awaited());
        if (left === '') return true;
        if (left !== before) {
          before = left;
          since = performance.now();
        } else if (performance.now() - since > STANDSTILL) {
          // The shorter leases first: an acknowledgement is worth less the later it goes out.
          await desk.turnClock(tries++ < 2 ? PAST_CLAIMS : PAST_LEASES);
          since = performance.now() + 4 * STANDSTILL;
        }
        return false;
      }, withinMs).catch(async () => {
        // What is left is counted by the checker.
        for (const sha256 of await missing(db, awaited()).catch(() => [])) givenUp.add(sha256);
      });
    },
    async enterPassword() {
      await db.updateTable('mailbox').set({ secret: sealedPassword() }).execute();
    },
    client: (work, mailbox = first) => withClient(ground.dovecot.port, mailbox, work),
    async [Symbol.asyncDispose]() {
      await Promise.all(
        gateways.map(async (gateway) => {
          gateway.thaw();
          await gateway.kill();
        }),
      );
      await appender.close();
      await Promise.all([imap, smtp, sink, ...otherWires].map((one) => one.close()));
      await database.close();
    },
  };
  return desk;
}

/** What has not come to rest, in words that change with every step forward. */
async function unsettled({ db, dataDir }: FaultyDesk, awaited: string[]): Promise<string> {
  // In the order of a mail's way: what is not here any more has got to what is looked at next.
  const spooled = (await readdir(join(dataDir, 'spool', 'new')).catch(() => [])).length;
  const without = (await missing(db, awaited)).length;
  const { rows } = await sql<{ undecided: number; outbox: number; steps: number }>`
    select (select count(*) from ledger where disposition is null) as undecided,
      (select count(*) from outbox where state = 'claimed' or state = 'queued') as outbox,
      (select coalesce(sum(attempts), 0) from ledger) + (select coalesce(sum(attempts), 0) from outbox) as steps`.execute(
    db,
  );
  const row = rows[0];
  if (!row || spooled + without + row.undecided + row.outbox === 0) return '';
  return JSON.stringify({ spooled, without, ...row });
}

/** Of these hashes those of which there is no row. */
async function missing(db: Db, awaited: string[]): Promise<string[]> {
  const { rows } = await sql<{ sha256: string }>`select sha256 from unnest(${awaited}::text[]) h(sha256)
    where not exists (select from ledger l where l.sha256 = h.sha256)`.execute(db);
  return rows.map(({ sha256 }) => sha256);
}

/** Keeps one connection a mailbox, and connects again when the server was away. */
function appenderOn(port: number) {
  const clients = new Map<string, ImapFlow>();
  const connected = async (mailbox: string): Promise<ImapFlow> => {
    const open = clients.get(mailbox);
    if (open?.usable) return open;
    const client = await connect(port, mailbox);
    clients.set(mailbox, client);
    return client;
  };
  return {
    async append({ mailbox, folder, raw }: Injected, at: Date): Promise<void> {
      const client = await connected(mailbox);
      const stored = await client.append(folder, raw, [], at);
      if (!stored) throw new Error('the server did not store a mail');
    },
    async close(): Promise<void> {
      for (const client of clients.values()) client.close();
    },
  };
}

async function connect(port: number, user: string): Promise<ImapFlow> {
  const auth = { user, pass: MAILBOX_PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port, secure: false, auth, logger: false });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function withClient<T>(port: number, user: string, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = await connect(port, user);
  try {
    return await work(client);
  } finally {
    await client.logout();
  }
}

/** An agent answers the newest ticket; nothing when there is none yet. */
export async function answerNewest(desk: FaultyDesk): Promise<void> {
  const ticket = await desk.db.selectFrom('ticket').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (ticket) await desk.answer(ticket.id);
}

export async function until(look: () => Promise<boolean>, withinMs: number, every = 50): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`it did not happen within ${withinMs} ms`);
    await pause(every);
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
