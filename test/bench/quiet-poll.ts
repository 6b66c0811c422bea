import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'kysely';
import { type Collecting, collect, watchFolder } from '../../gateway/collect.ts';
import { openMailbox } from '../../gateway/mail/imap.ts';
import { unwatched } from '../../gateway/reached.ts';
import type { Db } from '../../gateway/store/db.ts';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { knownUids, openSource, settleSource } from '../../gateway/store/sources.ts';
import { migrations, onServer, startCluster, urlOf } from '../support/cluster.ts';
import { rounded } from './measure.ts';
import { peakRssOf } from './usage.ts';

const UIDS = 500_000;
const POLLS = 50;

// What a mailbox may cost while nobody writes; the run fails beyond.
const POLL_BYTES = 1024;
const POLL_CPU_MS = 5;
const WHOLE_MS = 1000;
const WHOLE_MB = 64;

/**
 * `npm run bench -- quiet-poll`: a mailbox of half a million numbers where nothing happens. What a poll costs in bytes on
 * the wire and CPU of ours, and the comparison of every number in time and memory; for a server that answers ranges
 * (ESEARCH) and for one that lists every number. One line of JSON each, each in a process of its own: memory is counted
 * from the process's start.
 */
export async function quietPoll(args: string[]): Promise<void> {
  const kind = args[args.indexOf('--server') + 1];
  if (args.includes('--server') && (kind === 'esearch' || kind === 'search')) return measure(kind);
  for (const one of ['esearch', 'search']) {
    const child = fork('test/bench/bench.ts', ['quiet-poll', '--server', one]);
    const [code] = await once(child, 'exit');
    if (code !== 0) process.exitCode = 1;
  }
}

async function measure(kind: 'esearch' | 'search'): Promise<void> {
  const cluster = await startCluster({ durable: true });
  const child = fork('test/bench/quiet-poll-server.ts', [String(UIDS), kind]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  await onServer(cluster.url, 'create database quiet');
  const database = openPostgres(urlOf(cluster.url, 'quiet'), { max: 2 });
  try {
    await migrate(database.db, await migrations());
    const desk = await lookingOnly(database.db, port);
    const watch = watchFolder('INBOX');
    const now = () => performance.now();
    const rss = process.memoryUsage.rss() / 1024 ** 2;
    // The first look opens the folder and compares every number, too.
    await collect(desk, watch, false, now);
    const before = { bytes: await bytesOf(child), cpu: process.cpuUsage() };
    for (let n = 0; n < POLLS; n++) await collect(desk, watch, false, now);
    const { user, system } = process.cpuUsage(before.cpu);
    const bytes = (await bytesOf(child)) - before.bytes;
    const began = performance.now();
    const brought = await collect(desk, watch, true, now);
    const whole = performance.now() - began;
    if (brought !== 0) throw new Error('a quiet mailbox brought mail');
    report({
      server: kind,
      uids: UIDS,
      poll_bytes: Math.round(bytes / POLLS),
      poll_cpu_ms: rounded((user + system) / 1000 / POLLS),
      whole_ms: Math.round(whole),
      whole_mb: Math.max(0, Math.round(peakRssOf(process.pid) - rss)),
    });
    await desk.server[Symbol.asyncDispose]();
  } finally {
    child.kill();
    await database.close();
    await cluster.stop();
  }
}

type Line = {
  server: string;
  uids: number;
  poll_bytes: number;
  poll_cpu_ms: number;
  whole_ms: number;
  whole_mb: number;
};

function report(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  const over = [
    line.poll_bytes > POLL_BYTES && `a poll of ${line.poll_bytes} bytes (at most ${POLL_BYTES})`,
    line.poll_cpu_ms > POLL_CPU_MS && `a poll of ${line.poll_cpu_ms} ms CPU (at most ${POLL_CPU_MS})`,
    line.whole_ms > WHOLE_MS && `a comparison of ${line.whole_ms} ms (at most ${WHOLE_MS})`,
    line.whole_mb > WHOLE_MB && `a comparison of ${line.whole_mb} MB (at most ${WHOLE_MB})`,
  ].filter(Boolean);
  if (over.length === 0) return;
  process.stderr.write(`too much: ${over.join('; ')}\n`);
  process.exitCode = 1;
}

async function bytesOf(server: ChildProcess): Promise<number> {
  server.send('bytes');
  const [{ bytes }] = (await once(server, 'message')) as [{ bytes: number }];
  return bytes;
}

/** The real edges of a collector whose ledger has a row for every number; nothing is to be brought. */
async function lookingOnly(db: Db, port: number) {
  const server = await openMailbox({ host: '127.0.0.1', port, tls: false, user: 'quiet', password: 'quiet' });
  const { id: mailboxId } = await db
    .insertInto('mailbox')
    .values({ kind: 'imap', address: 'quiet@kite.example', sender_name: 'Kite', connection: '{}' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const fresh = { mailboxId, folder: 'INBOX', uidValidity: '1', renumbered: false };
  const source = await openSource(db, { ...fresh, historyUntil: 0, historyCount: 0, importedUntil: 0 });
  await sql`insert into ledger (source_id, key, sha256, size, disposition, decided_at)
    select ${source.id}, uid::text, '', 0, 'retired', heed_now() from generate_series(1, ${UIDS}::int) uid`.execute(db);
  await sql`set statement_timeout = 0`.execute(db);
  await sql`vacuum analyze`.execute(db);
  await settleSource(db, source.id, UIDS);
  const settled = { ...source, settledUntil: UIDS };
  const nothing = async (): Promise<never> => {
    throw new Error('a quiet mailbox had something to bring');
  };
  return {
    server,
    ledger: {
      source: async () => settled,
      known: (_, wanted) => knownUids(db, settled, wanted),
      match: nothing,
      accept: nothing,
      retire: nothing,
      settle: nothing,
    },
    decide: nothing,
    room: async () => {},
    stuck: nothing,
    reached: unwatched,
  } satisfies Collecting & { server: AsyncDisposable };
}
