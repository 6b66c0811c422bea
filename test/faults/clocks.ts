import { sql } from 'kysely';
import { seeded } from '../bench/random.ts';
import { type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const clocks: Fault[] = [
  {
    code: 'F27',
    what: 'the clock is turned back and on',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      for (const turn of [-HOUR, 10 * MINUTE, -2 * MINUTE, DAY, -DAY, 3 * DAY]) {
        await desk.injectSome(3);
        await pause(random.between(0, 500));
        await desk.turnClock(turn);
      }
      await desk.settle();
      await until(() => allSaid(desk), 60_000);
    }),
  },
];

/** Of promises that are past, each was said: within a tick. */
async function allSaid({ db }: FaultyDesk): Promise<boolean> {
  const { rows } = await sql<{ unsaid: number }>`select count(*) as unsaid from clock
    where due_at < heed_now() and met_at is null and breached_at is null and paused_at is null`.execute(db);
  return rows[0]?.unsaid === 0;
}
