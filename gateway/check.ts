import type { Finding } from './desk/finding.ts';
import { MINUTE } from './desk/instant.ts';

/**
 * STORY 5: the doctor. "0 unaccounted" is computed by asking each server for its UIDs, and stands beside what waits;
 * then every promise is asked of database, files, spool and servers. What cannot be asked is said, never taken as well.
 */
export type SourceCount = {
  mailbox: string;
  folder: string;
  /** Rows of the ledger, history counted in. */
  accounted: number;
  /** UIDs the server has and the ledger does not; null when the server could not be asked. */
  unaccounted: number | null;
  /** Of this source: quarantined, held, retired and not yet looked at. */
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
  findings: Finding[];
};

export type Checking = {
  sources(): Promise<(Omit<SourceCount, 'unaccounted' | 'problem'> & { sourceId: number; mailboxId: number | null })[]>;
  /** All that waits for a look, of mailboxes that are gone as well. */
  waiting(): Promise<number>;
  /** UIDs on the server that have no row, and how many of them are marked as read; null, with the words why, when it could not be asked. */
  missing(source: {
    sourceId: number;
    mailboxId: number | null;
    folder: string;
  }): Promise<{ count: number | null; read: number; problem: string | null }>;
  /** For how long each mail of the spool has lain there, in milliseconds. */
  spooled(): Promise<number[]>;
  /** What else is asked, by what it is about. */
  questions: Readonly<Record<string, () => Promise<Finding[]>>>;
};

/** Pushed mail of which there is no row yet is taken in within seconds. */
const STAYS_IN_SPOOL = MINUTE;

/** Counts every mail on every side and asks every question, one after the other: a check must not be felt. */
export async function check(desk: Checking): Promise<Findings> {
  const asked = await Promise.all(
    (await desk.sources()).map(async ({ sourceId, mailboxId, ...source }) => {
      const { count, read, problem } = await desk.missing({ sourceId, mailboxId, folder: source.folder });
      return { source: { ...source, unaccounted: count, problem }, read };
    }),
  );
  const sources = asked.map(({ source }) => source);
  const sum = (of: (source: SourceCount) => number) => sources.reduce((total, source) => total + of(source), 0);
  const spooled = await desk.spooled();
  const stuck = spooled.filter((age) => age > STAYS_IN_SPOOL).length;
  const unaccounted = sum((source) => source.unaccounted ?? 0) + stuck;
  const found: Finding[] = [...accounts(sources), ...readEarly(asked), ...inSpool(stuck)];
  for (const [about, ask] of Object.entries(desk.questions))
    found.push(...(await ask().catch((error: unknown) => [notAsked(about, error)])));
  return {
    sources,
    spooled: spooled.length,
    accounted: sum((source) => source.accounted),
    unaccounted,
    waiting: await desk.waiting(),
    findings: [...found.filter(isBroken), ...found.filter((finding) => !isBroken(finding))],
  };
}

const isBroken = ({ severity }: Finding): boolean => severity === 'broken';

function accounts(sources: readonly SourceCount[]): Finding[] {
  const missing = sources.filter(({ unaccounted }) => unaccounted !== null && unaccounted > 0);
  const silent = sources.filter(({ problem }) => problem !== null);
  return [
    {
      code: 'I1 unaccounted',
      severity: 'broken' as const,
      count: missing.reduce((sum, { unaccounted }) => sum + (unaccounted ?? 0), 0),
      words: 'Mails lie on the server and have no row in the ledger.',
      advice:
        'See under Mailboxes why the mailbox is not collected. The mails are safe on their server and are fetched as soon as it is.',
      examples: missing.map(({ mailbox, folder, unaccounted }) => `${mailbox} ${folder}: ${unaccounted}`),
    },
    {
      code: 'server not asked',
      severity: 'warning' as const,
      count: silent.length,
      words: 'A mail server did not answer, so nobody knows whether it has mail that we lack.',
      advice: 'Test the mailbox under Mailboxes, then check again.',
      examples: silent.map(({ mailbox, folder, problem }) => `${mailbox} ${folder}: ${problem}`),
    },
  ].filter(({ count }) => count > 0);
}

/** Heed marks nothing on a server, so that this can only be somebody else's doing. */
function readEarly(asked: readonly { source: SourceCount; read: number }[]): Finding[] {
  const early = asked.filter(({ read }) => read > 0);
  if (early.length === 0) return [];
  return [
    {
      code: 'I11 read and not accepted',
      severity: 'warning',
      count: early.reduce((sum, { read }) => sum + read, 0),
      words: 'Mails that have no row in the ledger yet are marked as read on their server.',
      advice:
        'A person or another program reads this mailbox. Heed collects what is read too; make sure that nothing moves or deletes mail before.',
      examples: early.map(({ source: { mailbox, folder }, read }) => `${mailbox} ${folder}: ${read}`),
    },
  ];
}

function inSpool(stuck: number): Finding[] {
  if (stuck === 0) return [];
  return [
    {
      code: 'I15 stuck in the spool',
      severity: 'broken',
      count: stuck,
      words: 'Mail that was handed to us lies in the spool and has no row in the ledger.',
      advice: 'The log says why it could not be taken in. It is kept, and taken in once the reason is gone.',
      examples: [],
    },
  ];
}

const notAsked = (about: string, error: unknown): Finding => ({
  code: `${about} not asked`,
  severity: 'warning',
  count: 1,
  words: `Nobody knows how it stands with ${about}: ${error instanceof Error ? error.message : String(error)}`,
  advice: 'Check again. If it stays, the log says more.',
  examples: [],
});
