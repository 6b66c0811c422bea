import { spawnSync } from 'node:child_process';
import { sql } from 'kysely';
import { seeded } from '../bench/random.ts';
import { type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';

const MINUTE = 60_000;
/** Over the lease of a mailbox. */
const PAST_LEASE = 2 * MINUTE;
/** Milliseconds: the other gateway has collected by then. */
const SLEEP = 6000;

/** Whether each of two gateways has a mailbox of its own; one that has both is made to give one up. */
async function oneEach({ db }: FaultyDesk): Promise<boolean> {
  const rows = await db.selectFrom('mailbox').select(['id', 'lease_holder']).orderBy('id').execute();
  const holders = new Set(rows.map((row) => row.lease_holder).filter((holder) => holder !== null));
  if (holders.size === 2) return true;
  await sql`update mailbox set lease_holder = null, lease_until = null where id = ${rows.at(-1)?.id ?? 0}`.execute(db);
  return false;
}

/** Several gateways, mailboxes and folders at once. */
export const sharing: Fault[] = [
  {
    code: 'F12',
    what: 'gateways on one mailbox are killed at random',
    seeds: { sample: 1, all: 20 },
    run: onDesk({}, async (desk, seed, depth) => {
      const random = seeded(seed);
      const count = depth === 'all' ? random.between(2, 8) : 3;
      const gateways = await Promise.all(Array.from({ length: count }, () => desk.start()));
      await desk.watched();
      for (let rounds = 0; rounds < (depth === 'all' ? 10 : 4); rounds++) {
        const injecting = desk.injectSome(random.between(4, 10));
        await pause(random.between(100, 1000));
        const at = random.between(0, count - 1);
        await gateways[at]?.kill();
        await injecting;
        await desk.turnClock(PAST_LEASE);
        gateways[at] = await desk.start();
      }
    }),
  },
  {
    code: 'F12b',
    what: 'a gateway sleeps past its lease while collecting',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const sleeper = await desk.start();
      await desk.watched();
      await sleeper.arm([{ point: 'fetched', nth: 1, action: `sleep:${SLEEP}` }]);
      const [mailbox = ''] = desk.mailboxes;
      for (const kind of ['no id', 'question', 'no id', 'attachment'] as const)
        await desk.inject(desk.history.next(mailbox, 'INBOX', kind));
      await sleeper.reaches('fetched');
      await desk.turnClock(PAST_LEASE);
      await desk.start();
      await pause(SLEEP);
    }),
  },
  {
    code: 'F13',
    what: 'two mailboxes get the same mail at the same time',
    seeds: { sample: 1, all: 10 },
    run: onDesk({ mailboxes: 2 }, async (desk) => {
      await Promise.all([desk.start(), desk.start()]);
      await desk.watched();
      await until(() => oneEach(desk), 60_000);
      const [one = '', other = ''] = desk.mailboxes;
      for (let count = 0; count < 12; count++) {
        const mail = desk.history.next(one, 'INBOX', 'question');
        const copy = desk.history.copy(mail, other);
        await Promise.all([desk.inject(mail), desk.inject(copy)]);
      }
    }),
  },
  {
    code: 'F13b',
    what: 'two folders have the same UIDVALIDITY and UIDs',
    seeds: { sample: 1, all: 5 },
    run: onDesk({ folders: ['Second'] }, async (desk) => {
      const [mailbox = ''] = desk.mailboxes;
      await desk.client((client) => client.mailboxCreate('Second'));
      for (const folder of ['INBOX', 'Second']) {
        const update = ['mailbox', 'update', '-u', mailbox, '--uid-validity', '4711', folder];
        const { status, stderr } = spawnSync('doveadm', ['-c', desk.dovecot.config, ...update], { encoding: 'utf8' });
        if (status !== 0) throw new Error(`doveadm: ${stderr}`);
      }
      const gateway = await desk.start();
      await until(async () => (await desk.db.selectFrom('source').select('id').execute()).length >= 2, 20_000).catch(
        // A desk that takes two folders for one has one; what becomes of their mail is what counts.
        () => undefined,
      );
      for (let count = 0; count < 6; count++) {
        await desk.inject(desk.history.next(mailbox, 'INBOX', 'question'));
        await desk.inject(desk.history.next(mailbox, 'Second', 'question'));
      }
      await desk.settle();
      await gateway.kill();
      await desk.turnClock(PAST_LEASE);
    }),
  },
  {
    code: 'F31',
    what: 'mail is delivered a second time, with other traces',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const gateway = await desk.start();
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      const mails = (['question', 'attachment', 'question'] as const).map((kind) =>
        desk.history.next(mailbox, 'INBOX', kind),
      );
      // At the same moment, after it was decided, and at another gateway.
      const again = async () => {
        for (const mail of mails) await desk.inject(desk.history.copy(mail, mailbox));
      };
      for (const mail of mails) await desk.inject(mail);
      await again();
      await desk.settle();
      await again();
      await desk.settle();
      await gateway.kill();
      await desk.turnClock(PAST_LEASE);
      await desk.start();
      await again();
    }),
  },
];
