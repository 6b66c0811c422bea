import { sql } from 'kysely';
import { writeLimits } from '../../gateway/store/settings.ts';
import { freePort, startCluster } from '../support/cluster.ts';
import type { Verdict } from './checker.ts';
import { type DeskWishes, type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { databasesOn } from './ground.ts';
import { push } from './push.ts';
import { noSmallDisk, smallDisk } from './small-disk.ts';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;
/** Of the disk of mail, and of it so much must be free where collecting is to pause in time. */
const MAIL_DISK = 64;
const LEAST_FREE = 8;
/** A database with its logs, of 16 MB each. */
const DATABASE_DISK = 256;
/** Milliseconds: what stands in the way is looked at every five seconds. */
const PAUSES_WITHIN = 20_000;
/** Milliseconds; a disk that had room is not looked at again for a second. */
const LOOKED_AT_FOR = 1100;
/** Milliseconds in which mail meets a disk that is full to the last byte. */
const MEETS_IT = 4000;

/** Disks that are full, and then are not. */
export const disks: Fault[] = [
  {
    code: 'F14',
    what: 'the disk of mail is nearly full, then full',
    seeds: { sample: 1, all: 5 },
    missing: noSmallDisk,
    run: (ground, seed, depth) => onFullDisk(MAIL_DISK, {}, ground, seed, depth),
  },
  {
    code: 'F14e',
    what: 'the disk is nearly full, then full, embedded database',
    seeds: { sample: 1, all: 5 },
    missing: noSmallDisk,
    run: (ground, seed, depth) => onFullDisk(DATABASE_DISK, { embedded: true }, ground, seed, depth),
  },
  {
    code: 'F15',
    what: "the database's disk is full, and it ends",
    seeds: { sample: 1, all: 5 },
    missing: noSmallDisk,
    async run(ground, seed, depth) {
      await using disk = await smallDisk(DATABASE_DISK);
      const cluster = await startCluster({ durable: true, on: disk.path });
      try {
        const bring = onDesk({}, async (desk) => {
          await desk.start();
          await desk.watched();
          await desk.injectSome(6);
          await desk.settle();
          for (let times = 0; times < 2; times++) {
            await disk.fill(200 * KILOBYTE);
            await desk.injectSome(8);
            await until(async () => !(await writesOn(desk)), PAUSES_WITHIN);
            await pause(MEETS_IT);
            if (!/PANIC|No space left/.test(cluster.said())) throw new Error(`it did not run full: ${cluster.said()}`);
            await disk.free();
            await cluster.restart();
            await desk.settle();
          }
        });
        return await bring({ ...ground, ...databasesOn(cluster) }, seed, depth);
      } finally {
        await cluster.stop();
      }
    },
  },
];

async function onFullDisk(
  megabytes: number,
  wishes: Pick<DeskWishes, 'embedded'>,
  ...[ground, seed, depth]: Parameters<Fault['run']>
): Promise<Verdict> {
  await using disk = await smallDisk(megabytes);
  const bring = onDesk({ ...wishes, dataDir: disk.path }, async (desk) => {
    const door = await freePort();
    const [mailbox = ''] = desk.mailboxes;
    const first = await startLeaving(desk, LEAST_FREE, door);
    await desk.watched();
    await desk.injectSome(6);
    await push(desk, door);
    await desk.settle();
    await disk.fill((LEAST_FREE * MEGABYTE) / 2);
    await pause(LOOKED_AT_FOR);
    const before = await rowsOf(desk);
    await desk.injectSome(6);
    if (await isTaken(push(desk, door))) throw new Error('mail was taken over SMTP');
    await until(async () => (await troubleOf(desk)).includes('nearly full'), PAUSES_WITHIN);
    if ((await rowsOf(desk)) !== before) throw new Error('mail was accepted');
    await disk.free();
    await desk.settle();
    await first.stop();
    // Without the reserve it is the writing itself that fails.
    const second = await startLeaving(desk, 0, door);
    await disk.fill(20 * KILOBYTE);
    for (let times = 0; times < 4; times++) {
      await desk.inject(desk.history.next(mailbox, 'INBOX', 'attachment'));
      await isTaken(push(desk, door));
    }
    await until(async () => /ENOSPC|No space left/.test(second.said()) || !second.isUp(), PAUSES_WITHIN);
    await disk.free();
  });
  return await bring(ground, seed, depth);
}

/** Starts a gateway that pauses when so many megabytes are free, which an admin said at one before it. */
async function startLeaving(desk: FaultyDesk, leastFreeMegabytes: number, door: number): Promise<GatewayProcess> {
  const told = await desk.start();
  await writeLimits(desk.db, { leastFreeMegabytes });
  await told.stop();
  return desk.start({}, { SANDBOX_SMTP_PORT: `${door}` });
}

const isTaken = (pushed: Promise<void>) =>
  pushed.then(
    () => true,
    () => false,
  );

async function rowsOf({ db }: FaultyDesk): Promise<number> {
  return (await db.selectFrom('ledger').select('id').execute()).length;
}

async function troubleOf({ db }: FaultyDesk): Promise<string> {
  const { health } = await db.selectFrom('mailbox').select('health').executeTakeFirstOrThrow();
  return JSON.stringify(health);
}

/** Asks for another log, which a full disk has no room for; whether it was made. */
async function writesOn({ db }: FaultyDesk): Promise<boolean> {
  return sql`select pg_switch_wal()`.execute(db).then(
    () => true,
    () => false,
  );
}
