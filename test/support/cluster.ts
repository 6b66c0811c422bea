import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPostgres } from '../../gateway/store/postgres.ts';
import { postgresBinaries } from './needs.ts';

const run = promisify(execFile);

/** Databases are cloned from it: migrating takes seconds, cloning a tenth of one. */
export const TEMPLATE = 'heed_template';

/**
 * A PostgreSQL cluster of our own on a free port, with a migrated template database.
 * `durable` waits for the disk as production does; tests need not.
 */
export async function startCluster({
  durable = false,
} = {}): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const binaries = postgresBinaries();
  if (!binaries) throw new Error('PostgreSQL is missing. Run `npm run test:setup` first.');
  const folder = await mkdtemp(join(tmpdir(), 'heed-postgres-'));
  const data = join(folder, 'data');
  const nobody = await unprivileged();
  if (nobody) await chown(folder, nobody.uid, nobody.gid);
  await run(join(binaries, 'initdb'), ['-D', data, '-U', 'heed', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...nobody,
    cwd: folder,
  });

  const port = await freePort();
  const settings = [
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
    'max_connections=200',
    'shared_buffers=128MB',
  ];
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
    {
      ...nobody,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await ready(server);
  const url = `postgres://heed@127.0.0.1:${port}/`;
  await makeTemplate(url);
  return {
    url,
    pid: server.pid ?? 0,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The project's migrations, as the gateway reads them. */
export async function migrations(): Promise<Map<string, string>> {
  const names = (await readdir('migrations')).filter((name) => /^\d+.*\.sql$/.test(name)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join('migrations', name), 'utf8')] as const)),
  );
}

async function makeTemplate(url: string): Promise<void> {
  const admin = openPostgres(`${url}postgres`, { max: 1 });
  const { sql } = await import('kysely');
  await sql.raw(`create database ${TEMPLATE}`).execute(admin.db);
  await admin.close();
  const template = openPostgres(url + TEMPLATE, { max: 1 });
  await migrate(template.db, await migrations());
  await template.close();
}

/** PostgreSQL refuses to run as root; anybody else runs it as themselves. */
async function unprivileged(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const { stdout } = await run('id', ['-u', 'nobody']);
  const group = await run('id', ['-g', 'nobody']);
  return { uid: Number(stdout), gid: Number(group.stdout) };
}

async function ready(server: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (data: Buffer) => {
      said += data;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}:\n${said}`)));
  });
  server.stderr?.resume();
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
