import { sql } from 'kysely';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import type { Db } from '../../gateway/store/db.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { tick } from '../../gateway/tick.ts';
import { ticking } from '../../gateway/wiring/ticking.ts';
import { migrations, onServer, startCluster, urlOf } from '../support/cluster.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const DUE = 100;
const ROUNDS = 15;

/** `npm run bench -- tick`: what a look at the clock costs with 100 promises due among more and more that are open. */
export async function tickBench(args: string[]): Promise<void> {
  const most = Number(args[args.indexOf('--most') + 1]) || Number.POSITIVE_INFINITY;
  const cluster = await startCluster({ durable: true });
  try {
    const medians: number[] = [];
    for (const size of SIZES.filter((one) => one <= most)) {
      const name = `tick_${size}`;
      await onServer(cluster.url, `create database ${name}`);
      const database = openPostgres(urlOf(cluster.url, name), { max: 1 });
      try {
        await migrate(database.db, await migrations());
        await fill(database.db, size);
        const times = await measure(database.db, size);
        const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
        medians.push(median);
        process.stdout.write(
          `${size.toLocaleString('en').padStart(10)} open clocks: ${median.toFixed(1)} ms a tick with ${DUE} due (median of ${ROUNDS}; ${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)})\n`,
        );
      } finally {
        await database.close();
      }
    }
    process.stdout.write(
      `the slowest is ${(Math.max(...medians) / Math.min(...medians)).toFixed(2)} times the fastest\n`,
    );
  } finally {
    await cluster.stop();
  }
}

/** What one statement writes within its time limit. */
const PIECE = 50_000;

/** One clock a ticket, due in the coming year. */
async function fill(db: Db, size: number): Promise<void> {
  await sql`insert into contact (address) select 'c' || n || '@kite.example' from generate_series(1, 1000) n`.execute(
    db,
  );
  for (let first = 1; first <= size; first += PIECE) {
    await sql`with t as (
      insert into ticket (subject, priority, requester_id, opened_at, changed_at)
      select 'Ticket ' || n, 'medium', 1 + n % 1000, heed_now(), heed_now()
      from generate_series(${first}::int, ${Math.min(size, first + PIECE - 1)}::int) n returning id
    )
    insert into clock (ticket_id, target, priority, minutes, started_at, due_at, next_at)
    select id, 'first response', 'medium', 480, heed_now(), due, due
    from (select id, heed_now() + 86400000 + (random() * 31536000000)::bigint as due from t) t`.execute(db);
  }
  await sql`set statement_timeout = 0`.execute(db);
  await sql`vacuum analyze`.execute(db);
}

/** Each round makes other tickets due, spread over all of them, and measures the tick that finds them. */
async function measure(db: Db, size: number): Promise<number[]> {
  const desk = ticking({ db, policy: async () => DEFAULT_POLICY, desk: async () => DEFAULT_DESK });
  const sample = Math.min(100, (100 * 20 * DUE) / size);
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    await sql`update clock set started_at = heed_now() - 864000000, due_at = heed_now() - 1000, next_at = heed_now() - 1000
      where id in (select id from clock tablesample bernoulli (${sample}) where breached_at is null order by random() limit ${DUE})`.execute(
      db,
    );
    const started = performance.now();
    const found = await tick(desk);
    if (found !== DUE) throw new Error(`a tick found ${found} of ${DUE}`);
    if (round >= 0) times.push(performance.now() - started);
  }
  return times;
}
