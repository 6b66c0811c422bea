/**
 * STORY 5: the doctor. "0 unaccounted" is computed by asking each server for its UIDs, and stands beside what waits.
 */
export type SourceCount = {
  mailbox: string;
  folder: string;
  /** Rows of the ledger, history counted in. */
  accounted: number;
  /** UIDs the server has and the ledger does not; null when the server could not be asked. */
  unaccounted: number | null;
  /** Quarantined, held, retired and not yet looked at. */
  waiting: number;
  /** Accepted and not yet decided. */
  undecided: number;
  problem: string | null;
};

export type Findings = {
  sources: SourceCount[];
  /** Pushed mail in the spool that has no ledger row yet. */
  spooled: number;
  accounted: number;
  unaccounted: number;
  waiting: number;
};

export type Checking = {
  sources(): Promise<(Omit<SourceCount, 'unaccounted' | 'problem'> & { sourceId: number; mailboxId: number | null })[]>;
  /** UIDs on the server that have no row; null, with the words why, when it could not be asked. */
  missing(source: {
    sourceId: number;
    mailboxId: number | null;
    folder: string;
  }): Promise<{ count: number | null; problem: string | null }>;
  spooled(): Promise<number>;
};

/** Counts every mail on every side. A server that does not answer is a problem, never a zero. */
export async function check(desk: Checking): Promise<Findings> {
  const sources = await Promise.all(
    (await desk.sources()).map(async ({ sourceId, mailboxId, ...source }) => {
      const { count, problem } = await desk.missing({ sourceId, mailboxId, folder: source.folder });
      return { ...source, unaccounted: count, problem };
    }),
  );
  const sum = (of: (source: SourceCount) => number) => sources.reduce((total, source) => total + of(source), 0);
  const spooled = await desk.spooled();
  return {
    sources,
    spooled,
    accounted: sum((source) => source.accounted),
    unaccounted: sum((source) => source.unaccounted ?? 0) + spooled,
    waiting: sum((source) => source.waiting),
  };
}
