import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { postgresBinaries } from './needs.ts';

/** `url` ends in "/": add a database's name. `template` is a migrated database: cloning takes a tenth of migrating. */
export type Cluster = {
  url: string;
  template: string;
  stop(): Promise<void>;
};

/** One of our own, which may have ended by itself. */
export type OwnCluster = Cluster & {
  /** What the server said last. */
  said(): string;
  /** Ends it, if it runs, and starts it on its port. */
  restart(): Promise<void>;
};

/** The longest an idle start took on a busy machine was 3 s. */
const START_DEADLINE = 60_000;

/** Somebody may take the free port between our asking and PostgreSQL's binding. */
const TRIES = 3;

/**
 * A PostgreSQL of our own from the installed binaries, in a temporary folder, on a free port of 127.0.0.1. It ends with
 * this process, however that ends. `durable` waits for the disk as production does; tests need not. `on`: where that
 * folder is made.
 */
export async function startCluster({ durable = false, on = tmpdir() } = {}): Promise<OwnCluster> {
  const bin = postgresBinaries();
  if (bin === null) throw new Error('PostgreSQL is missing. Run `npm run test:setup`, or set TEST_DATABASE_URL.');
  const folder = await mkdtemp(join(on, 'heed-postgres-'));
  const user = unprivileged();
  const password = randomBytes(12).toString('hex');
  await writeFile(join(folder, 'password'), password);
  if (user) for (const path of [folder, join(folder, 'password')]) await chown(path, user.uid, user.gid);
  initialise(bin, folder, user);
  let server = await serve(bin, folder, user, durable);
  const url = `postgres://heed:${password}@127.0.0.1:${server.port}/`;
  return {
    url,
    template: await makeTemplate(url),
    said: () => server.said(),
    async restart() {
      await end(server.shell);
      server = await serve(bin, folder, user, durable, server.port);
    },
    async stop() {
      await end(server.shell);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server that is already there, as TEST_DATABASE_URL names it; only what the run made is removed from it. */
export async function useCluster(address: string): Promise<Cluster> {
  const url = urlOf(address, '');
  const template = await makeTemplate(url);
  return { url, template, stop: () => onServer(url, `drop database if exists ${template} with (force)`) };
}

/** One statement outside any transaction, as making and dropping a database needs it. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(url, 'postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

export function urlOf(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** The project's migrations, as the gateway reads them. */
export async function migrations(): Promise<Map<string, string>> {
  const names = (await readdir('migrations')).filter((name) => /^\d+.*\.sql$/.test(name)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join('migrations', name), 'utf8')] as const)),
  );
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

type User = { uid: number; gid: number };

/** PostgreSQL refuses to run as root; anybody else runs it as themselves. */
function unprivileged(): User | null {
  return process.getuid?.() === 0 ? nobody() : null;
}

export function nobody(): User {
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout));
  if (!uid || !gid) throw new Error('There is no user "nobody" to run PostgreSQL as: it refuses to run as root.');
  return { uid, gid };
}

function initialise(bin: string, folder: string, user: User | null): void {
  const { status, stderr } = spawnSync(
    join(bin, 'initdb'),
    ['-D', join(folder, 'data'), '-U', 'heed', '-A', 'scram-sha-256', '--pwfile', join(folder, 'password')].concat([
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
      '--no-instructions',
    ]),
    { ...user, cwd: tmpdir(), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

async function serve(bin: string, folder: string, user: User | null, durable: boolean, given?: number) {
  for (let tries = 1; ; tries++) {
    const port = given ?? (await freePort());
    const settings = [
      ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
      `unix_socket_directories=${folder}`,
      'listen_addresses=127.0.0.1',
      'max_connections=200',
    ].flatMap((setting) => ['-c', setting]);
    // The shell waits for our end of the pipe to close, be it by a kill, and ends the server then. What runs in its
    // background reads from /dev/null, so that the server does not hold the pipe itself.
    const script = '"$0" "$@" & server=$!; cat > /dev/null; kill -INT "$server"; wait "$server"';
    const shell = spawn(
      'sh',
      ['-c', script, join(bin, 'postgres'), '-D', join(folder, 'data'), '-p', `${port}`, ...settings],
      // A group of its own: an interrupt at the terminal is for the tests, which end the server in order.
      { ...user, cwd: tmpdir(), detached: true, stdio: ['pipe', 'ignore', 'pipe'] },
    );
    let said = '';
    shell.stderr?.on('data', (words: Buffer) => {
      said = (said + words).slice(-4000);
    });
    const problem = await problemOf(shell);
    if (problem === null) return { shell, port, said: () => said };
    await end(shell);
    if (tries === TRIES) throw new Error(`PostgreSQL did not start:\n${problem}`);
  }
}

async function problemOf(shell: ChildProcess): Promise<string | null> {
  let said = '';
  const ready = new Promise<string | null>((resolve) => {
    shell.stderr?.on('data', (words: Buffer) => {
      said = (said + words).slice(-4000);
      if (said.includes('ready to accept connections')) resolve(null);
      if (said.includes('FATAL')) resolve(said);
    });
    setTimeout(() => resolve(said || 'nothing was said'), START_DEADLINE).unref();
  });
  return ready;
}

async function end(shell: ChildProcess): Promise<void> {
  const ended = once(shell, 'exit');
  shell.stdin?.end();
  if (shell.exitCode === null) await ended;
}

async function makeTemplate(url: string): Promise<string> {
  const template = `heed_template_${process.pid}`;
  await onServer(url, `create database ${template}`);
  const database = openPostgres(urlOf(url, template), { max: 1 });
  try {
    await migrate(database.db, await migrations());
  } finally {
    await database.close();
  }
  return template;
}
