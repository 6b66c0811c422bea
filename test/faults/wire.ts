import { connect, type Socket } from 'node:net';
import { sql } from 'kysely';
import { seeded } from '../bench/random.ts';
import { freePort } from '../support/cluster.ts';
import { answerNewest, type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { ProxyMode, Watcher } from './proxy.ts';

/** Milliseconds without a word after which a collector gives a server up (60 s), and a little. */
const SILENCE_OVER = 75_000;
const FOLDERS_LEARNT = 5000;

/** As of a network across the world on a bad day: milliseconds each way, and of a hundred packets so many. */
const FAR = 50;
const LOST = 0.05;

/** Bytes a second. */
const SLOW = 10;
const SLOW_CLIENTS = 200;
/** Milliseconds; what is unaffected is not slower than on a quiet desk by more than a busy machine is. */
const ANSWERED_WITHIN = 2000;
const TICKET_WITHIN = 15_000;

/** The wires to the mail server, and those on which others come to us. */
export const wire: Fault[] = [
  {
    code: 'F04',
    what: 'the wire to the mail server breaks, stalls, is slow',
    seeds: { sample: 2, all: 20 },
    run: onDesk({}, async (desk, seed, depth) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      const cuts = Array.from({ length: depth === 'all' ? 12 : 4 }, () => ({ cutAfter: random.between(1, 60_000) }));
      const modes: ProxyMode[] = ['reset', 'close', 'stall', ...cuts, { throttle: 20_000 }];
      for (const mode of modes) {
        await desk.injectSome(3);
        if (random.chance(0.5)) await pause(random.between(0, 200));
        desk.imap.mode = mode;
        // What is open is closed first: a cut is counted from the greeting on.
        if (typeof mode === 'object') desk.imap.resetAll();
        await pause(random.between(300, 1500));
        desk.imap.mode = 'pass';
      }
    }),
  },
  {
    code: 'F04b',
    what: 'one mail breaks its session, then a gateway dies',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const gateway = await desk.start();
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      const culprit = desk.history.next(mailbox, 'INBOX', 'question');
      const others = Array.from({ length: 5 }, () => desk.history.next(mailbox, 'INBOX', 'question'));
      let breaks = 0;
      const breaking = (): Watcher => (chunk, from) => {
        const isIt = from === 'server' && chunk.includes(culprit.id) && chunk.includes('does not start');
        if (isIt) breaks += 1;
        return isIt;
      };
      desk.imap.watch = breaking;
      desk.imap.resetAll();
      for (const mail of [culprit, ...others]) await desk.inject(mail);
      // The others are here, and it is not.
      await until(async () => (await rows(desk)) === others.length, 30_000);
      if (breaks === 0) throw new Error('no session broke');
      await gateway.kill();
      desk.imap.watch = null;
      desk.imap.resetAll();
      await desk.start();
    }),
  },
  {
    code: 'F04c',
    what: 'the mail server is gone and nobody says so',
    seeds: { sample: 1, all: 2 },
    run: onDesk({}, async (desk) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(3);
      await desk.settle();
      // A collector that has just learnt its folders connects anew by itself.
      await pause(FOLDERS_LEARNT);
      desk.imap.mode = 'half-open';
      await desk.injectSome(3);
      desk.imap.mode = 'pass';
      await until(async () => (await rows(desk)) === desk.history.mails.length, SILENCE_OVER);
    }),
  },
  {
    code: 'F18',
    what: 'one mailbox and 200 HTTP clients are slow to a crawl',
    seeds: { sample: 1, all: 3 },
    run: onDesk({ mailboxes: 2 }, async (desk) => {
      const [quick = '', slow = ''] = desk.mailboxes;
      const crawl = await desk.wireTo(desk.dovecot.port);
      await sql`update mailbox set connection = jsonb_set(connection, '{imap,port}', ${`${crawl.port}`}::jsonb)
        where address = ${slow}`.execute(desk.db);
      const port = await freePort();
      await desk.start({}, { HTTP: '1', PORT: `${port}` });
      await desk.watched();
      crawl.mode = { throttle: SLOW };
      const clients = Array.from({ length: SLOW_CLIENTS }, () => slowClient(port));
      for (let count = 0; count < 6; count++) {
        await desk.inject(desk.history.next(slow, 'INBOX', 'attachment'));
        await desk.inject(desk.history.next(quick, 'INBOX', 'question'));
        for (const path of ['/healthz', '/app/']) await answers(port, path);
      }
      await until(async () => (await ticketsOf(desk, quick)) === 6, TICKET_WITHIN);
      if ((await ticketsOf(desk, slow)) > 0) throw new Error('the slow mailbox was not slow');
      const open = clients.filter((client) => !client.destroyed).length;
      if (open < SLOW_CLIENTS / 2) throw new Error(`only ${open} slow clients were held`);
      for (const client of clients) client.destroy();
      crawl.mode = 'pass';
    }),
  },
  {
    code: 'F35',
    what: 'every wire is long and loses packets, and sometimes breaks',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      const wires = [desk.imap, desk.postgres, desk.smtp];
      for (const one of wires) one.mode = { delay: FAR, lost: () => random.chance(LOST) };
      for (let times = 0; times < 4; times++) {
        await desk.injectSome(5);
        await answerNewest(desk);
        await pause(random.between(500, 3000));
        random.pick(wires).resetAll();
      }
      // It comes to rest on wires that stay as bad.
      await desk.settle(COMES_TO_REST_WITHIN);
    }),
  },
];

/** Milliseconds: a hundred statements, each of which waits for the way there and back. */
const COMES_TO_REST_WITHIN = 120_000;

/** A client that sends its request a byte a second. */
function slowClient(port: number): Socket {
  const client = connect(port, '127.0.0.1');
  client.on('error', () => undefined);
  client.write('POST /api/session HTTP/1.1\r\nHost: support.kite.example\r\nContent-Length: 5000\r\n\r\n');
  const sending = setInterval(() => client.write('{'), 1000);
  client.once('close', () => clearInterval(sending));
  return client;
}

/** @throws Error when there is no answer in time, or none that is good */
async function answers(port: number, path: string): Promise<void> {
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(ANSWERED_WITHIN) });
  if (status !== 200) throw new Error(`${path} answers ${status}`);
}

async function ticketsOf({ db }: FaultyDesk, address: string): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from ticket t join mailbox b on b.id = t.mailbox_id
    where b.address = ${address}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function rows({ db }: FaultyDesk): Promise<number> {
  return (await db.selectFrom('ledger').select('id').execute()).length;
}
