import type { Doctor } from '../api/mailbox-shapes.ts';
import type { Findings } from '../check.ts';

/** A census as the API tells it. */
export function toDoctor({ sources, spooled, accounted, unaccounted, waiting }: Findings): Doctor {
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
