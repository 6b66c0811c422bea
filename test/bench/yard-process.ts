import { once } from 'node:events';
import { openBare } from './bare.ts';
import { openNaive } from './naive.ts';
import type { YardWork } from './yard.ts';

/** A yardstick in a process of its own: says when it is ready, runs when told, says what each step took. */
const [kind, work = ''] = process.argv.slice(2);
const yard = await (kind === 'naive' ? openNaive : openBare)(JSON.parse(work) as YardWork);
process.send?.('ready');
await once(process, 'message');
process.send?.(await yard.run());
await once(process, 'message');
await yard.close();
process.disconnect?.();
