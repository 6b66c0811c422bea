import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FamilyPackages, keptPackages } from './packages.ts';

export type PrivateRoot = {
  /** The folder that is /var/kept in there: mail is put where a test can reach it. */
  kept: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Unpacking and starting took three seconds on a busy machine. */
const START_DEADLINE = 60_000;

// Packages that conflict with those of the machine are unpacked over a view of its file system, in which alone they are
// run; the machine stays as it is. The shell that enters is the first process in there, and all others end with it;
// it ends when the server does, or with the tests, however those end: then nobody holds its input any more.
const ENTER = `
set -e
mount --make-rprivate /
mount -t overlay overlay -o lowerdir=/,upperdir="$SCRATCH/upper",workdir="$SCRATCH/work" "$SCRATCH/root"
cd "$SCRATCH/root"
mount -t proc proc proc
mount -t tmpfs tmpfs dev
cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev/
mkdir dev/pts dev/shm
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 tmpfs run
mkdir run/lock
mkdir -p var/kept
mount --bind "$SCRATCH/kept" var/kept
for package in "$PACKAGES"/*.deb; do
  dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C .
done
exec 3<&0
cat <&3 >/dev/null &
chroot . bash -c "$SCRIPT" &
wait -n
exit
`;

/** Runs `script` where the packages of `family` are installed, until it listens on `port` of 127.0.0.1. Only as root. */
export async function startInPrivateRoot(family: FamilyPackages, port: number, script: string): Promise<PrivateRoot> {
  const scratch = await mkdtemp(join(tmpdir(), `heed-${family.name}-`));
  for (const name of ['upper', 'work', 'root', 'kept']) await mkdir(join(scratch, name), { mode: 0o755 });
  const env = { PATH: process.env.PATH, SCRATCH: scratch, PACKAGES: resolve(keptPackages(family)), SCRIPT: script };
  const holder = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', ENTER], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [holder.stdout, holder.stderr]) stream.on('data', (words: Buffer) => (said += words));
  const gone = once(holder, 'exit');
  const stop = async (): Promise<void> => {
    if (holder.exitCode === null && holder.signalCode === null) {
      holder.kill('SIGKILL');
      await gone;
    }
    await rm(scratch, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  for (const until = performance.now() + START_DEADLINE; !(await listens(port)); await pause(50)) {
    if (holder.exitCode === null && performance.now() < until) continue;
    await stop();
    throw new Error(`${family.name} does not listen: ${said}`);
  }
  return { kept: join(scratch, 'kept'), [Symbol.asyncDispose]: stop };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const open = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return open;
}
