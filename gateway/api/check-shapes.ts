import { z } from 'zod';

/** What a check found, as it is kept and told. */

const FindingShape = z.object({
  code: z.string(),
  severity: z.enum(['broken', 'warning']),
  count: z.number(),
  words: z.string(),
  advice: z.string(),
  examples: z.array(z.string()),
});

export const CheckShape = z.object({
  accounted: z.number(),
  unaccounted: z.number(),
  waiting: z.number(),
  /** Pushed mail in the spool that has no ledger row yet. */
  spooled: z.number(),
  sources: z.array(
    z.object({
      mailbox: z.string(),
      folder: z.string(),
      accounted: z.number(),
      /** null when the server could not be asked; `problem` says why. */
      unaccounted: z.number().nullable(),
      waiting: z.number(),
      undecided: z.number(),
      problem: z.string().nullable(),
    }),
  ),
  /** The broken ones first. */
  findings: z.array(FindingShape),
});

/** A disk of 2 TB is the largest that somebody would keep free for mail. */
const MOST_MEGABYTES = 2_000_000;

export const LimitsShape = z.strictObject({
  /** Below this much free room nothing is accepted. */
  leastFreeMegabytes: z.number().int().min(1).max(MOST_MEGABYTES),
});

export const HealthShape = z.object({
  /** The newest check; null before the first. */
  check: CheckShape.nullable(),
  checkedAt: z.number().nullable(),
  nightlyAt: z.number().nullable(),
  /** Why nothing is accepted just now; empty when mail is. */
  paused: z.array(z.object({ code: z.string(), words: z.string() })),
  limits: LimitsShape,
});

export type Check = z.infer<typeof CheckShape>;
export type Health = z.infer<typeof HealthShape>;
