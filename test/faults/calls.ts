import { seeded } from '../bench/random.ts';
import { type FaultyDesk, pause } from './desk.ts';
import { EDGES, type Edge } from './failing-calls.ts';
import { type Fault, onDesk } from './fault.ts';

/** Milliseconds in which a mail passes every call of every edge; a call that has not come by then is not made. */
const PASSES_WITHIN = 4000;
/** Calls of one edge for one mail in, its acknowledgement and an answer out: counted, and half again. */
const MOST_CALLS: Record<Edge, number> = { pg: 45, imap: 12, smtp: 6, fs: 12 };
const SAMPLED = 3;
/** As many calls in a row that do not come: there are no more. */
const NO_MORE = 3;

export const calls: Fault[] = EDGES.map((edge) => ({
  code: 'F03',
  what: `the k-th call fails: ${edge}`,
  seeds: { sample: 1, all: 1 },
  run: onDesk({}, async (desk, seed, depth) => {
    const random = seeded(seed);
    const gateway = await desk.start({ failingCalls: true });
    await desk.watched();
    await desk.injectSome(4);
    await desk.settle();
    const all = Array.from({ length: MOST_CALLS[edge] }, (_, at) => at + 1);
    const tried = depth === 'all' ? all : Array.from({ length: SAMPLED }, () => random.between(1, all.length / 3));
    let absent = 0;
    for (const nth of tried) {
      const failing = gateway.failCall(edge, nth, PASSES_WITHIN);
      await desk.injectSome(2);
      await answerNewest(desk);
      absent = (await failing) === null ? absent + 1 : 0;
      await pause(200);
      if (!gateway.isUp()) throw new Error(`call ${nth} of ${edge} ended the gateway`);
      if (absent === NO_MORE) break;
    }
  }),
}));

async function answerNewest(desk: FaultyDesk): Promise<void> {
  const ticket = await desk.db.selectFrom('ticket').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  if (ticket) await desk.answer(ticket.id);
}
