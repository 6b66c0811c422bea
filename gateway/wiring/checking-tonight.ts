import type { Findings } from '../check.ts';
import { newBreaks } from '../desk/finding.ts';
import { nightOf } from '../desk/night.ts';
import type { Edges } from '../open-edges.ts';
import { claimCheck, endCheck, giveCheckBack } from '../store/checkups.ts';
import { instanceOf } from '../store/instance.ts';
import { readNow } from '../store/now.ts';
import { tellOfDesk } from '../store/tell.ts';

/**
 * Checks the desk in one gateway a night, beginning with the night after its first; a night that was slept through is made
 * up for. Admins are written to of what is broken and was not the night before. Answers whether there is more to do:
 * there never is.
 */
export async function checkTonight(
  heed: Pick<Edges, 'db' | 'desk' | 'log'>,
  check: () => Promise<Findings>,
): Promise<boolean> {
  const { db, log } = heed;
  const { zone } = await heed.desk();
  const night = nightOf(zone, await readNow(db));
  if (night <= nightOf(zone, (await instanceOf(db)).createdAt) || !(await claimCheck(db, night))) return false;
  try {
    const { findings, accounted, unaccounted } = await check();
    const news = await endCheck(db, night, (told) => newBreaks(findings, told));
    await tellOfDesk(db, { kind: 'desk checked', by: null, data: { news } });
    const codes = findings.map(({ code, count }) => `${code}: ${count}`);
    log[news > 0 ? 'error' : 'info']({ accounted, unaccounted, found: codes }, 'the desk was checked');
  } catch (error) {
    await giveCheckBack(db);
    throw error;
  }
  return false;
}
