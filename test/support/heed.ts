import { spawn } from 'node:child_process';

export type Said = { code: number | null; out: string; err: string };

/** The command line in a process of its own, as `npm run heed -- ...` runs it. */
export function heed(env: Record<string, string>, ...args: string[]): Promise<Said> {
  const child = spawn(process.execPath, ['gateway/cli/heed.ts', ...args], { env: { PATH: process.env.PATH, ...env } });
  const said: Said = { code: null, out: '', err: '' };
  child.stdout.on('data', (words: Buffer) => {
    said.out += words;
  });
  child.stderr.on('data', (words: Buffer) => {
    said.err += words;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...said, code })));
}
