import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { type Cluster, onServer, startCluster, urlOf } from '../support/cluster.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import { type BenchSink, startBenchSink } from './sink.ts';
import { cpuOf, parentOf } from './usage.ts';

/** Everything around what is measured: mail server, database server that waits for the disk, relay, a folder. */
export type Place = AsyncDisposable & {
  dovecot: Dovecot;
  sink: BenchSink;
  folder: string;
  /** A connection to a new, empty database. */
  freshDatabase(): Promise<{ url: string; client: pg.Client }>;
  /** CPU milliseconds used so far by the servers and by the one of that process number. */
  cpu(app: number): Cpu;
};

export type Cpu = { app: number; postgres: number; dovecot: number; sink: number };

export async function openPlace(users: string[]): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'heed-bench-'));
  const cluster = await startCluster({ durable: true });
  const dovecot = await startDovecot({ users });
  const sink = await startBenchSink();
  const clients: pg.Client[] = [];
  const postgresPid = await postmasterOf(cluster);
  const dovecotPid = Number(await readFile(join(dirname(dovecot.config), 'run', 'master.pid'), 'utf8'));
  return {
    dovecot,
    sink,
    folder,
    async freshDatabase() {
      const name = `bench_${randomBytes(4).toString('hex')}`;
      await onServer(cluster.url, `create database ${name}`);
      const url = urlOf(cluster.url, name);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      clients.push(client);
      return { url, client };
    },
    cpu: (app) => ({
      app: cpuOf(app),
      postgres: cpuOf(postgresPid),
      dovecot: cpuOf(dovecotPid),
      sink: cpuOf(sink.pid),
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.end()));
      sink.close();
      await dovecot[Symbol.asyncDispose]();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The parent of every server process of PostgreSQL. */
async function postmasterOf({ url }: Cluster): Promise<number> {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return parentOf(rows[0]?.pid ?? 0);
  } finally {
    await client.end();
  }
}
