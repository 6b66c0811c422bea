/**
 * `broken`: a promise of the desk does not hold, and somebody is told. `warning`: it holds, and something around it will
 * not for long, or could not be asked.
 */
export type Severity = 'broken' | 'warning';

/** One thing that a check found. */
export type Finding = {
  /** Stays the same from check to check; begins with the invariant's number where there is one. */
  code: string;
  severity: Severity;
  count: number;
  /** What is wrong, for somebody who runs a desk. */
  words: string;
  /** What to do. */
  advice: string;
  /** The first few of them, by what an admin can look up. */
  examples: string[];
};

/** How many of each were told, by code. */
export type Told = Readonly<Record<string, number>>;

/**
 * Breaks that admins have not been told of: a new one, or one that has grown. What has healed is forgotten, and is news
 * when it comes again; what has shrunk is measured by its lesser count from then on.
 */
export function newBreaks(findings: readonly Finding[], told: Told): { news: Finding[]; told: Told } {
  const broken = findings.filter(({ severity }) => severity === 'broken');
  return {
    news: broken.filter(({ code, count }) => count > (told[code] ?? 0)),
    told: Object.fromEntries(broken.map(({ code, count }) => [code, count])),
  };
}
