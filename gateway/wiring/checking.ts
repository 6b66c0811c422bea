import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Doctor } from '../api/mailbox-shapes.ts';
import { check, type Findings } from '../check.ts';
import type { Heed } from '../open.ts';
import { countSources, knownUids } from '../store/census.ts';
import { serverOf } from './collecting.ts';

/** Every mail counted on every side; servers are asked now. */
export async function census(heed: Heed): Promise<Findings> {
  return check({
    sources: () => countSources(heed.db),
    async missing({ sourceId, mailboxId, folder }) {
      if (mailboxId === null) return { count: 0, problem: null };
      try {
        await using server = await serverOf(heed, mailboxId);
        const uids = await server.uids(folder);
        const known = await knownUids(heed.db, sourceId, uids);
        return { count: uids.length - known, problem: null };
      } catch (error) {
        return { count: null, problem: error instanceof Error ? error.message : String(error) };
      }
    },
    spooled: async () => (await readdir(join(heed.config.dataDir, 'spool', 'new')).catch(() => [])).length,
  });
}

/** The census as the API tells it. */
export async function findings(heed: Heed): Promise<Doctor> {
  const { sources, spooled, accounted, unaccounted, waiting } = await census(heed);
  return {
    accounted,
    unaccounted,
    waiting,
    sources: sources.map((source) => ({
      name: [source.mailbox, source.folder].filter(Boolean).join(' '),
      accounted: source.accounted,
      unaccounted: source.unaccounted ?? 0,
      waiting: source.waiting,
    })),
    findings: [
      ...sources.flatMap((source) =>
        source.problem
          ? [{ code: 'server not asked', words: `${source.mailbox} ${source.folder}: ${source.problem}`, count: 1 }]
          : [],
      ),
      ...sources.flatMap((source) =>
        source.undecided > 0
          ? [{ code: 'undecided', words: 'Accepted and being read just now.', count: source.undecided }]
          : [],
      ),
      ...(spooled > 0
        ? [{ code: 'spooled', words: 'Pushed mail on its way from the spool into the ledger.', count: spooled }]
        : []),
    ],
  };
}
