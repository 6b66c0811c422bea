import { Hono } from 'hono';
import { z } from 'zod';
import { invite } from '../account/invitations.ts';
import { assign } from '../desk/act.ts';
import { DeskError } from '../desk/error.ts';
import { agentById, agents, deactivateAgent } from '../store/agents.ts';
import { changeTicket } from '../store/change.ts';
import { tellOfDesk } from '../store/tell.ts';
import { openTicketsOf } from '../store/ticket-list.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath, InvitationAsk } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { AgentShape } from './shapes.ts';

const ListShape = z.object({ agents: z.array(AgentShape) });
const LinkShape = z.object({ link: z.url() });

/** Colleagues. The link of an invitation is told once and kept nowhere; inviting again makes a new one. */
export function agentRoutes({ db, config }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get('/agents', says('Everyone who is or was an agent', ListShape), async (c) =>
      gives(c, ListShape, { agents: await agents(db) }),
    )
    .post('/invitations', says('Invite an agent', LinkShape), takes('json', InvitationAsk), async (c) => {
      const path = await invite(db, { ...c.req.valid('json'), by: agentOf(c).id });
      return gives(c, LinkShape, { link: new URL(path, config.baseUrl).href });
    })
    .delete('/agents/:id', says('Deactivate an agent', AgentShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      const me = agentOf(c);
      const before = await agentById(db, id);
      if (!before) throw new DeskError('not_found', 'There is no such agent.');
      if (!before.active) return gives(c, AgentShape, before);
      await db.transaction().execute(async (tx) => {
        if (!(await deactivateAgent(tx, id))) throw new DeskError('invalid', 'A desk keeps at least one admin.');
        await tellOfDesk(tx, { kind: 'agent deactivated', by: me.id, data: { agentId: id } });
      });
      // Nobody would see them under "mine" any more.
      for (const ticketId of await openTicketsOf(db, id))
        await changeTicket(db, ticketId, null, (ticket) => assign(ticket, me, null));
      return gives(c, AgentShape, { ...before, active: false });
    });
}
