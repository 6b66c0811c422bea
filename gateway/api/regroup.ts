import { Hono } from 'hono';
import { z } from 'zod';
import type { Change } from '../desk/change.ts';
import { DeskError } from '../desk/error.ts';
import type { Instant } from '../desk/instant.ts';
import { openedFor } from '../desk/open.ts';
import { endTokens, merge, moveMail, unmerge } from '../desk/regroup.ts';
import { changeTicket } from '../store/change.ts';
import { carryStage } from '../store/feature-requests.ts';
import { moveToOwnTicket } from '../store/open-ticket.ts';
import { changePair, joinedMail, putBack, putMail, putTogether } from '../store/regroup.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { says, takes } from './route.ts';
import { TicketShape } from './shapes.ts';
import { ChangedShape, rowOf, withCurrent, writeTicket } from './ticket-writes.ts';

const TicketId = z.number().int().positive();
/** null: a ticket of its own. */
const MoveAsk = z.strictObject({ to: TicketId.nullable() });
/** null: as before they were merged. */
const MergeAsk = z.strictObject({ into: TicketId.nullable() });
const MovedShape = z.object({ ticketId: z.number(), ticket: TicketShape });

/** What belongs together: mails that go elsewhere, tickets that become one, and the way back. */
export function regroupRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .post(
      '/messages/:id/move',
      says('Move a mail that joined to another ticket, or to one of its own', MovedShape),
      takes('param', IdInPath),
      takes('json', MoveAsk),
      async (c) => {
        const { id } = c.req.valid('param');
        const { to } = c.req.valid('json');
        const [me, policy, practice] = [agentOf(c), await deps.policy(), await deps.practice()];
        return once(c, db, MovedShape, async (keep) => {
          const mail = await joinedMail(db, id);
          if (!mail) throw new DeskError('not_found', 'That is no mail that joined a ticket.');
          const [from, seq] = [mail.ticketId, seqOf(c)];
          let place = to;
          if (to === null) {
            let moving: { opened: Change; now: Instant } | null = null;
            await changeTicket(
              db,
              from,
              seq,
              (ticket, now) => {
                const { opened, left } = openedFor(ticket, me, mail, policy, now, practice);
                moving = { opened, now };
                return left;
              },
              async (tx) => {
                if (moving === null) throw new Error('a move was not decided');
                place = await moveToOwnTicket(tx, { messageId: id, ...moving });
                await putMail(tx, mail, from, place);
                await keep(tx, { ticketId: place, ticket: await rowOf(tx, from) });
              },
            ).catch((error) => withCurrent(db, from, error));
          } else
            await changePair(
              db,
              [from, to],
              seq,
              (one, other, now) => moveMail(one, other, me, mail, policy, now),
              async (tx) => {
                await putMail(tx, mail, from, to);
                await keep(tx, { ticketId: to, ticket: await rowOf(tx, from) });
              },
            ).catch((error) => withCurrent(db, from, error));
          return { ticketId: place ?? from, ticket: await rowOf(db, from) };
        });
      },
    )
    .put(
      '/tickets/:id/merge',
      says('Make a ticket part of another, or take that back', ChangedShape),
      takes('param', IdInPath),
      takes('json', MergeAsk),
      async (c) => {
        const { id } = c.req.valid('param');
        const { into } = c.req.valid('json');
        const [me, policy] = [agentOf(c), await deps.policy()];
        return once(c, db, ChangedShape, async (keep) => {
          const { mergedInto } = await rowOf(db, id);
          const other = into ?? mergedInto;
          if (other === null) throw new DeskError('invalid', `Ticket #${id} is not merged.`);
          let mergedAt: Instant | null = null;
          await changePair(
            db,
            [id, other],
            seqOf(c),
            (from, to, now) => {
              mergedAt = from.merged?.at ?? null;
              return into === null ? unmerge(from, to, me, policy, now) : merge(from, to, me, policy, now);
            },
            async (tx) => {
              if (into !== null) {
                await putTogether(tx, id, into);
                await carryStage(tx, id, into);
              } else if (mergedAt !== null) await putBack(tx, id, other, mergedAt);
              await keep(tx, { ticket: await rowOf(tx, id) });
            },
          ).catch((error) => withCurrent(db, id, error));
          return { ticket: await rowOf(db, id) };
        });
      },
    )
    .delete(
      '/tickets/:id/tokens',
      says('Let the reply tokens of all mails sent so far end', ChangedShape),
      takes('param', IdInPath),
      (c) => writeTicket(c, db, c.req.valid('param').id, (ticket) => endTokens(ticket, agentOf(c))),
    );
}
