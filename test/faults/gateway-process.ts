import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Point } from '../../gateway/reached.ts';
import type { FailingCall } from './failing-calls.ts';
import { type Failpoint, writeFailpoint } from './failpoints.ts';
import type { Asked, Told } from './through-gateway.ts';

const CHILD = join(import.meta.dirname, 'gateway-child.ts');
const PLANT = join(import.meta.dirname, 'plant.ts');

/** A start on a busy machine takes a second or two. */
const START_DEADLINE = 60_000;
/** Mail that is injected reaches any point within seconds. */
const REACH_DEADLINE = 20_000;
/** A gateway asked to stop finishes what is on its way; one that does not in this time is held up by a fault. */
const STOP_DEADLINE = 15_000;

export type Faults = {
  failpoints?: Failpoint[];
  /** A planted defect. */
  plant?: string;
  /** Calls can be made to fail later, by `failCall`. */
  failingCalls?: boolean;
  /** Where the shim writes what reached the disk. */
  power?: string;
};

export type GatewayProcess = {
  pid: number;
  /** Resolves when it is gone, however. */
  ended: Promise<void>;
  isUp(): boolean;
  /** Points where it broke. */
  hits: string[];
  /** Resolves when it breaks there. */
  reaches(point: Point): Promise<void>;
  /** Rejections that nobody handled: each is a defect. */
  unhandled: string[];
  /** The files in which the planted defect took hold. */
  planted: Set<string>;
  /** From now on it breaks there, and nowhere else. */
  arm(failpoints: Failpoint[]): Promise<void>;
  /** Makes one call fail; answers the kind that failed, null when no such call came in time. */
  failCall(call: FailingCall, withinMs: number): Promise<string | null>;
  /** Asks the database that it has to itself. */
  ask(asked: Asked): Promise<Told>;
  said(): string;
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
};

/** Starts a gateway with its faults; resolves once it runs, or has ended by one of them. */
export async function startGatewayProcess(env: Record<string, string>, faults: Faults = {}): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [...(faults.plant ? ['--import', PLANT] : []), CHILD], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      LOG_LEVEL: 'warn',
      ...env,
      ...(faults.failpoints ? { FAILPOINT: faults.failpoints.map(writeFailpoint).join(';') } : {}),
      ...(faults.plant ? { PLANT: faults.plant } : {}),
      ...(faults.failingCalls ? { FAIL_CALLS: '1' } : {}),
      ...(faults.power ? { POWER: faults.power } : {}),
    },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes: Buffer) => {
      words = (words + bytes).slice(-20_000);
    });
  const hits: string[] = [];
  const unhandled: string[] = [];
  const planted = new Set<string>();
  let failed: ((what: string) => void) | null = null;
  let armed: (() => void) | null = null;
  const asked = new Map<number, (answer: Record<string, unknown>) => void>();
  let questions = 0;
  let up = true;
  const ended = once(child, 'exit').then(() => {
    up = false;
  });
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: Record<string, unknown>) => {
      if ('ready' in message) resolve();
      if ('hit' in message) hits.push(String(message.hit));
      if ('unhandled' in message) unhandled.push(String(message.unhandled));
      if ('planted' in message) planted.add(String(message.planted));
      if ('armed' in message) armed?.();
      if ('told' in message) asked.get(Number(message.told))?.(message);
      if ('failed' in message) failed?.(String(message.failed));
    });
  });
  const stop = async (signal: NodeJS.Signals) => {
    if (!up) return;
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE);
    child.kill(signal);
    await ended;
    clearTimeout(late);
  };
  const late = setTimeout(() => child.kill('SIGKILL'), START_DEADLINE);
  await Promise.race([ready, ended]);
  clearTimeout(late);
  if (!up && hits.length === 0) throw new Error(`the gateway did not start:\n${words}`);

  return {
    pid: child.pid ?? 0,
    ended,
    isUp: () => up,
    hits,
    async reaches(point) {
      const end = performance.now() + REACH_DEADLINE;
      while (!hits.includes(point)) {
        if (performance.now() > end) throw new Error(`${point} was not reached:\n${words}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    unhandled,
    planted,
    arm(failpoints) {
      const done = new Promise<void>((resolve) => {
        armed = resolve;
      });
      child.send({ arm: failpoints });
      return Promise.race([done, ended]);
    },
    failCall(call, withinMs) {
      return new Promise((resolve) => {
        const late = setTimeout(() => {
          failed = null;
          resolve(null);
        }, withinMs);
        failed = (what) => {
          clearTimeout(late);
          resolve(what);
        };
        child.send({ fail: call });
      });
    },
    ask(question) {
      const number = ++questions;
      const told = new Promise<Told>((resolve, reject) => {
        asked.set(number, ({ answer, problem }) => {
          asked.delete(number);
          if (problem === undefined) resolve(answer as Told);
          else reject(new Error(String(problem)));
        });
        void ended.then(() => reject(new Error('the gateway has ended')));
      });
      if (up) child.send({ ask: question, number }, () => undefined);
      return told;
    },
    said: () => words,
    kill: () => stop('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: () => stop('SIGTERM'),
  };
}
