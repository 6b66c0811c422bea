import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Doctor } from '../api/mailbox-shapes.ts';
import { check, type Findings } from '../check.ts';
import { countUids, without } from '../desk/uids.ts';
import type { ImapMailbox } from '../mail/imap.ts';
import type { Heed } from '../open.ts';
import { countSources } from '../store/census.ts';
import { knownUids, sourceOf } from '../store/sources.ts';
import { openServer } from './collecting.ts';
import { toDoctor } from './findings.ts';

/** Every mail counted on every side; servers are asked now. */
export async function census(heed: Heed): Promise<Findings> {
  return check({
    sources: () => countSources(heed.db),
    async missing({ mailboxId, folder }) {
      const mailbox = (await heed.mailboxes()).find(({ id }) => id === mailboxId);
      if (!mailbox?.connection.imap) return { count: 0, problem: null };
      try {
        await using server = await openServer(heed, mailbox);
        return { count: await countMissing(heed, mailbox.id, server, folder), problem: null };
      } catch (error) {
        return { count: null, problem: error instanceof Error ? error.message : String(error) };
      }
    },
    spooled: async () => (await readdir(join(heed.config.dataDir, 'spool', 'new')).catch(() => [])).length,
  });
}

/** UIDs the server has now and the ledger does not; all of them when the server has renumbered and we do not know yet. */
async function countMissing(heed: Heed, mailboxId: number, server: ImapMailbox, folder: string): Promise<number> {
  const state = await server.state(folder);
  if (state === null) return 0;
  const there = await server.uids(folder, 1);
  const { open } = await sourceOf(heed.db, mailboxId, folder);
  if (open?.uidValidity !== state.uidValidity) return countUids(there);
  return countUids(without(there, await knownUids(heed.db, open, there)));
}

/** The census as the API tells it. */
export const findings = async (heed: Heed): Promise<Doctor> => toDoctor(await census(heed));
