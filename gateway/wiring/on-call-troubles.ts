import { DAY, after as later } from '../desk/instant.ts';
import { gaps } from '../desk/on-call.ts';
import type { Edges } from '../open-edges.ts';
import { agents } from '../store/agents.ts';
import { readNow } from '../store/now.ts';

/** When nobody will be on call within a week, for the doctor. */
export async function onCallTroubles({ db, policy }: Pick<Edges, 'db' | 'policy'>) {
  const [{ onCall }, now] = [await policy(), await readNow(db)];
  const here = (await agents(db)).filter(({ active }) => active).map(({ address }) => address.toLowerCase());
  return gaps(onCall, new Set(here), now, later(now, 7 * DAY)).map(({ level, from, until }) => ({
    code: 'nobody on call',
    words: `Nobody is on call for ${level} from ${moment(from)} to ${moment(until)} (UTC).`,
    count: 1,
  }));
}

const moment = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
