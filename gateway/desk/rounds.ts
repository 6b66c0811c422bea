/** Numbers of rows from `from` to `until`, both in it. */
export type Page = { from: number; until: number };

/** Rows looked at by one query: some milliseconds each, so that nobody waits for long behind it in the embedded database. */
const PAGE = 5000;

/**
 * Which rows a check looks at: the newest, and of the older ones as many as `share` from `rolled` on, so that every row
 * has its turn. Answers the pages, newest first, and from where the next check goes on.
 */
export function round(
  rows: Page | null,
  { newest, share }: { newest: number; share: number },
  rolled: number,
): { pages: Page[]; rolled: number } {
  if (rows === null) return { pages: [], rolled };
  const border = Math.max(rows.from, rows.until - newest + 1);
  const pages = pagesOf({ from: border, until: rows.until }).toReversed();
  if (border === rows.from || share === 0) return { pages, rolled };
  const from = rolled > rows.from && rolled < border ? rolled : rows.from;
  const until = Math.min(border - 1, from + share - 1);
  return { pages: [...pages, ...pagesOf({ from, until })], rolled: until + 1 };
}

function pagesOf({ from, until }: Page): Page[] {
  const pages: Page[] = [];
  for (let at = from; at <= until; at += PAGE) pages.push({ from: at, until: Math.min(until, at + PAGE - 1) });
  return pages;
}
