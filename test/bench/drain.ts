import { parseArgs } from 'node:util';
import { drainHeed } from './drain-heed.ts';
import { drainYard } from './drain-yard.ts';
import { complaints, type Expected, expectedOf, type Placed } from './expected.ts';
import { setUpHeed } from './heed.ts';
import { fillMailboxes } from './maildir.ts';
import { mails } from './mails.ts';
import { rounded } from './measure.ts';
import { openPlace, type Place } from './place.ts';
import type { Taken } from './sink.ts';

/** A yardstick that is slower than this many times the naive program measures nothing. */
const LEAST_BARE = 2.4;

/**
 * A full mailbox becomes tickets, and every opener has its acknowledgement: Heed beside two yardsticks on the same
 * mails. One line of JSON; the run fails when anything is not exact or the yardstick is none.
 */
export async function drain(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { mails: { type: 'string', default: '2000' }, 'only-heed': { type: 'boolean', default: false } },
  });
  const count = Number(values.mails);
  await using place = await openPlace(['heed', 'naive', 'bare']);
  const desk = await setUpHeed(place, 'heed');
  await desk.gateway.stop();
  const expected = fill(place, count);

  const yards = values['only-heed'] ? null : await measureYards(place, expected);
  const heed = await drainHeed(place, desk, expected);
  insist('heed', expected, heed.placed, heed.taken);
  const line = { mails: count, tickets: expected.tickets, heed: heed.measured, ...(yards && compared(heed, yards)) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (yards && yards.bare.mails_per_second < LEAST_BARE * yards.naive.mails_per_second)
    throw new Error(`bare is not ${LEAST_BARE} times as fast as naive: the machine is too busy to say anything`);
}

function fill(place: Place, count: number): Expected {
  const seen: { messageId: string; thread: string; from: string }[] = [];
  const noted = function* () {
    for (const mail of mails(count)) {
      // Without its bytes: twenty thousand of them are half a gigabyte.
      seen.push({ messageId: mail.messageId, thread: mail.thread, from: mail.from });
      yield mail;
    }
  };
  fillMailboxes(place.dovecot.mail, ['heed', 'naive', 'bare'], noted());
  return expectedOf(seen);
}

async function measureYards(place: Place, expected: Expected) {
  const measure = async (kind: 'naive' | 'bare') => {
    place.sink.forget();
    const { measured, placed } = await drainYard(place, kind, kind, expected.threadOf.size);
    insist(kind, expected, placed, await place.sink.taken());
    place.sink.forget();
    return measured;
  };
  return { naive: await measure('naive'), bare: await measure('bare') };
}

function compared(heed: Awaited<ReturnType<typeof drainHeed>>, yards: Awaited<ReturnType<typeof measureYards>>) {
  const { bare, naive } = yards;
  return {
    bare,
    naive,
    ratio_to_bare: rounded(heed.measured.mails_per_second / bare.mails_per_second),
    ratio_to_naive: rounded(heed.measured.mails_per_second / naive.mails_per_second),
    bare_to_naive: rounded(bare.mails_per_second / naive.mails_per_second),
  };
}

/** A run that is not exact has no speed. */
function insist(who: string, expected: Expected, placed: readonly Placed[], taken: readonly Taken[]): void {
  const wrong = complaints(expected, placed, taken);
  if (wrong.length > 0) throw new Error(`${who}: ${wrong.join('; ')}`);
}
