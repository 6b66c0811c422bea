import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { transfer } from '../desk/transfer.ts';
import { mailboxNames } from '../store/policy.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { ChangedShape, writeTicket } from './ticket-writes.ts';

const AddressesShape = z.object({ addresses: z.array(z.object({ id: z.number(), address: z.string() })) });
const MailboxAsk = z.strictObject({ mailboxId: z.number().int().positive() });

/** A ticket that came to one mailbox and is another's to answer. */
export function transferRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/addresses', says('Addresses that tickets are answered from', AddressesShape), async (c) =>
      gives(c, AddressesShape, { addresses: await mailboxNames(db) }),
    )
    .put(
      '/tickets/:id/mailbox',
      says('Move a ticket to another mailbox: answers leave from there, its policy counts the promises', ChangedShape),
      takes('param', IdInPath),
      takes('json', MailboxAsk),
      async (c) => {
        const { mailboxId } = c.req.valid('json');
        if (!(await mailboxNames(db)).some(({ id }) => id === mailboxId))
          throw new DeskError('invalid', 'There is no such mailbox.', { field: 'mailboxId' });
        const policy = await deps.policy();
        return writeTicket(c, db, c.req.valid('param').id, (ticket) => transfer(ticket, agentOf(c), mailboxId, policy));
      },
    );
}
