import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ImapFlow } from 'imapflow';
import { seeded } from '../bench/random.ts';
import type { Dovecot } from '../support/dovecot.ts';
import { type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { Injected, Kind } from './history.ts';

/** Milliseconds: long enough for another mail program to come between two steps of the collector. */
const BETWEEN = 1500;
const ELSEWHERE = 'Second';

export const mailServer: Fault[] = [
  {
    code: 'F05',
    what: 'the mail server restarts, again and again',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      for (let times = 0; times < 4; times++) {
        await desk.injectSome(4);
        await pause(random.between(0, 300));
        await desk.dovecot.stop();
        await pause(random.between(0, 1000));
        await desk.dovecot.start();
      }
    }),
  },
  {
    code: 'F06',
    what: 'the mail server stands still for seconds',
    seeds: { sample: 1, all: 3 },
    run: onDesk({}, async (desk, _seed, depth) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(6);
      const frozen = sessionsOf(desk.dovecot);
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
      await pause(depth === 'all' ? 30_000 : 3000);
      for (const pid of frozen) process.kill(pid, 'SIGCONT');
      if (frozen.length === 0) throw new Error('the server had no session to freeze');
      await desk.injectSome(4);
    }),
  },
  {
    code: 'F07',
    what: 'the server gives all mails new numbers',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(8);
      await desk.settle();
      for (let times = 1; times <= 2; times++) {
        renumber(desk, 1_000_000 * times + seed);
        await desk.injectSome(3);
        await renumbered(desk, times);
      }
    }),
  },
  {
    code: 'F08',
    what: 'new numbers while mail is being fetched',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      for (const [times, point] of (['listed', 'fetched', 'accepted'] as const).entries()) {
        // All mails may come in one batch, which is fetched once; the first look finds none.
        const nth = point === 'listed' ? 2 : 1;
        const gateway = await desk.start({ failpoints: [{ point, nth, action: `sleep:${BETWEEN}` }] });
        if (times === 0) await desk.watched();
        await desk.injectSome(2);
        await pause(100);
        await desk.injectSome(4);
        await gateway.reaches(point);
        renumber(desk, 1_000_000 * (times + 1) + seed);
        await desk.settle();
        await renumbered(desk, times + 1);
        await gateway.stop();
      }
    }),
  },
  {
    code: 'F09',
    what: 'a folder is made anew with its mails in another order',
    seeds: { sample: 1, all: 10 },
    run: onDesk({ folders: [ELSEWHERE] }, async (desk, seed) => {
      await desk.client((client) => client.mailboxCreate(ELSEWHERE));
      await desk.start();
      await desk.watched(2);
      const [mailbox = ''] = desk.mailboxes;
      for (let count = 0; count < 8; count++) await desk.inject(desk.history.next(mailbox, ELSEWHERE));
      await desk.settle();
      await desk.client((client) => madeAnew(client, seed));
      await desk.injectSome(3);
      await until(async () => (await sourcesOf(desk, ELSEWHERE)) === 2, 40_000);
      // A look at each folder is over: what came with new numbers has its rows.
      await until(async () => (await rowsOfOpen(desk, ELSEWHERE)) === 8, 40_000);
    }),
  },
  {
    code: 'F10',
    what: 'mail is moved and deleted between list and fetch',
    seeds: { sample: 1, all: 10 },
    run: onDesk({ folders: [ELSEWHERE] }, async (desk) => {
      await desk.client((client) => client.mailboxCreate(ELSEWHERE));
      const gateway = await desk.start();
      await desk.watched(2);
      for (const point of ['listed', 'fetched'] as const) {
        await gateway.arm([{ point, nth: 1, action: `sleep:${BETWEEN}` }]);
        const [moved, deleted, other] = ['question', 'question', 'attachment'].map((kind) =>
          desk.history.next(desk.mailboxes[0] ?? '', 'INBOX', kind as Kind),
        );
        if (!moved || !deleted || !other) throw new Error('nothing was made');
        for (const mail of [moved, deleted, other]) await desk.inject(mail);
        await until(async () => gateway.hits.includes(point), 30_000);
        await desk.client(async (client) => {
          await client.mailboxOpen('INBOX');
          await client.messageMove(await uidOf(client, moved), ELSEWHERE, { uid: true });
          await client.messageDelete(await uidOf(client, deleted), { uid: true });
        });
        await pause(BETWEEN);
        // One that is still in a watched folder is taken in from wherever it was met; one that is gone may be gone.
        moved.folder = ELSEWHERE;
        moved.movedFrom = 'INBOX';
        deleted.gone = true;
        await desk.settle();
      }
    }),
  },
  {
    code: 'F11',
    what: 'a person reads mail before the desk does',
    seeds: { sample: 1, all: 5 },
    run: onDesk({}, async (desk) => {
      const gateway = await desk.start();
      await desk.watched();
      await gateway.arm([{ point: 'listed', nth: 1, action: `sleep:${BETWEEN}` }]);
      const [mailbox = ''] = desk.mailboxes;
      const mails = Array.from({ length: 6 }, () => desk.history.next(mailbox, 'INBOX', 'question'));
      for (const mail of mails) {
        await desk.inject(mail);
        mail.seen = true;
      }
      await desk.client(async (client) => {
        await client.mailboxOpen('INBOX');
        await client.messageFlagsAdd('1:*', ['\\Seen'], { uid: true });
      });
    }),
  },
  {
    code: 'F32',
    what: 'the password of a mailbox is changed',
    seeds: { sample: 1, all: 3 },
    run: onDesk({}, async (desk) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(3);
      await desk.settle();
      const [mailbox = ''] = desk.mailboxes;
      await changePassword(desk.dovecot, mailbox, 'another');
      const before = desk.imap.connections();
      desk.imap.resetAll();
      await pause(8000);
      const tries = desk.imap.connections() - before;
      if (tries > MOST_LOGINS) throw new Error(`${tries} logins within 8 s with a wrong password`);
      const { health } = await desk.db.selectFrom('mailbox').select('health').executeTakeFirstOrThrow();
      if (!JSON.stringify(health).includes('password')) throw new Error(`nobody is told: ${JSON.stringify(health)}`);
      await changePassword(desk.dovecot, mailbox, 'secret');
      await desk.injectSome(4);
      await desk.enterPassword();
    }),
  },
];

/** The one that is refused, and another that was under way. */
const MOST_LOGINS = 3;

function renumber({ dovecot, mailboxes }: FaultyDesk, uidValidity: number): void {
  const user = mailboxes[0] ?? '';
  const { status, stderr } = spawnSync(
    'doveadm',
    ['-c', dovecot.config, 'mailbox', 'update', '-u', user, '--uid-validity', `${uidValidity}`, 'INBOX'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`doveadm: ${stderr}`);
}

async function sourcesOf({ db }: FaultyDesk, folder: string): Promise<number> {
  return (await db.selectFrom('source').select('id').where('folder', '=', folder).execute()).length;
}

async function rowsOfOpen({ db }: FaultyDesk, folder: string): Promise<number> {
  const rows = await db
    .selectFrom('ledger')
    .innerJoin('source', 'source.id', 'ledger.source_id')
    .select('ledger.id')
    .where('source.folder', '=', folder)
    .where('source.closed_at', 'is', null)
    .execute();
  return rows.length;
}

/** Resolves when the collector has met the new numbers of every mail in INBOX. */
const renumbered = (desk: FaultyDesk, times: number) =>
  until(async () => {
    const there = desk.history.mails.filter(({ folder }) => folder === 'INBOX').length;
    return (await sourcesOf(desk, 'INBOX')) === times + 1 && (await rowsOfOpen(desk, 'INBOX')) === there;
  }, 40_000);

/** As a migration tool leaves it: bytes and dates are the same, numbers are not. */
async function madeAnew(client: ImapFlow, seed: number): Promise<void> {
  await client.mailboxOpen(ELSEWHERE);
  const kept = await client.fetchAll('1:*', { source: true, internalDate: true });
  await client.mailboxClose();
  await client.mailboxDelete(ELSEWHERE);
  // UIDVALIDITY is in seconds.
  await pause(1100);
  await client.mailboxCreate(ELSEWHERE);
  const random = seeded(seed);
  const order = kept.map((mail) => ({ mail, at: random.number() })).sort((a, b) => a.at - b.at);
  for (const { mail } of order)
    if (mail.source) await client.append(ELSEWHERE, mail.source, [], new Date(mail.internalDate ?? 0));
}

async function uidOf(client: ImapFlow, mail: Injected): Promise<string> {
  for await (const one of client.fetch('1:*', { uid: true, source: true }))
    if (one.source?.equals(mail.raw)) return `${one.uid}`;
  throw new Error(`${mail.id} is not in the folder`);
}

/** The processes that serve one mail program each. */
function sessionsOf({ config }: Dovecot): number[] {
  const master = readFileSync(join(dirname(config), 'run', 'master.pid'), 'utf8').trim();
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const [, name, parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return name === 'imap' && parent === master ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

async function changePassword({ config }: Dovecot, user: string, password: string): Promise<void> {
  const file = join(dirname(config), 'users');
  const text = await readFile(file, 'utf8');
  const line = new RegExp(`^${user.replaceAll('.', '\\.')}:.*$`, 'm');
  await writeFile(file, text.replace(line, `${user}:{PLAIN}${password}`));
}
