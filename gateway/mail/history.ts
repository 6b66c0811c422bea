import type { Instant } from '../desk/instant.ts';
import { countUids } from '../desk/uids.ts';
import type { ImapMailbox } from './imap.ts';

/**
 * Where history begins that is brought in from a day on, and how many mails that is: everything from the first mail of
 * that day on. A mail that was moved there later stands behind it and comes along, whatever its date. Null: nothing.
 */
export async function historySince(
  server: Pick<ImapMailbox, 'since' | 'uids'>,
  folder: string,
  day: Instant,
): Promise<{ cut: number; mails: number } | null> {
  const cut = (await server.since(folder, day))[0]?.from;
  return cut === undefined ? null : { cut, mails: countUids(await server.uids(folder, cut)) };
}
