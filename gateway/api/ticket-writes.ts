import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Actor, answer, assign, moveTo, note, prioritise } from '../desk/act.ts';
import type { Change } from '../desk/change.ts';
import { DeskError } from '../desk/error.ts';
import { handOver } from '../desk/escalate.ts';
import type { TicketFacts } from '../desk/facts.ts';
import type { Instant } from '../desk/instant.ts';
import { openForRequester } from '../desk/open.ts';
import { acknowledgePage } from '../desk/page.ts';
import { telOf } from '../desk/phone.ts';
import { agentById } from '../store/agents.ts';
import { keepNumber } from '../store/calls.ts';
import { changeTicket } from '../store/change.ts';
import type { Db, Tx } from '../store/db.ts';
import { mailboxes } from '../store/mailboxes.ts';
import { openTicket } from '../store/open-ticket.ts';
import { standingNow } from '../store/standings.ts';
import { ticketRow } from '../store/ticket-rows.ts';
import { uploadsOf } from '../store/uploads.ts';
import type { Written } from '../store/write.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { AnswerAsk, AssigneeAsk, IdInPath, LevelAsk, NoteAsk, PriorityAsk, StatusAsk, TicketAsk } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { says, takes } from './route.ts';
import { type TicketRow, TicketShape } from './shapes.ts';

export const ChangedShape = z.object({ ticket: TicketShape });
const OpenedShape = z.object({ id: z.number(), ticket: TicketShape });

/** What an agent does to a ticket: each is decided by desk/act.ts under the ticket's lock. */
export function ticketWriteRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .post('/tickets', says('Open a ticket for a requester', OpenedShape), takes('json', TicketAsk), (c) => {
      const asked = c.req.valid('json');
      const me = agentOf(c);
      return once(c, db, OpenedShape, async (keep) => {
        const [policy, practice, [mailbox]] = [await deps.policy(), await deps.practice(), await mailboxes(db)];
        const { name, phone, address = telOf(phone ?? '') } = asked.requester;
        const requester = { name: name || (phone ?? ''), address };
        const { standing } = await standingNow(db, address);
        const onThePhone = phone !== undefined;
        const said = { ...asked, requester, mailboxId: mailbox?.id ?? null, standing, onThePhone };
        const opened = await openTicket(
          db,
          (now) => openForRequester(me, said, policy, now, practice),
          async (tx, id) => {
            if (phone !== undefined) await keepNumber(tx, id, phone);
            await keep(tx, { id, ticket: await rowOf(tx, id) });
          },
        );
        return { id: opened, ticket: await rowOf(db, opened) };
      });
    })
    .put(
      '/tickets/:id/status',
      says('Move a ticket', ChangedShape),
      takes('param', IdInPath),
      takes('json', StatusAsk),
      async (c) => {
        const { status, waitingOn } = c.req.valid('json');
        const policy = await deps.policy();
        return writeTicket(c, db, c.req.valid('param').id, (ticket, now) =>
          moveTo(ticket, agentOf(c), status, waitingOn ?? null, policy, now),
        );
      },
    )
    .put(
      '/tickets/:id/assignee',
      says('Assign a ticket, or release it', ChangedShape),
      takes('param', IdInPath),
      takes('json', AssigneeAsk),
      async (c) => {
        const { agentId } = c.req.valid('json');
        if (agentId !== null && !(await agentById(db, agentId))?.active)
          throw new DeskError('invalid', 'There is no such agent.', { field: 'agentId' });
        return writeTicket(c, db, c.req.valid('param').id, (ticket) => assign(ticket, agentOf(c), agentId));
      },
    )
    .put(
      '/tickets/:id/priority',
      says('Give a ticket another priority', ChangedShape),
      takes('param', IdInPath),
      takes('json', PriorityAsk),
      async (c) => {
        const policy = await deps.policy();
        const { priority } = c.req.valid('json');
        return writeTicket(c, db, c.req.valid('param').id, (ticket) =>
          prioritise(ticket, agentOf(c), priority, policy),
        );
      },
    )
    .put(
      '/tickets/:id/level',
      says('Hand a ticket to another level, with the reason', ChangedShape),
      takes('param', IdInPath),
      takes('json', LevelAsk),
      (c) => {
        const { level, reason } = c.req.valid('json');
        return writeTicket(c, db, c.req.valid('param').id, (ticket, now) =>
          handOver(ticket, actorOf(c), level, reason, now),
        );
      },
    )
    .post(
      '/tickets/:id/page/acknowledgement',
      says('Say that one has the ticket: nobody else is called', ChangedShape),
      takes('param', IdInPath),
      (c) => writeTicket(c, db, c.req.valid('param').id, (ticket, now) => acknowledgePage(ticket, agentOf(c), now)),
    )
    .post(
      '/tickets/:id/answers',
      says('Answer the requester', ChangedShape),
      takes('param', IdInPath),
      takes('json', AnswerAsk),
      async (c) => {
        const { text, cc, attachments, quote } = c.req.valid('json');
        const me = agentOf(c);
        const files = await uploadsOf(db, me.id, attachments);
        if (files.length !== attachments.length)
          throw new DeskError('invalid', 'A file is not here any more. Attach it again.', { field: 'attachments' });
        const policy = await deps.policy();
        const said = { text, cc: cc.map((address) => ({ address, name: '' })), attachments: files, quote };
        return writeTicket(c, db, c.req.valid('param').id, (ticket, now) => answer(ticket, me, said, policy, now));
      },
    )
    .post(
      '/tickets/:id/notes',
      says('Write a note for colleagues', ChangedShape),
      takes('param', IdInPath),
      takes('json', NoteAsk),
      (c) => {
        const { text } = c.req.valid('json');
        return writeTicket(c, db, c.req.valid('param').id, (ticket, now) => note(ticket, actorOf(c), text, now));
      },
    );
}

export const actorOf = (c: Context<ApiEnv>): Actor => agentOf(c);

/** One change to one ticket, once: only if it is as the agent saw it, otherwise 409 with the ticket as it is now. */
export function writeTicket(
  c: Context<ApiEnv>,
  db: Db,
  id: number,
  decide: (ticket: TicketFacts, now: Instant) => Change,
  also: (tx: Tx, written: Written) => Promise<void> = async () => {},
) {
  const seq = seqOf(c);
  return once(c, db, ChangedShape, async (keep) => {
    let answer: { ticket: TicketRow } | null = null;
    await changeTicket(db, id, seq, decide, async (tx, written) => {
      await also(tx, written);
      answer = { ticket: await rowOf(tx, id) };
      await keep(tx, answer);
    }).catch((error) => withCurrent(db, id, error));
    return answer ?? { ticket: await rowOf(db, id) };
  });
}

/** A conflict carries the ticket as it is, so that the app can show both. */
export async function withCurrent(db: Db, id: number, error: unknown): Promise<never> {
  if (error instanceof DeskError && error.code === 'conflict')
    throw new DeskError('conflict', error.message, TicketShape.parse(await ticketRow(db, id)));
  throw error;
}

export async function rowOf(db: Db, id: number): Promise<TicketRow> {
  const row = await ticketRow(db, id);
  if (!row) throw new DeskError('not_found', `There is no ticket #${id}.`);
  return row;
}
