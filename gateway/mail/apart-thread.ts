import { parentPort } from 'node:worker_threads';
import { type PlainContext, readAnyway } from './read.ts';

// The thread of read-apart.ts: says when it can read, then answers each mail with its letter.
parentPort?.on('message', async ({ raw, context }: { raw: Uint8Array; context: PlainContext }) => {
  const reading = await readAnyway(raw, context);
  parentPort?.postMessage(reading);
});
parentPort?.postMessage('ready');
