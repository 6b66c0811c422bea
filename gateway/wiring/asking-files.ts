import type { Finding } from '../desk/finding.ts';
import { type Page, round } from '../desk/rounds.ts';
import type { Edges } from '../open-edges.ts';
import { filesOf, rowsOf } from '../store/walk.ts';
import type { Extent } from './extents.ts';

/** Files looked at side by side: enough to keep a disk busy, few enough for a desk to stay quick. */
const AT_ONCE = 8;
const EXAMPLES = 3;

const PROMISED = [
  { table: 'ledger', code: 'I10 raw mail', what: 'The raw bytes of mail' },
  { table: 'attachment', code: 'I9 attachment', what: 'Attachments' },
] as const;

const ADVICE =
  'Bring the newest backup that has it back beside the desk and copy the file from its blobs folder, into a bucket as blobs/ and its whole name. If the disk is at fault, replace it first.';

/** Whether every file that a row promises is there, and whether those that are read are what was kept. */
export async function askFiles(
  { db, blobs }: Pick<Edges, 'db' | 'blobs'>,
  { files, hashes, hashShare }: Extent,
  rolled: Record<string, number>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { table, code, what } of PROMISED) {
    const rows = await rowsOf(db, table);
    const read = round(rows, { newest: hashes, share: hashShare }, rolled[`${table} bytes`] ?? 0);
    rolled[`${table} bytes`] = read.rolled;
    const missing = await failing(db, table, round(rows, { newest: files, share: 0 }, 0).pages, (sha256) =>
      blobs.has(sha256),
    );
    const damaged = await failing(
      db,
      table,
      read.pages,
      async (sha256) => (await blobs.get(sha256)) !== null || missing.has(sha256),
    );
    findings.push(
      ...finding(`${code} missing`, `${what} that were kept are gone.`, missing),
      ...finding(`${code} damaged`, `${what} that were kept are not what they were.`, damaged),
    );
  }
  return findings;
}

type Table = (typeof PROMISED)[number]['table'];

async function failing(
  db: Edges['db'],
  table: Table,
  pages: readonly Page[],
  holds: (sha256: string) => Promise<boolean>,
): Promise<Set<string>> {
  const failed = new Set<string>();
  for (const page of pages) {
    const names = await filesOf(db, table, page);
    for (let at = 0; at < names.length; at += AT_ONCE)
      await Promise.all(
        names.slice(at, at + AT_ONCE).map(async (sha256) => {
          if (!(await holds(sha256))) failed.add(sha256);
        }),
      );
  }
  return failed;
}

function finding(code: string, words: string, names: Set<string>): Finding[] {
  if (names.size === 0) return [];
  return [
    { code, severity: 'broken', count: names.size, words, advice: ADVICE, examples: [...names].slice(0, EXAMPLES) },
  ];
}
