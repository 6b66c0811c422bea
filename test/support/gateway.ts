import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { freePort } from './cluster.ts';

export type Gateway = {
  url: string;
  dataDir: string;
  /** The one-time path of the set-up page, while there is no agent. */
  setUpPath: string | null;
  /** The port customers' mail clients send to, while the sandbox runs. */
  sandboxPort: number | null;
  pid: number;
  /** What it logged and said so far. */
  said(): string;
  /** Ends it in order; its exit code. */
  stop(): Promise<number | null>;
  /** Pulls the plug. */
  kill(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The embedded database takes a few seconds to be made on a busy machine. */
const START_DEADLINE = 60_000;

/** A whole Heed in a process of its own, as `npm start` runs it, on free ports. */
export async function startGateway(env: Record<string, string> = {}): Promise<Gateway> {
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(inject('folder'), 'data-')));
  const port = env.PORT ?? `${await freePort()}`;
  const child = spawn(process.execPath, ['--import', './gateway/node-version.js', 'gateway/node.ts'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SANDBOX_SMTP_PORT: '0',
      LOG_LEVEL: 'warn',
      ...env,
      PORT: port,
      DATA_DIR: dataDir,
    },
  });
  let words = '';
  const greeted = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        words += bytes;
        if (words.includes('Stop with Ctrl-C.')) resolve();
      });
    child.once('exit', (code) => reject(new Error(`Heed ended (${code}):\n${words}`)));
    setTimeout(() => reject(new Error(`Heed did not start in time:\n${words}`)), START_DEADLINE).unref();
  });
  const stop = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  await greeted.catch(async (error: unknown) => {
    await stop('SIGKILL');
    throw error;
  });
  return {
    url: `http://localhost:${port}`,
    dataDir,
    setUpPath: /(\/app\/setup#[\w-]+)/.exec(words)?.[1] ?? null,
    sandboxPort: Number(/SMTP server 127\.0\.0\.1, port (\d+)/.exec(words)?.[1]) || null,
    pid: child.pid ?? 0,
    said: () => words,
    stop: () => stop('SIGTERM'),
    kill: async () => {
      await stop('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await stop('SIGTERM');
    },
  };
}
