import { Hono } from 'hono';
import { z } from 'zod';
import { report } from '../desk/learning/report.ts';
import { newestLabels } from '../store/labels.ts';
import { learningState } from '../store/learned-model.ts';
import type { ApiEnv } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says } from './route.ts';
import { PriorityName } from './shapes.ts';

const Share = z.number().min(0).max(1);

export const LearningShape = z.object({
  /** In words, for an admin. */
  sentence: z.string(),
  standing: z.enum(['too few', 'no signal', 'behind', 'helps']),
  /** Labels learnt from, and how they came about. */
  labels: z.number(),
  changed: z.number(),
  confirmed: z.number(),
  /** Over so many of the last labels, each judged before it was known. */
  judged: z.number(),
  right: z.object({ model: Share, cues: Share, guess: Share }),
  criticalHeard: z.object({ of: z.number(), heard: z.number() }),
  madeAt: z.number().nullable(),
  /** Labels that the coming night brings. */
  unheard: z.number(),
  newest: z.array(
    z.object({
      id: z.number(),
      ticketId: z.number(),
      agentId: z.number(),
      at: z.number(),
      from: PriorityName,
      to: PriorityName,
      how: z.enum(['changed', 'confirmed']),
    }),
  ),
});
export type Learning = z.infer<typeof LearningShape>;

/** As many labels as an admin reads through. */
const NEWEST = 50;

/** How well priorities are read, by the desk's own record. */
export function learningRoutes({ db, practice }: ApiDeps) {
  return new Hono<ApiEnv>().get('/learning', says('How well priorities are read', LearningShape), async (c) => {
    const { model } = await practice();
    const [state, newest] = [await learningState(db), await newestLabels(db, NEWEST)];
    return gives(c, LearningShape, { ...report(model), ...state, newest });
  });
}
