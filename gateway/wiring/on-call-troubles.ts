import { type Gap, gapsAhead, newGaps, unfilledAhead } from '../desk/call-gaps.ts';
import type { Finding } from '../desk/finding.ts';
import type { Instant } from '../desk/instant.ts';
import type { OnCall } from '../desk/on-call.ts';
import type { Edges } from '../open-edges.ts';
import { agents } from '../store/agents.ts';
import { tellOfGaps } from '../store/call-gaps.ts';
import { readNow } from '../store/now.ts';

type Asked = Pick<Edges, 'db' | 'policy'>;

/** When nobody will be on call within a week, for the doctor. */
export async function onCallTroubles(heed: Asked): Promise<Finding[]> {
  const { onCall, here, now } = await look(heed);
  return gapsAhead(onCall, here, now).map((gap) => worded(gap, onCall));
}

/** Tells admins of each such gap, once, a week ahead. Answers how many were news. */
export async function warnOfGaps(heed: Asked): Promise<number> {
  const { onCall, here, now } = await look(heed);
  return tellOfGaps(heed.db, unfilledAhead(onCall, here, now), {
    isNews: newGaps,
    worded: (gap) => worded(gap, onCall),
  });
}

async function look({ db, policy }: Asked) {
  const [{ onCall }, now] = [await policy(), await readNow(db)];
  const here = (await agents(db)).filter(({ active }) => active).map(({ address }) => address.toLowerCase());
  return { onCall, here: new Set(here), now };
}

function worded({ levels, from, until }: Gap, { rotas }: OnCall): Finding {
  const zone = rotas.find((rota) => rota.levels.some((level) => levels.includes(level)))?.zone ?? 'UTC';
  const end = until === null ? 'for weeks' : `to ${moment(until, zone)}`;
  return {
    code: 'nobody on call',
    severity: 'warning',
    count: 1,
    words: `Nobody is on call for ${levels.join(', ')} from ${moment(from, zone)} ${end} (${zone}).`,
    advice: 'Fill the gap under Promises, On call: with an override, or with somebody on the rota.',
    examples: [],
  };
}

const moment = (at: Instant, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    timeZone,
  }).format(at);
