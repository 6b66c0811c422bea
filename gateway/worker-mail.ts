import { asInstant } from './desk/instant.ts';
import { r2Spool } from './mail/r2-spool.ts';
import { type MailRecord, mailKey } from './mail/record.ts';
import { drainSpool } from './wiring/pushing.ts';
import { receivingQueue } from './wiring/receiving.ts';
import type { IncomingMail, WorkerEnv } from './worker-env.ts';
import { getReady, logFault, openWorker } from './worker-open.ts';

export type Kept = MailRecord & { name: string };

/** Resolves once the mail and its envelope lie in R2; needs no database. Rejects when they do not: nobody said yes. */
export async function keep({ raw, from, to }: IncomingMail, { MAIL }: WorkerEnv): Promise<Kept> {
  const bytes = new Uint8Array(await new Response(raw).arrayBuffer());
  const envelope = { from: from.replace(/^<|>$/g, ''), to: [to] };
  const mail = { raw: bytes, envelope, intake: 'email', key: mailKey(bytes, envelope.to) };
  return { ...mail, name: await r2Spool(MAIL).keep(mail), keptAt: asInstant(Date.now()) };
}

/** Ledger, reading and decision. Never rejects: what stays in the spool is taken in by a later minute. */
export async function takeIn(kept: Kept, env: WorkerEnv): Promise<void> {
  const onlyThis = {
    ...r2Spool(env.MAIL),
    async *waiting() {
      yield kept;
    },
  };
  try {
    await using heed = openWorker(env);
    await getReady(heed, env, { mayMigrate: false });
    await drainSpool(heed, onlyThis, receivingQueue(heed, null));
  } catch (error) {
    logFault(error, 'a mail waits in the spool for the next minute');
  }
}
