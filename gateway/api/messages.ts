import { Hono } from 'hono';
import { z } from 'zod';
import { accept } from '../desk/act.ts';
import type { Change } from '../desk/change.ts';
import { DeskError } from '../desk/error.ts';
import type { Instant } from '../desk/instant.ts';
import { split } from '../desk/open.ts';
import { changeTicket } from '../store/change.ts';
import type { Db } from '../store/db.ts';
import { moveToOwnTicket, threadTo, ticketOfMessage } from '../store/open-ticket.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { says, takes } from './route.ts';
import { TicketShape } from './shapes.ts';
import { ChangedShape, rowOf, withCurrent, writeTicket } from './ticket-writes.ts';

const SplitShape = z.object({ ticketId: z.number(), ticket: TicketShape });

/** A held mail: into the conversation, or a ticket of its own. */
export function messageRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .post(
      '/messages/:id/acceptance',
      says('Accept a held mail into its ticket', ChangedShape),
      takes('param', IdInPath),
      async (c) => {
        const { id } = c.req.valid('param');
        const ticketId = await placeOf(db, id);
        const policy = await deps.policy();
        return writeTicket(
          c,
          db,
          ticketId,
          (ticket, now) => accept(ticket, agentOf(c), id, policy, now),
          (tx) => threadTo(tx, id, ticketId),
        );
      },
    )
    .post(
      '/messages/:id/split',
      says('Make a held mail a ticket of its own', SplitShape),
      takes('param', IdInPath),
      async (c) => {
        const { id } = c.req.valid('param');
        const [policy, practice] = [await deps.policy(), await deps.practice()];
        return once(c, db, SplitShape, async (keep) => {
          const [from, seq] = [await placeOf(db, id), seqOf(c)];
          let moving: { opened: Change; now: Instant } | null = null;
          let to = 0;
          await changeTicket(
            db,
            from,
            seq,
            (ticket, now) => {
              const { opened, left } = split(ticket, agentOf(c), id, policy, now, practice);
              moving = { opened, now };
              return left;
            },
            async (tx) => {
              if (moving === null) throw new Error('a split was not decided');
              to = await moveToOwnTicket(tx, { messageId: id, ...moving });
              await keep(tx, { ticketId: to, ticket: await rowOf(tx, from) });
            },
          ).catch((error) => withCurrent(db, from, error));
          return { ticketId: to, ticket: await rowOf(db, from) };
        });
      },
    );
}

async function placeOf(db: Db, messageId: number): Promise<number> {
  const ticketId = await ticketOfMessage(db, messageId);
  if (ticketId === null) throw new DeskError('not_found', 'There is no such message.');
  return ticketId;
}
