import { flushCompileCache } from 'node:module';
import { readConfig } from '../../gateway/config.ts';
import { openHeed } from '../../gateway/open.ts';
import { startMail } from '../../gateway/wiring/start-mail.ts';
import { startServer } from '../../gateway/wiring/start-server.ts';
import { startTime } from '../../gateway/wiring/start-time.ts';
import { putClockOff } from './clock-off.ts';
import { type FailingCall, failCalls, wrapCalls } from './failing-calls.ts';
import { type Failpoint, failAt, readFailpoints } from './failpoints.ts';
import { journalSyncs } from './power.ts';
import { type Asked, answersAsked } from './through-gateway.ts';

/**
 * A gateway in a process of its own that breaks where it is told to:
 * CLOCK_OFF=600000: milliseconds by which the clock of this process goes ahead of the machine's; HTTP=1: with its HTTP door;
 * FAILPOINT=accepted:1:kill, FAIL_CALLS=1 (then asked over the channel), POWER=a file that tells what reached the disk.
 */

/** What the harness is told; nobody listens when it has gone. */
const tell = (message: unknown) => process.send?.(message);

process.on('disconnect', () => process.exit(1));
process.on('unhandledRejection', (error) => {
  tell({ unhandled: error instanceof Error ? error.stack : String(error) });
});

if (process.env.CLOCK_OFF) putClockOff(Number(process.env.CLOCK_OFF));
if (process.env.FAIL_CALLS) wrapCalls();
if (process.env.POWER) await journalSyncs(process.env.POWER);

const heed = await openHeed(readConfig(process.env));
const failpoints = failAt((hit) => tell({ hit }));
failpoints.arm(readFailpoints(process.env.FAILPOINT ?? ''));
const mail = await startMail(heed, failpoints.reached);
const time = startTime(heed, mail, failpoints.reached);
const http = process.env.HTTP ? await startServer(heed, mail, { dev: false }) : null;

type FromHarness = { fail?: FailingCall; arm?: Failpoint[]; ask?: Asked; number?: number };

const ask = answersAsked(heed.db);
process.on('message', (message: FromHarness) => {
  if (message.ask)
    void ask(message.ask).then(
      (answer) => tell({ told: message.number, answer }),
      (error: unknown) => tell({ told: message.number, problem: String(error) }),
    );
  if (message.fail) failCalls(message.fail, tell);
  if (message.arm) {
    failpoints.arm(message.arm);
    tell({ armed: true });
  }
});
process.once('SIGTERM', async () => {
  await http?.[Symbol.asyncDispose]();
  await time[Symbol.asyncDispose]();
  await mail[Symbol.asyncDispose]();
  await heed[Symbol.asyncDispose]();
  process.exit(0);
});
// One that is killed later writes nothing of what it compiled.
flushCompileCache();
tell({ ready: true });
