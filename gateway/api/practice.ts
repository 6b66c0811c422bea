import { Hono } from 'hono';
import { z } from 'zod';
import { readReplies, writeReplies } from '../store/settings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';

/** A year on, nobody remembers what a ticket was about. */
const LONGEST = 365;

const RepliesShape = z.strictObject({
  /** 0: every reply to a closed ticket is a new one. */
  reopensWithinDays: z.number().int().min(0).max(LONGEST),
  agentsAnswerByMail: z.boolean(),
});

/** What becomes of replies: an admin's to settle. */
export function practiceRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/replies', says('What becomes of replies', RepliesShape), async (c) =>
      gives(c, RepliesShape, await readReplies(db)),
    )
    .put('/replies', says('Change it', RepliesShape), takes('json', RepliesShape), async (c) => {
      await writeReplies(db, c.req.valid('json'));
      await tellOfDesk(db, { kind: 'replies changed', by: agentOf(c).id });
      deps.forgetSettings();
      return gives(c, RepliesShape, await readReplies(db));
    });
}
