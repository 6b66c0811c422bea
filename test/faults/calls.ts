import { seeded } from '../bench/random.ts';
import { freePort } from '../support/cluster.ts';
import { answerNewest, pause } from './desk.ts';
import { EDGES, type Edge } from './failing-calls.ts';
import { type Fault, onDesk } from './fault.ts';
import { push } from './push.ts';

/**
 * Calls that a mail in (collected or pushed), its acknowledgement and an answer out make for certain, and how many of each
 * kind fail, one at a time. A kind that never comes fails nothing, and its line is red.
 */
const CALLS: Record<Edge, Record<string, number>> = {
  pg: { query: 45 },
  imap: { mailboxOpen: 3, status: 3, search: 3, fetch: 3 },
  smtp: { send: 6 },
  fs: { statSync: 3, writeFileSync: 3, renameSync: 3, open: 4, rename: 3, readdir: 3, readFile: 3, unlink: 3 },
};
/** Of the calls of a kind, where not all of them are tried. */
const SAMPLED: Record<Edge, number> = { pg: 6, imap: 1, smtp: 3, fs: 1 };
/** Milliseconds; mail is given until the call comes. */
const COMES_WITHIN = 30_000;
const MAIL_EVERY = 500;

export const calls: Fault[] = EDGES.map((edge) => ({
  code: 'F03',
  what: `the k-th call fails: ${edge}`,
  seeds: { sample: 1, all: 1 },
  run: onDesk({}, async (desk, seed, depth) => {
    const random = seeded(seed);
    const door = await freePort();
    const gateway = await desk.start({ failingCalls: true }, { SANDBOX_SMTP_PORT: `${door}` });
    await desk.watched();
    await desk.injectSome(4);
    await desk.settle();
    for (const [kind, most] of Object.entries(CALLS[edge])) {
      const every = Array.from({ length: most }, (_, at) => at + 1);
      const some = Array.from({ length: SAMPLED[edge] }, () => random.between(1, most));
      for (const nth of depth === 'all' ? every : some) {
        let came: string | null | undefined;
        const failing = gateway.failCall({ edge, kind, nth }, COMES_WITHIN).then((failed) => {
          came = failed;
        });
        while (came === undefined) {
          await desk.injectSome(1);
          if (edge === 'fs') await push(desk, door).catch(() => undefined);
          await answerNewest(desk);
          await Promise.race([failing, pause(MAIL_EVERY)]);
        }
        if (came === null) throw new Error(`call ${nth} of ${kind} never came`);
        // A collector whose wire breaks again and again waits longer each time; what comes next finds it at work.
        await desk.settle();
        if (!gateway.isUp()) throw new Error(`call ${nth} of ${kind} ended the gateway`);
      }
    }
  }),
}));
