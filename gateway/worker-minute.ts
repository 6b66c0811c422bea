import { deliver, recover } from './deliver.ts';
import { r2Spool } from './mail/r2-spool.ts';
import { postByFetch } from './notify/webhook-fetch.ts';
import { tick } from './tick.ts';
import { checkTonight } from './wiring/checking-tonight.ts';
import { delivering } from './wiring/delivering.ts';
import { learnTonight } from './wiring/learning.ts';
import { warnOfGaps } from './wiring/on-call-troubles.ts';
import { drainSpool } from './wiring/pushing.ts';
import { receivingQueue, sweep } from './wiring/receiving.ts';
import { openSenders } from './wiring/sending.ts';
import { AT_MOST, ticking } from './wiring/ticking.ts';
import { tellingWebhooks } from './wiring/webhooks.ts';
import { checkWorker } from './worker-check.ts';
import type { WorkerEnv } from './worker-env.ts';
import { logFault, type Opened } from './worker-open.ts';

/** Six connections an invocation may have; the database takes three. */
const SMTP_CONNECTIONS = 2;

/** Milliseconds after which a minute begins nothing new: the next one is due. */
const LAST_BEGIN = 45_000;

/**
 * What the loops of a Node gateway do all the time, done once a minute. Claims and leases in the database let
 * minutes overlap. One part that fails is logged and holds up no other.
 */
export async function minute(heed: Opened, env: WorkerEnv): Promise<void> {
  const queue = receivingQueue(heed, null);
  const senders = openSenders(heed, SMTP_CONNECTIONS);
  const out = delivering(heed, senders);
  const tells = tellingWebhooks(heed, postByFetch);
  const desk = ticking(heed);
  const spool = r2Spool(env.MAIL);
  const parts: Record<string, () => Promise<boolean>> = {
    tick: async () => (await tick(desk)) === AT_MOST,
    spool: async () => (await drainSpool(heed, spool, queue)) > 0,
    sweep: async () => (await sweep(heed, queue, null)) > 0,
    recover: async () => (await recover(out)) + (await recover(tells)) > 0,
    deliver: async () => (await deliver(out)) > 0,
    webhooks: async () => (await deliver(tells)) > 0,
    check: () => checkTonight(heed, () => checkWorker(heed, env)),
    gaps: async () => (await warnOfGaps(heed)) > 0,
    learn: () => learnTonight(heed),
  };
  const began = performance.now();
  try {
    for (const [name, part] of Object.entries(parts))
      try {
        while ((await part()) && performance.now() - began < LAST_BEGIN);
      } catch (error) {
        logFault(error, `${name} failed and will be tried again in a minute`);
      }
  } finally {
    senders.close();
  }
}
