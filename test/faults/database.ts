import { sql } from 'kysely';
import { noChange } from '../../gateway/desk/change.ts';
import { changeTicket } from '../../gateway/store/change.ts';
import { seeded } from '../bench/random.ts';
import { type FaultyDesk, pause } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { Watcher } from './proxy.ts';

export const database: Fault[] = [
  {
    code: 'F21',
    what: 'the database goes away and comes back, again and again',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      await flowing(desk, async () => {
        for (let times = 0; times < 3; times++) {
          await pause(random.between(200, 700));
          desk.postgres.mode = random.pick(['reset', 'close']);
          await pause(random.between(300, 1500));
          desk.postgres.mode = 'pass';
        }
      });
    }),
  },
  {
    code: 'F22',
    what: 'connections to the database are ended at random',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, (desk, seed) => {
      const random = seeded(seed);
      return flowing(desk, async () => {
        for (let times = 0; times < 12; times++) {
          await pause(random.between(50, 250));
          await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name like 'heed%' and random() < 0.4`.execute(desk.db);
        }
      });
    }),
  },
  {
    code: 'F23',
    what: 'the database stands still for seconds',
    seeds: { sample: 1, all: 5 },
    run: onDesk({}, (desk, seed, depth) =>
      flowing(desk, async () => {
        await pause(seeded(seed).between(100, 600));
        desk.postgres.mode = 'stall';
        await pause(depth === 'all' ? 20_000 : 2500);
        desk.postgres.mode = 'pass';
      }),
    ),
  },
  {
    code: 'F24',
    what: 'a COMMIT is done and its answer is lost',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      let lost = 0;
      // New connections are watched from their first byte.
      desk.postgres.watch = () =>
        loses(COMMITS, () => {
          const due = random.chance(0.15);
          if (due) lost += 1;
          return due;
        });
      await flowing(desk, () => pause(2500));
      desk.postgres.watch = null;
      desk.postgres.resetAll();
      if (lost === 0) throw new Error('no COMMIT was lost');
    }),
  },
  {
    code: 'F26',
    what: 'replies, answers and agents meet on one ticket',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const gateways = [await desk.start(), await desk.start()];
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      const first = desk.history.next(mailbox, 'INBOX', 'question');
      await desk.inject(first);
      await desk.settle();
      const [ticket] = await desk.db.selectFrom('ticket').select('id').execute();
      if (!ticket) throw new Error('no ticket was opened');
      const replies = Array.from({ length: 12 }, () => desk.history.next(mailbox, 'INBOX', 'reply'));
      await Promise.all([
        ...replies.map((mail) => desk.inject(mail)),
        ...Array.from({ length: 4 }, () => desk.answer(ticket.id)),
        ...Array.from({ length: 8 }, (_, n) => restated(desk, ticket.id, n)),
      ]);
      await desk.settle();
      if (gateways.some((gateway) => !gateway.isUp())) throw new Error('a gateway ended by itself');
    }),
  },
];

/** Statements that commit: a transaction's, and those that are one by themselves. */
const COMMITS = [/^Q[\s\S]{4}commit/, /insert into ledger/, /update outbox o set/];

/** Breaks a connection when the server has answered one of these statements and the client has not heard. */
function loses(statements: RegExp[], due: () => boolean): Watcher {
  let losing = false;
  return (chunk, from) => {
    if (from === 'server') return losing;
    const text = chunk.toString('latin1');
    if (!losing && statements.some((one) => one.test(text))) losing = due();
    return false;
  };
}

/** Mail comes, agents answer, and meanwhile the fault happens. */
async function flowing(desk: FaultyDesk, fault: () => Promise<void>): Promise<void> {
  await desk.start();
  await desk.watched();
  await desk.injectSome(6);
  await desk.settle();
  const ticket = await desk.db.selectFrom('ticket').select('id').orderBy('id').limit(1).executeTakeFirst();
  await Promise.all([
    fault(),
    desk.injectSome(12),
    ticket ? Promise.all([desk.answer(ticket.id), pause(600).then(() => desk.answer(ticket.id))]) : null,
  ]);
}

/** What an agent does who cannot decide. */
async function restated(desk: FaultyDesk, ticketId: number, n: number): Promise<void> {
  await changeTicket(desk.db, ticketId, null, () => ({
    ...noChange(),
    events: [{ kind: 'noted', agentId: 1, data: { n } }],
  }));
}
