import { seeded } from '../bench/random.ts';
import { type FaultyDesk, pause, until } from './desk.ts';
import { type Fault, onDesk } from './fault.ts';
import type { ProxyMode, Watcher } from './proxy.ts';

/** Milliseconds without a word after which a collector gives a server up (60 s), and a little. */
const SILENCE_OVER = 75_000;
const FOLDERS_LEARNT = 5000;

/** The wire to the mail server. */
export const wire: Fault[] = [
  {
    code: 'F04',
    what: 'the wire to the mail server breaks, stalls, is slow',
    seeds: { sample: 2, all: 20 },
    run: onDesk({}, async (desk, seed, depth) => {
      const random = seeded(seed);
      await desk.start();
      await desk.watched();
      const cuts = Array.from({ length: depth === 'all' ? 12 : 4 }, () => ({ cutAfter: random.between(1, 60_000) }));
      const modes: ProxyMode[] = ['reset', 'close', 'stall', ...cuts, { throttle: 20_000 }];
      for (const mode of modes) {
        await desk.injectSome(3);
        if (random.chance(0.5)) await pause(random.between(0, 200));
        desk.imap.mode = mode;
        // What is open is closed first: a cut is counted from the greeting on.
        if (typeof mode === 'object') desk.imap.resetAll();
        await pause(random.between(300, 1500));
        desk.imap.mode = 'pass';
      }
    }),
  },
  {
    code: 'F04b',
    what: 'one mail breaks its session, then a gateway dies',
    seeds: { sample: 1, all: 10 },
    run: onDesk({}, async (desk) => {
      const gateway = await desk.start();
      await desk.watched();
      const [mailbox = ''] = desk.mailboxes;
      const culprit = desk.history.next(mailbox, 'INBOX', 'question');
      const others = Array.from({ length: 5 }, () => desk.history.next(mailbox, 'INBOX', 'question'));
      let breaks = 0;
      const breaking = (): Watcher => (chunk, from) => {
        const isIt = from === 'server' && chunk.includes(culprit.id) && chunk.includes('does not start');
        if (isIt) breaks += 1;
        return isIt;
      };
      desk.imap.watch = breaking;
      desk.imap.resetAll();
      for (const mail of [culprit, ...others]) await desk.inject(mail);
      // The others are here, and it is not.
      await until(async () => (await rows(desk)) === others.length, 30_000);
      if (breaks === 0) throw new Error('no session broke');
      await gateway.kill();
      desk.imap.watch = null;
      desk.imap.resetAll();
      await desk.start();
    }),
  },
  {
    code: 'F04c',
    what: 'the mail server is gone and nobody says so',
    seeds: { sample: 1, all: 2 },
    run: onDesk({}, async (desk) => {
      await desk.start();
      await desk.watched();
      await desk.injectSome(3);
      await desk.settle();
      // A collector that has just learnt its folders connects anew by itself.
      await pause(FOLDERS_LEARNT);
      desk.imap.mode = 'half-open';
      await desk.injectSome(3);
      desk.imap.mode = 'pass';
      await until(async () => (await rows(desk)) === desk.history.mails.length, SILENCE_OVER);
    }),
  },
];

async function rows({ db }: FaultyDesk): Promise<number> {
  return (await db.selectFrom('ledger').select('id').execute()).length;
}
