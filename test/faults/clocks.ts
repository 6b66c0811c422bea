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
  {
    code: 'F28',
    what: "gateways' clocks differ from the database's, both ways",
    seeds: { sample: 1, all: 5 },
    run: onDesk({ mailboxes: 2 }, async (desk, seed) => {
      for (const off of [OFF, -OFF]) await desk.start({}, { CLOCK_OFF: `${off}` });
      await desk.watched();
      const before = await holders(desk);
      const random = seeded(seed);
      // Whoever takes its own clock for the database's takes the other's mailbox within this.
      for (let times = 0; times < LEASES_SEEN; times++) {
        await desk.injectSome(2);
        await pause(random.between(1500, 2500));
        if ((await holders(desk)) !== before) throw new Error(`a lease was lost: ${before}, ${await holders(desk)}`);
      }
      await desk.settle();
      // One promise after the other becomes past.
      for (let hours = 0; hours < 12; hours++) {
        await desk.turnClock(HOUR);
        await pause(500);
      }
      await until(() => allSaid(desk), 60_000);
      await saidInTime(desk);
    }),
  },
];

/** Milliseconds by which the clock of a gateway is off. */
const OFF = 10 * MINUTE;
/** Two seconds each: over twice the time in which a gateway looks whether a lease is free (10 s). */
const LEASES_SEEN = 12;

async function holders({ db }: FaultyDesk): Promise<string> {
  const rows = await db.selectFrom('mailbox').select('lease_holder').orderBy('id').execute();
  return rows.map((row) => row.lease_holder).join(' and ');
}

/** No breach is said before it is one, and some were. @throws Error */
async function saidInTime({ db }: FaultyDesk): Promise<void> {
  const { rows } = await sql<{ said: number; early: number }>`
    select count(*) as said, count(*) filter (where breached_at < due_at) as early from clock where breached_at is not null`.execute(
    db,
  );
  const { said = 0, early = 0 } = rows[0] ?? {};
  if (said === 0 || early > 0) throw new Error(`${said} breaches were said, ${early} of them too early`);
}

/** Of promises that are past, each was said: within a tick. */
async function allSaid({ db }: FaultyDesk): Promise<boolean> {
  const { rows } = await sql<{ unsaid: number }>`select count(*) as unsaid from clock
    where due_at < heed_now() and met_at is null and breached_at is null and paused_at is null`.execute(db);
  return rows[0]?.unsaid === 0;
}
