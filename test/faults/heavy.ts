import { readFile } from 'node:fs/promises';
import { type FaultyDesk, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { Injected, Kind } from './history.ts';

const MEGABYTE = 1024 * 1024;
const HOUR = 60 * 60_000;
/** Over the age at which a mail is not acknowledged any more (12 h). */
const STALE = 13 * HOUR;
/** What a gateway keeps to while it reads as fast as it can. It must not grow with the mail that waits. */
const MOST_MEMORY = 500 * MEGABYTE;
/** Milliseconds after which an ordinary mail behind poisonous ones is a ticket. */
const FOLLOWS_WITHIN = 5000;

export const heavy: Fault[] = [
  {
    code: 'F29',
    what: 'large mails and a heap of 128 MB',
    seeds: { sample: 1, all: 3 },
    run: onDesk({}, async (desk, _seed, depth) => {
      await desk.start({}, { NODE_OPTIONS: '--max-old-space-size=128' });
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      for (let count = 0; count < (depth === 'all' ? 20 : 3); count++) {
        await desk.inject(desk.history.poison(mailbox, largeMail(depth === 'all' ? 40 : 25, count)));
        await desk.inject(desk.history.next(mailbox, 'INBOX', 'question'));
      }
      await desk.settle(240_000);
    }),
  },
  {
    code: 'F30',
    what: 'mails that break readers come first',
    seeds: { sample: 1, all: 3 },
    run: onDesk({}, async (desk) => {
      await desk.start();
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      for (const raw of POISON) {
        await desk.inject(desk.history.poison(mailbox, Buffer.from(raw)));
        const mail = desk.history.next(mailbox, 'INBOX', 'question');
        await desk.inject(mail);
        await until(() => isTicket(desk, mail), FOLLOWS_WITHIN);
      }
    }),
  },
  {
    code: 'F33',
    what: 'a backlog of stale mail',
    seeds: { sample: 1, all: 1 },
    run: onDesk({}, async (desk, _seed, depth) => {
      const first = await desk.start();
      await desk.watched();
      await first.stop();
      const [mailbox = ''] = desk.mailboxes;
      const kinds: Kind[] = ['question', 'reply', 'reply', 'attachment', 'reply'];
      for (let count = 0; count < (depth === 'all' ? 20_000 : 300); count++)
        await desk.inject(desk.history.next(mailbox, 'INBOX', kinds[count % kinds.length]));
      await desk.turnClock(STALE);
      const gateway = await desk.start();
      let most = 0;
      const watching = setInterval(() => {
        void memoryOf(gateway.pid).then((bytes) => {
          most = Math.max(most, bytes);
        });
      }, 250);
      await desk.settle(depth === 'all' ? 1_200_000 : 60_000);
      clearInterval(watching);
      if (most > MOST_MEMORY) throw new Error(`the gateway took ${Math.round(most / MEGABYTE)} MB`);
      if (desk.sink.mails.length > 0) throw new Error(`${desk.sink.mails.length} stale mails were acknowledged`);
      await inOrder(desk);
    }),
  },
];

/** What a mail may not have: header lines, parts, nesting, and control characters without end. */
const POISON = [
  `X-Long: ${'word '.repeat(300_000)}\r\nSubject: Long\r\n\r\nText`,
  `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\npart\r\n'.repeat(3000)}--b--`,
  `Content-Type: text/html\r\n\r\n${'<div>'.repeat(20_000)}deep`,
  nested(300),
  'Subject: =?utf-8?Q?a=0D=0Ab?=\r\nContent-Type: text/plain; charset=none-such\r\n\r\n\x01\x02\xff',
];

function nested(depth: number): string {
  const opened = Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
  );
  return `${opened.join('')}\r\nthe innermost`;
}

function largeMail(megabytes: number, count: number): Buffer {
  const line = `${Buffer.alloc(57, count).toString('base64')}\r\n`;
  const head = `Subject: Large\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Transfer-Encoding: base64\r\n`;
  return Buffer.from(`${head}\r\n${line.repeat(Math.floor((megabytes * MEGABYTE) / line.length))}`);
}

async function isTicket({ db }: FaultyDesk, { sha256 }: Injected): Promise<boolean> {
  const row = await db.selectFrom('ledger').select('disposition').where('sha256', '=', sha256).executeTakeFirst();
  return row?.disposition === 'ticket';
}

/** Bytes that a process holds in memory; 0 when it has gone. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Within each ticket messages stand as they were sent. @throws Error */
async function inOrder({ db, history }: FaultyDesk): Promise<void> {
  const sent = new Map(history.mails.map(({ sha256 }, at) => [sha256, at]));
  const messages = await db
    .selectFrom('message')
    .innerJoin('ledger', 'ledger.id', 'message.ledger_id')
    .select(['message.ticket_id', 'ledger.sha256'])
    .orderBy('message.id')
    .execute();
  const last = new Map<number, number>();
  for (const { ticket_id: ticket, sha256 } of messages) {
    const at = sent.get(sha256) ?? 0;
    if (at < (last.get(ticket) ?? 0)) throw new Error(`the messages of ticket ${ticket} are not in order`);
    last.set(ticket, at);
  }
}
