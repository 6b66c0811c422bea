import { openSetUp } from './account/set-up.ts';
import type { IncomingMail, Invocation, WorkerEnv } from './worker-env.ts';
import { keep, takeIn } from './worker-mail.ts';
import { minute } from './worker-minute.ts';
import { getReady, openWorker } from './worker-open.ts';
import { answer } from './worker-site.ts';

/** The Worker entry: each function opens what it needs, does one thing, and closes when its last byte is out. */
export default {
  fetch: answer,

  /** Returning is saying yes: by then the mail lies in R2. What follows may fail and is done again each minute. */
  async email(mail: IncomingMail, env: WorkerEnv, invocation: Invocation): Promise<void> {
    const kept = await keep(mail, env);
    invocation.waitUntil(takeIn(kept, env));
  },

  async scheduled({ scheduledTime }: { scheduledTime: number }, env: WorkerEnv): Promise<void> {
    await using heed = openWorker(env);
    const migrated = await getReady(heed, env, { mayMigrate: true });
    await minute(heed, env);
    // Each link is a row until the desk is set up: one an hour will do.
    const setUp = migrated || new Date(scheduledTime).getUTCMinutes() === 0 ? await openSetUp(heed.db) : null;
    if (setUp) heed.log.info({ link: new URL(setUp, heed.config.baseUrl).href }, 'set the desk up with this link');
  },
};
