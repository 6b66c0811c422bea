import { z } from 'zod';
import { CHANNELS } from '../desk/cover.ts';

/** How the requester of a ticket stands. The days are counted by who shows it: a kept ticket is older than today. */
export const StandingShape = z.object({
  /** The desk keeps cover at all. */
  kept: z.boolean(),
  organisation: z.object({ id: z.number(), name: z.string() }).nullable(),
  cover: z
    .object({
      plan: z.object({
        name: z.string(),
        covers: z.array(z.string()),
        channels: z.array(z.enum(CHANNELS)),
        emergencyLine: z.boolean(),
      }),
      product: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
    })
    .nullable(),
});

export type StandingRow = z.infer<typeof StandingShape>;
