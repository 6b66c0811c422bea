import { seeded } from '../bench/random.ts';
import type { SinkScript } from '../support/smtp-sink.ts';
import { type FaultyDesk, pause } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';

/** Over the lease of an outbox row. */
const PAST_LEASE = 21 * 60_000;

/** What a relay may say at each stage instead of going on. */
const STAGES: ((answer: string) => SinkScript)[] = [
  (answer) => ({ greeting: answer }),
  (answer) => ({ mail: () => answer }),
  (answer) => ({ rcpt: () => answer }),
  (answer) => ({ data: () => answer }),
  (answer) => ({ body: () => answer }),
];
const ANSWERS = ['421 4.3.2 going down', '451 4.3.0 try later', '552 5.2.2 no', 'close', 'tear'];

const SLOW = ['drip', 'stall'];

export const goingOut: Fault[] = [
  {
    code: 'F19',
    what: 'the relay takes mail and its 250 is lost',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(8);
      await desk.settle();
      // Every mail that is under way now is taken, and nobody is told.
      desk.sink.script = { body: () => 'lose' };
      const [one, other] = await openTickets(desk);
      await desk.answer(one);
      await desk.answer(other);
      await desk.injectSome(4);
      await pause(1500);
      desk.sink.script = {};
      await desk.settle();
    }),
  },
  {
    code: 'F20',
    what: 'the relay says no, or nothing, at each stage',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed, depth) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      await desk.injectSome(4);
      await desk.settle();
      for (const stage of STAGES)
        for (const answer of depth === 'all' ? ANSWERS : [random.pick(ANSWERS)]) {
          desk.sink.script = stage(answer);
          await desk.injectSome(2);
          await desk.answer((await openTickets(desk))[0]);
          await pause(400);
        }
      desk.sink.script = {};
    }),
  },
  {
    code: 'F17',
    what: 'the relay speaks a letter at a time, then no more',
    seeds: { sample: 1, all: 5 },
    run: onDesk({}, async (desk, seed, depth) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      await desk.injectSome(4);
      await desk.settle();
      for (const slow of depth === 'all' ? SLOW : [random.pick(SLOW)])
        for (const stage of depth === 'all' ? STAGES : [random.pick(STAGES), random.pick(STAGES)]) {
          desk.sink.script = stage(slow);
          await desk.injectSome(2);
          await desk.answer((await openTickets(desk))[0]);
          await pause(2000);
          // Other mail is still taken in; then the relay is restarted.
          await desk.injectSome(1);
          desk.sink.script = {};
          desk.smtp.resetAll();
        }
    }),
  },
  {
    code: 'F25',
    what: 'a gateway sleeps past its lease while sending',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      // It sleeps before anything is made, before anything is sent, and before it tells what was sent.
      for (const point of ['claimed', 'made', 'answered'] as const) {
        const sleeper = await desk.start({ failpoints: [{ point, nth: 1, action: `sleep:${SLEEP}` }] });
        if (desk.history.mails.length === 0) await desk.watched();
        await desk.injectSome(4 + (seed % 3));
        const [ticket] = await openTickets(desk).catch(() => []);
        if (ticket !== undefined) await desk.answer(ticket);
        await sleeper.reaches(point);
        await desk.turnClock(PAST_LEASE);
        const other = await desk.start();
        await pause(SLEEP);
        await desk.settle();
        await sleeper.stop();
        await other.stop();
      }
    }),
  },
];

/** Milliseconds: the other gateway has started and sent by then. */
const SLEEP = 4000;

async function openTickets({ db }: FaultyDesk): Promise<[number, number]> {
  const rows = await db.selectFrom('ticket').select('id').orderBy('id').limit(2).execute();
  const [one, other] = rows.map(({ id }) => id);
  if (one === undefined || other === undefined) throw new Error('there are no two tickets yet');
  return [one, other];
}
