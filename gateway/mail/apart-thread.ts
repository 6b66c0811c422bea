import { parentPort } from 'node:worker_threads';
import { type PlainContext, readAnyway } from './read.ts';

// The thread of read-apart.ts: says when it can read, then answers each mail with its letter.
parentPort?.on('message', async ({ raw, context }: { raw: Uint8Array; context: PlainContext }) => {
  const reading = await readAnyway(raw, context);
  parentPort?.postMessage(reading);
});
// The first reading compiles what it uses; no mail's patience is spent on that.
await readAnyway(new TextEncoder().encode('From: a@b.example\n\n<p>x'), { ours: [], authservId: null });
parentPort?.postMessage('ready');
