import { sql } from 'kysely';
import { backup } from '../../gateway/keep/backup.ts';
import { restore } from '../../gateway/keep/restore.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { migrations, onServer } from '../support/cluster.ts';
import { type FaultyDesk, pause } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import { giveTurnableClock, KEY } from './furnish.ts';
import type { Ground } from './ground.ts';

/** Milliseconds: mail servers tell the second a mail came in, and one of a restore's own second counts as before it. */
const NEXT_SECOND = 1100;

export const restores: Fault[] = [
  {
    code: 'F36',
    what: 'a backup amid traffic, then the database is lost',
    seeds: { sample: 1, all: 10 },
    run(ground, seed, depth) {
      const bring = onDesk({}, async (desk) => {
        const first = await desk.start();
        await desk.watched();
        await desk.injectSome(8);
        await desk.settle();
        const tickets = await desk.db.selectFrom('ticket').select('id').orderBy('id').limit(2).execute();
        for (const { id } of tickets) await desk.answer(id);
        await desk.settle();
        const flowing = desk.injectSome(10);
        const { folder } = await backup({ db: desk.db, dataDir: desk.dataDir }, 'by hand');
        await flowing;
        await desk.injectSome(6);
        await desk.settle();
        await first.kill();
        await restoreFrom(folder, desk, ground);
        await pause(NEXT_SECOND);
        await desk.start();
        await desk.injectSome(6);
      });
      return bring(ground, seed, depth);
    },
  },
];

/** What an operator does whose database is lost, while no gateway runs: restores into an empty one of the same name. */
async function restoreFrom(folder: string, { databaseUrl, dataDir, db }: FaultyDesk, ground: Ground): Promise<void> {
  if (databaseUrl === null) throw new Error('an embedded database is lost with its folder');
  const { rows } = await sql<{ turned: number }>`select turned from faults.clock`.execute(db);
  const empty = await ground.emptyDatabase();
  const other = openPostgres(empty, { max: 1 });
  await migrate(other.db, await migrations());
  await giveTurnableClock(other.db, rows[0]?.turned ?? 0);
  const secretFingerprint = secretsOf(KEY).fingerprint;
  const how = { dataDir, migrations: await migrations(), secretFingerprint, newKey: false, leaveOutDamaged: false };
  await restore({ db: other.db, ...how }, folder);
  await other.close();
  await ground.dropDatabase(databaseUrl);
  await onServer(databaseUrl, `alter database ${nameOf(empty)} rename to ${nameOf(databaseUrl)}`);
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);
