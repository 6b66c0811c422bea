import { POINTS, type Point } from '../../gateway/reached.ts';
import { seeded } from '../bench/random.ts';
import { freePort } from '../support/cluster.ts';
import { answerNewest, type FaultyDesk, pause } from './desk.ts';
import { type Depth, type Fault, onDesk } from './fault.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { push } from './push.ts';

/** Over every lease a dead gateway holds. */
const PAST_LEASES = 21 * 60_000;

/** Half a second each; a point comes once a tick, the slowest of all. */
const MOST_TRIES = 120;

/** Of one seed: many short lives find more than a few long ones, and several are lived side by side. */
const KILLS = { sample: 2, all: 5 };
const ABREAST = 4;
/** Milliseconds; by then most of what was injected is on its way out. */
const LATEST_KILL = 1200;

/** Points that are reached only with mail going out. */
const OUTWARD: readonly Point[] = ['claimed', 'made', 'in data', 'answered', 'settled'];

const EMBEDDED = ', embedded database';

const atEachPoint = async (desk: FaultyDesk, _seed: number, depth: Depth) => {
  for (const nth of depth === 'all' ? [1, 2, 3] : [1]) for (const point of POINTS) await killAt(desk, point, nth);
};

const atAnyMoment = async (desk: FaultyDesk, seed: number, depth: Depth) => {
  const random = seeded(seed);
  for (let kills = 1; kills <= KILLS[depth]; kills++) {
    const gateway = await desk.start();
    if (kills === 1) await desk.watched();
    const injecting = desk.injectSome(random.between(3, 12));
    if (random.chance(0.5)) await answerNewest(desk);
    await pause(random.between(0, LATEST_KILL));
    await gateway.kill();
    await injecting;
    // Nobody waits for the leases of the last that died.
    if (kills === KILLS[depth] || random.chance(0.7)) await desk.turnClock(PAST_LEASES);
  }
};

export const crashes: Fault[] = [
  {
    code: 'F01',
    what: 'killed at each of 12 points',
    seeds: { sample: 1, all: 3 },
    run: onDesk({}, atEachPoint),
  },
  {
    code: 'F01e',
    what: `killed at each of 12 points${EMBEDDED}`,
    seeds: { sample: 1, all: 3 },
    run: onDesk({ embedded: true }, atEachPoint),
  },
  {
    code: 'F02',
    what: 'killed at any moment, again and again',
    seeds: { sample: 20, all: 100 },
    abreast: ABREAST,
    run: onDesk({ mailboxes: 2 }, atAnyMoment),
  },
  {
    code: 'F02e',
    what: `killed at any moment, again and again${EMBEDDED}`,
    seeds: { sample: 4, all: 50 },
    abreast: 2,
    run: onDesk({ mailboxes: 2, embedded: true }, atAnyMoment),
  },
];

/**
 * A gateway that dies the `nth` time it reaches a point, given mail until it does. It first comes to rest, so that no
 * mail meets more than one death: three put a mail aside, and rightly.
 */
async function killAt(desk: FaultyDesk, point: Point, nth: number): Promise<void> {
  const door = point === 'unspooled' ? await freePort() : null;
  const failpoints = [{ point, nth, action: 'kill' } as const];
  // A tick is at the start, and then not for a while.
  const atOnce = point === 'ticked';
  const gateway = await desk.start(atOnce ? { failpoints } : {}, door === null ? {} : { SANDBOX_SMTP_PORT: `${door}` });
  if (!atOnce) {
    await desk.watched();
    await desk.settle();
    if (point === 'in data') killInData(desk, gateway, nth);
    else await gateway.arm(failpoints);
  }
  for (let tries = 0; gateway.isUp() && tries < MOST_TRIES; tries++) {
    if (door === null) await desk.injectSome(2);
    else await push(desk, door).catch(() => undefined);
    if (OUTWARD.includes(point))
      await answerNewest(desk).catch((error: unknown) => {
        // An embedded database has gone with its gateway.
        if (gateway.isUp()) throw error;
      });
    if (point === 'ticked') await desk.turnClock(PAST_LEASES);
    await Promise.race([gateway.ended, pause(500)]);
  }
  if (gateway.isUp()) throw new Error(`${point} was not reached ${nth} times`);
  desk.sink.script = {};
  await desk.turnClock(PAST_LEASES);
}

/** Between DATA and the final dot, as the relay sees it. */
function killInData(desk: FaultyDesk, gateway: GatewayProcess, nth: number): void {
  let times = 0;
  desk.sink.script = {
    data() {
      times += 1;
      if (times === nth) void gateway.kill();
      return undefined;
    },
  };
}
