import { Worker } from 'node:worker_threads';
import type { PlainContext, Reading } from './read.ts';

/**
 * Reads extraordinary mail in a thread of its own that is killed when it takes too long or too much memory, so that
 * no mail can stop the one behind it. One mail at a time; the thread is kept warm and does not hold the process.
 */
export function openApart(limits: ApartLimits = LIMITS): {
  readApart(raw: Uint8Array, context: PlainContext): Promise<Reading>;
  close(): Promise<void>;
} {
  let thread: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const discard = async () => {
    const dying = thread;
    thread = null;
    await dying?.terminate();
  };
  const start = async () => {
    const started = await startThread(limits);
    // One that dies between two mails is forgotten; without a listener its error would end the process.
    started
      .on('error', () => undefined)
      .once('exit', () => {
        if (thread === started) thread = null;
      });
    return started;
  };
  const read = async (raw: Uint8Array, context: PlainContext) => {
    thread ??= await start();
    const reading = await readIn(thread, raw, context, limits);
    if (reading.survived) thread.unref();
    else await discard();
    return reading.outcome;
  };
  return {
    readApart(raw, context) {
      const mine = last.then(() => read(raw, context));
      last = mine.catch(() => null);
      return mine;
    },
    close: discard,
  };
}

export type ApartLimits = { patienceMs: number; patiencePerMegabyteMs: number; memoryMegabytes: number };

const LIMITS: ApartLimits = {
  // 50 times what the slowest honest mail of ordinary size takes.
  patienceMs: 2000,
  // Base64 of a mail at the servers' limit takes a second to decode; that is size, not malice.
  patiencePerMegabyteMs: 100,
  // The bytes of a mail lie outside; this is for what a parser builds of them.
  memoryMegabytes: 256,
};

/** The process's one reader; its thread starts with the first extraordinary mail. */
export const { readApart, close: closeApart } = openApart();

// Loading the parsers on a busy machine.
const STARTS_WITHIN_MS = 30_000;

async function startThread({ memoryMegabytes }: ApartLimits): Promise<Worker> {
  const thread = new Worker(new URL('./apart-thread.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    env: {},
  });
  const answer = await answerOf(thread, STARTS_WITHIN_MS);
  if (answer.message === 'ready') return thread;
  await thread.terminate();
  throw new Error(`The thread that reads extraordinary mail did not start: ${answer.why}`);
}

async function readIn(
  thread: Worker,
  raw: Uint8Array,
  context: PlainContext,
  limits: ApartLimits,
): Promise<{ survived: boolean; outcome: Reading }> {
  thread.ref();
  thread.postMessage({ raw, context });
  const patience = limits.patienceMs + (raw.length / 1_000_000) * limits.patiencePerMegabyteMs;
  const { message, why } = await answerOf(thread, patience);
  if (message !== null) return { survived: true, outcome: message as Reading };
  return { survived: false, outcome: { unreadable: `Reading this mail was stopped: ${why}.` } };
}

/** The next message of the thread, or why none came. */
function answerOf(thread: Worker, patience: number): Promise<{ message: unknown; why: string }> {
  return new Promise((resolve) => {
    const settle = (message: unknown, why: string) => {
      clearTimeout(timer);
      thread.off('message', answered).off('error', failed).off('exit', ended);
      resolve({ message, why });
    };
    const answered = (message: unknown) => settle(message, '');
    const failed = (error: unknown) => settle(null, causeOf(error));
    const ended = () => settle(null, 'its reader ended');
    const timer = setTimeout(() => settle(null, `it took longer than ${(patience / 1000).toFixed(1)} s`), patience);
    thread.on('message', answered).on('error', failed).on('exit', ended);
  });
}

function causeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'it needed too much memory';
  return error instanceof Error ? error.message : String(error);
}
