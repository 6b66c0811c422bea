import { Hono } from 'hono';
import { z } from 'zod';
import { putTag, takeTag } from '../desk/retag.ts';
import { tagIn } from '../desk/tag.ts';
import { offerTag, tagsInUse } from '../store/tags.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath, Line } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { ChangedShape, writeTicket } from './ticket-writes.ts';

/** What a person picks from while typing; a desk with more finds the rest by typing them. */
const OFFERED = 500;

export const TagsShape = z.object({ tags: z.array(z.string()) });
const TagInPath = IdInPath.extend({ tag: Line.min(1) });

/** Words on tickets: put on, taken off, offered again. */
export function tagRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/tags', says('Tags in use, the last used first', TagsShape), async (c) =>
      gives(c, TagsShape, { tags: await tagsInUse(db, OFFERED) }),
    )
    .put(
      '/tickets/:id/tags/:tag',
      says('Put a tag on a ticket; it may choose the policy', ChangedShape),
      takes('param', TagInPath),
      async (c) => {
        const { id, tag } = c.req.valid('param');
        const policy = await deps.policy();
        return writeTicket(
          c,
          db,
          id,
          (ticket) => putTag(ticket, agentOf(c), tag, policy),
          (tx) => offerTag(tx, tagIn(tag) ?? tag),
        );
      },
    )
    .delete(
      '/tickets/:id/tags/:tag',
      says('Take a tag off a ticket', ChangedShape),
      takes('param', TagInPath),
      async (c) => {
        const { id, tag } = c.req.valid('param');
        const policy = await deps.policy();
        return writeTicket(c, db, id, (ticket) => takeTag(ticket, agentOf(c), tag, policy));
      },
    );
}
