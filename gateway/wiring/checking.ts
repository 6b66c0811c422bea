import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Checking, check, type Findings } from '../check.ts';
import { SECOND } from '../desk/instant.ts';
import { countUids, firstUids, type UidRange, without } from '../desk/uids.ts';
import type { ImapMailbox } from '../mail/imap.ts';
import type { Heed } from '../open.ts';
import { countSources } from '../store/census.ts';
import { checkupOf, keepCheckup } from '../store/checkups.ts';
import { knownUids, sourceOf } from '../store/sources.ts';
import { countWaiting } from '../store/waiting.ts';
import { askInvariants } from '../store/walk.ts';
import { askFiles } from './asking-files.ts';
import { askSchema } from './asking-schema.ts';
import { openServer } from './collecting.ts';
import { EXTENTS, type Extent } from './extents.ts';
import { folderOfTexts } from './texts.ts';
import { warnings } from './warnings.ts';

/** A mail that came while we counted is accepted within this, by a gateway that collects; milliseconds. */
const SETTLES_WITHIN = 20 * SECOND;
const LOOK_AGAIN_AFTER = SECOND;

/** Everything counted and asked on every side, servers and files too; the answer is kept for whoever looks later. */
export async function checkDesk(heed: Heed, extent: keyof typeof EXTENTS): Promise<Findings> {
  const before = await checkupOf(heed.db);
  const rolled = { ...before.rolled };
  const found = await check(checking(heed, EXTENTS[extent], rolled));
  await keepCheckup(heed.db, found, rolled);
  return found;
}

/** Every mail counted on every side, and nothing else asked. */
export const census = (heed: Heed): Promise<Findings> => check({ ...counting(heed), questions: {} });

/** `rolled` is moved on by what was looked at. */
const checking = (heed: Heed, extent: Extent, rolled: Record<string, number>): Checking => ({
  ...counting(heed),
  questions: {
    async 'the database'() {
      const asked = await askInvariants(heed.db, extent, rolled);
      Object.assign(rolled, asked.rolled);
      return asked.findings;
    },
    'the kept mail': () => askFiles(heed, extent, rolled),
    'the schema': async () => askSchema(heed.db, await folderOfTexts('migrations', '.sql')),
    ...warnings(heed),
  },
});

function counting(heed: Heed): Omit<Checking, 'questions'> {
  return {
    sources: () => countSources(heed.db),
    waiting: () => countWaiting(heed.db),
    async missing({ mailboxId, folder }) {
      const mailbox = (await heed.mailboxes()).find(({ id }) => id === mailboxId);
      if (!mailbox?.connection.imap) return { count: 0, read: 0, problem: null };
      try {
        await using server = await openServer(heed, mailbox);
        return { ...(await countMissing(heed, mailbox.id, server, folder)), problem: null };
      } catch (error) {
        return { count: null, read: 0, problem: error instanceof Error ? error.message : String(error) };
      }
    },
    spooled: () => agesIn(join(heed.config.dataDir, 'spool', 'new')),
  };
}

/** UIDs that the server has and the ledger does not, and goes on not to have; and how many of them are read. */
async function countMissing(heed: Heed, mailboxId: number, server: ImapMailbox, folder: string) {
  const until = performance.now() + SETTLES_WITHIN;
  let missing = await missingOf(heed, mailboxId, server, folder, null);
  while (countUids(missing) > 0 && performance.now() < until) {
    await pause(LOOK_AGAIN_AFTER);
    missing = await missingOf(heed, mailboxId, server, folder, missing);
  }
  const read = countUids(missing) === 0 ? [] : await server.read(folder, firstUids(missing, FEW));
  return { count: countUids(missing), read: countUids(read) };
}

/** All of them when the server has renumbered and we do not know yet. `among`: those that were missing before. */
async function missingOf(
  heed: Heed,
  mailboxId: number,
  server: ImapMailbox,
  folder: string,
  among: readonly UidRange[] | null,
): Promise<UidRange[]> {
  const state = await server.state(folder);
  if (state === null) return [];
  // Somebody may have moved or deleted it meanwhile.
  const there = among === null ? await server.uids(folder, 1) : await presentOf(server, folder, among);
  const { open } = await sourceOf(heed.db, mailboxId, folder);
  if (open?.uidValidity !== state.uidValidity) return there;
  return without(there, await knownUids(heed.db, open, there));
}

/** Asked for by number at once; more of them are told by the whole list. */
const FEW = 1000;

async function presentOf(server: ImapMailbox, folder: string, among: readonly UidRange[]): Promise<UidRange[]> {
  const uids = firstUids(among, FEW + 1);
  if (uids.length === 0) return [];
  return uids.length > FEW ? server.uids(folder, 1) : server.present(folder, uids);
}

async function agesIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  const kept = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return kept.flatMap((one) => (one ? [Date.now() - one.mtimeMs] : []));
}
