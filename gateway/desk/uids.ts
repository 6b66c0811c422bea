/** UIDs as ranges, both ends in: ascending, apart from one another. Half a million of them are one line. */
export type UidRange = { from: number; to: number };

/** A set of single UIDs, in any order, as ranges. */
export function rangesOf(uids: Iterable<number>): UidRange[] {
  const ranges: UidRange[] = [];
  for (const uid of [...uids].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && uid <= last.to + 1) last.to = Math.max(last.to, uid);
    else ranges.push({ from: uid, to: uid });
  }
  return ranges;
}

/** A server's sequence set ("1:4,7"), as RFC 9051 writes it. A part that is no number is left out. */
export function readRanges(set: string): UidRange[] {
  const parts = set.split(',').flatMap((part) => {
    const [a, b = a] = part.split(':').map(Number);
    return isUid(a) && isUid(b) ? [{ from: Math.min(a, b), to: Math.max(a, b) }] : [];
  });
  return joined(parts);
}

export const writeRanges = (ranges: readonly UidRange[]): string =>
  ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}:${to}`)).join(',');

/** What is in `all` and not in `known`: the gaps of a ledger. */
export function without(all: readonly UidRange[], known: readonly UidRange[]): UidRange[] {
  const left: UidRange[] = [];
  let at = 0;
  for (const { from, to } of all) {
    let start = from;
    while (at < known.length && (known[at]?.to ?? 0) < start) at++;
    for (let next = at; next < known.length; next++) {
      const hole = known[next];
      if (!hole || hole.from > to) break;
      if (hole.from > start) left.push({ from: start, to: hole.from - 1 });
      start = Math.max(start, hole.to + 1);
    }
    if (start <= to) left.push({ from: start, to });
  }
  return left;
}

export const countUids = (ranges: readonly UidRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** The first `limit` UIDs, ascending. */
export function firstUids(ranges: readonly UidRange[], limit: number): number[] {
  const uids: number[] = [];
  for (const { from, to } of ranges)
    for (let uid = from; uid <= to; uid++) {
      if (uids.length === limit) return uids;
      uids.push(uid);
    }
  return uids;
}

/** RFC 9051 2.3.1.1: a nonzero 32-bit number. */
const isUid = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value > 0 && value < 2 ** 32;

/** Ranges in any order, overlapping or side by side, as they should be. */
export const joined = (ranges: readonly UidRange[]): UidRange[] => merged(ranges.toSorted((a, b) => a.from - b.from));

function merged(sorted: readonly UidRange[]): UidRange[] {
  const ranges: UidRange[] = [];
  for (const { from, to } of sorted) {
    const last = ranges.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges;
}
