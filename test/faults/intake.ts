import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../bench/random.ts';
import { freePort } from '../support/cluster.ts';
import { type FaultyDesk, pause } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import { cutPower } from './power.ts';
import { push } from './push.ts';

const SENDERS = 3;
const MAILS_EACH = 4;
/** Milliseconds; without a database the door waits a second before it takes a mail. */
const LATEST_KILL = 2000;

/** Mail that is handed to us: from our 250 on we hold the only copy. */
export const intake: Fault[] = [
  {
    code: 'I15',
    what: 'pushed mail: killed, and the database away',
    seeds: { sample: 1, all: 20 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      const door = `${await freePort()}`;
      for (let times = 0; times < 8; times++) {
        const gateway = await desk.start({}, { SANDBOX_SMTP_PORT: door });
        if (random.chance(0.7)) desk.postgres.mode = random.pick(['reset', 'close', 'stall']);
        const pushing = pushSome(desk, Number(door));
        await pause(random.between(0, LATEST_KILL));
        await gateway.kill();
        await pushing;
        desk.postgres.mode = 'pass';
      }
    }),
  },
  {
    code: 'I15e',
    what: 'pushed mail: killed, embedded database',
    seeds: { sample: 1, all: 20 },
    run: onDesk({ embedded: true }, async (desk, seed) => {
      const random = seeded(seed);
      const door = await freePort();
      for (let times = 0; times < 5; times++) {
        const gateway = await desk.start({}, { SANDBOX_SMTP_PORT: `${door}` });
        const pushing = pushSome(desk, door);
        await pause(random.between(0, LATEST_KILL));
        await gateway.kill();
        await pushing;
      }
    }),
  },
  {
    code: 'F16',
    what: 'pushed mail: the power fails while the database is away',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk, seed) => {
      const random = seeded(seed);
      const door = await freePort();
      const journal = join(await realpath(desk.dataDir), 'what-was-synced');
      const spool = join(await realpath(desk.dataDir), 'spool');
      for (let times = 0; times < 5; times++) {
        const gateway = await desk.start({ power: journal }, { SANDBOX_SMTP_PORT: `${door}` });
        desk.postgres.mode = 'close';
        await push(desk, door);
        const pushing = pushSome(desk, door);
        await pause(random.between(0, LATEST_KILL));
        await gateway.kill();
        await pushing;
        await cutPower([join(spool, 'new'), join(spool, 'tmp')], journal);
        desk.postgres.mode = 'pass';
      }
    }),
  },
];

/** Several senders, each one mail after the other, until the door is shut. */
async function pushSome(desk: FaultyDesk, door: number): Promise<void> {
  const sender = async () => {
    for (let pushed = 0; pushed < MAILS_EACH; pushed++) await push(desk, door).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}
