import { nightly } from '../keep/nightly.ts';
import type { Heed } from '../open.ts';
import { type Reached, unwatched } from '../reached.ts';
import { warnOfEnds } from '../store/grants.ts';
import { tick } from '../tick.ts';
import { checkDesk } from './checking.ts';
import { checkTonight } from './checking-tonight.ts';
import { providerName } from './grants.ts';
import { learnTonight } from './learning.ts';
import { loop } from './loop.ts';
import { warnOfGaps } from './on-call-troubles.ts';
import type { RunningMail } from './start-mail.ts';
import { AT_MOST, ticking } from './ticking.ts';

/** A promise that is past is said so within this, in milliseconds. */
const TICK_EVERY = 15_000;

/** What a gateway slept through is overdue when it starts, and no news. */
const CATCHES_UP_WITHIN = 5 * 60_000;

/** Of what happens once a night, or once. */
const LOOK_EVERY = 10 * 60_000;

/** Time, running: ticks, and each night a backup, a check and what was learnt. */
export function startTime(heed: Heed, _mail: RunningMail, reached: Reached = unwatched): AsyncDisposable {
  const desk = ticking(heed, reached);
  const stopping = new AbortController();
  const started = performance.now();
  const caughtUp = () => performance.now() - started >= CATCHES_UP_WITHIN;
  const loops = [
    loop('tick', TICK_EVERY, async () => (await tick(desk)) === AT_MOST, heed.log),
    loop('backup', LOOK_EVERY, () => nightly(heed, stopping.signal), heed.log),
    loop('check', LOOK_EVERY, async () => caughtUp() && checkTonight(heed, () => checkDesk(heed, 'usual')), heed.log),
    loop('sign-ins', LOOK_EVERY, async () => (await warnOfEnds(heed.db, providerName)) > 0, heed.log),
    loop('gaps', LOOK_EVERY, async () => (await warnOfGaps(heed)) > 0, heed.log),
    loop('learning', LOOK_EVERY, () => learnTonight(heed), heed.log),
  ];
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await Promise.all(loops.map((one) => one.stop()));
    },
  };
}
