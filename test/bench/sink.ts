import { fork } from 'node:child_process';
import { once } from 'node:events';

export type ToSink = { ask: 'forget' } | { ask: 'await'; count: number; withinMs: number } | { ask: 'taken' };
/** `answers` is the Message-ID it replies to, `automatic` whether a machine says it is one, `at` the wall clock at its 250. */
export type Taken = { to: string; answers: string; automatic: boolean; at: number };
export type FromSink = { url: string } | { reached: number } | { taken: Taken[] };

export type BenchSink = {
  url: string;
  pid: number;
  forget(): void;
  /** Resolves with how many mails it has as soon as there are `count`, or when the time is up. */
  awaits(count: number, withinMs: number): Promise<number>;
  taken(): Promise<Taken[]>;
  close(): void;
};

export async function startBenchSink(): Promise<BenchSink> {
  const child = fork(new URL('./sink-process.ts', import.meta.url));
  const answer = async (): Promise<FromSink> => {
    const [message] = (await once(child, 'message')) as [FromSink];
    return message;
  };
  const ask = (message: ToSink) => child.send(message);
  const hello = await answer();
  if (!('url' in hello) || child.pid === undefined) throw new Error('the sink did not start');
  return {
    url: hello.url,
    pid: child.pid,
    forget: () => void ask({ ask: 'forget' }),
    async awaits(count, withinMs) {
      ask({ ask: 'await', count, withinMs });
      const message = await answer();
      return 'reached' in message ? message.reached : 0;
    },
    async taken() {
      ask({ ask: 'taken' });
      const message = await answer();
      return 'taken' in message ? message.taken : [];
    },
    close: () => void child.kill(),
  };
}
