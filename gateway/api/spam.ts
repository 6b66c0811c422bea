import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { markSpam, unmarkSpam } from '../desk/mark-spam.ts';
import { isBlocked } from '../desk/spam.ts';
import { block, blocks, unblock } from '../store/blocks.ts';
import type { Db } from '../store/db.ts';
import { mailboxes, ourAddresses } from '../store/mailboxes.ts';
import { endSpam } from '../store/spam.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { EmailAddress, IdInPath, SpamAsk } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { ChangedShape, rowOf, writeTicket } from './ticket-writes.ts';

/** A domain with a dot in it: nobody means to block all of .com. */
const Domain = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/, 'is no address and no domain');
export const Sender = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.union([EmailAddress, Domain], 'is no address and no domain'));
const BlockAsk = z.strictObject({ sender: Sender });

const BlockShape = z.object({ id: z.number(), sender: z.string(), addedBy: z.number(), addedAt: z.number() });
const ListShape = z.object({ blocks: z.array(BlockShape) });
export type Block = z.infer<typeof BlockShape>;

/** What is spam: tickets that agents call so, and senders whose mail becomes none. */
export function spamRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .put(
      '/tickets/:id/spam',
      says('Call a ticket spam, or say that it is none', ChangedShape),
      takes('param', IdInPath),
      takes('json', SpamAsk),
      async (c) => {
        const { spam, block } = c.req.valid('json');
        const me = agentOf(c);
        const { id } = c.req.valid('param');
        if (block) await refuseOurs(db, (await rowOf(db, id)).requester.address.toLowerCase());
        const answer = await writeTicket(
          c,
          db,
          id,
          (ticket, now) => (spam ? markSpam(ticket, me, now) : unmarkSpam(ticket, me)),
          (tx) => (spam ? endSpam(tx, id, block ? me.id : null) : Promise.resolve()),
        );
        deps.forgetSettings();
        return answer;
      },
    )
    .get('/blocks', says('Blocked senders', ListShape), async (c) => gives(c, ListShape, { blocks: await blocks(db) }))
    .post('/blocks', says('Block an address or a domain', ListShape), takes('json', BlockAsk), async (c) => {
      const { sender } = c.req.valid('json');
      await refuseOurs(db, sender);
      const by = agentOf(c).id;
      if (await block(db, sender, by)) await tellOfDesk(db, { kind: 'blocked', by });
      deps.forgetSettings();
      return gives(c, ListShape, { blocks: await blocks(db) });
    })
    .delete('/blocks/:id', says('Hear of a sender again', ListShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await unblock(db, id))) throw new DeskError('not_found', 'That sender is not blocked.');
      await tellOfDesk(db, { kind: 'unblocked', by: agentOf(c).id, data: { blockId: id } });
      deps.forgetSettings();
      return gives(c, ListShape, { blocks: await blocks(db) });
    });
}

/** @throws DeskError for a sender that one of our own addresses would fall under */
async function refuseOurs(db: Db, sender: string): Promise<void> {
  const own = ourAddresses(await mailboxes(db)).find((address) => isBlocked(address, new Set([sender])));
  if (own !== undefined)
    throw new DeskError('invalid', `${own} is an address of this desk; it cannot be blocked.`, { field: 'sender' });
}
