import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { endRequest, moveToStage } from '../desk/feature-request.ts';
import { STAGES } from '../desk/stage.ts';
import { askingOn, forgetStage, keepStage } from '../store/feature-requests.ts';
import { mailboxes, ourAddresses } from '../store/mailboxes.ts';
import { uploadsOf } from '../store/uploads.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath, Text } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { says, takes } from './route.ts';
import { ChangedShape, writeTicket } from './ticket-writes.ts';

// A mail that says how far something is, no letter.
const MOST_WORDS = 4000;

const StageAsk = z.strictObject({
  stage: z.enum(STAGES),
  /** Go to everybody who asked, and stand on the ticket as a note. */
  words: Text.max(MOST_WORDS).default(''),
  /** A file brought before (POST /api/uploads): what it costs. */
  quote: z.string().max(64).nullable().default(null),
  tell: z.boolean().default(true),
});

/** Requests for something new: how far each is, and who hears of it. */
export function featureRequestRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .put(
      '/tickets/:id/request',
      says(
        'Make a ticket a feature request, or move it to another stage; everybody who asked hears of it',
        ChangedShape,
      ),
      takes('param', IdInPath),
      takes('json', StageAsk),
      async (c) => {
        const { id } = c.req.valid('param');
        const { quote, ...said } = c.req.valid('json');
        const me = agentOf(c);
        const [file = null] = quote === null ? [] : await uploadsOf(db, me.id, [quote]);
        if (quote !== null && file === null)
          throw new DeskError('invalid', 'The quote is not here any more. Attach it again.', { field: 'quote' });
        // Read before the lock: a ticket that is merged into this one meanwhile is a change of it, and this a conflict.
        const [asking, { blocked }] = [await askingOn(db, id), await deps.practice()];
        const never = { ours: ourAddresses(await mailboxes(db)), blocked };
        return writeTicket(
          c,
          db,
          id,
          (ticket, now) => moveToStage(ticket, me, { ...said, quote: file }, asking, never, now),
          (tx, written) => keepStage(tx, { ...written, ticketId: id }, said.stage, me.id, file !== null),
        );
      },
    )
    .delete(
      '/tickets/:id/request',
      says('Say that a ticket is no feature request', ChangedShape),
      takes('param', IdInPath),
      (c) => {
        const { id } = c.req.valid('param');
        return writeTicket(
          c,
          db,
          id,
          (ticket) => endRequest(ticket, agentOf(c)),
          (tx) => forgetStage(tx, id),
        );
      },
    );
}
