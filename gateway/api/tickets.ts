import { Hono } from 'hono';
import { z } from 'zod';
import type { Status } from '../desk/change.ts';
import { DeskError } from '../desk/error.ts';
import { offerStart } from '../desk/offer.ts';
import { whyHere } from '../desk/why-here.ts';
import type { Db } from '../store/db.ts';
import {
  type TicketDetail as StoredDetail,
  type MessageRow as StoredMessage,
  ticketDetail,
} from '../store/ticket-detail.ts';
import { listTickets, readPlace } from '../store/ticket-list.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { ConversationsAsk, IdInPath, ListAsk } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { type MessageRow, type StandingRow, type TicketDetail, TicketDetailShape, TicketShape } from './shapes.ts';

const PAGE = 50;
const TO_DO: Status[] = ['open', 'waiting'];
const ANY: Status[] = ['open', 'waiting', 'solved', 'closed'];

const ConversationsShape = z.object({ conversations: z.array(TicketDetailShape) });
const PageShape = z.object({ tickets: z.array(TicketShape), next: z.string().nullable() });

/** Reading tickets. Without `status` a view shows what is to do, and a search everything. */
export function ticketRoutes({ db }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get('/tickets', says('Tickets of a view, or found by words', PageShape), takes('query', ListAsk), async (c) => {
      const { view, q, after, status } = c.req.valid('query');
      const page = await listTickets(db, {
        view,
        agentId: agentOf(c).id,
        statuses: status ?? (q === '' && view !== 'spam' && view !== 'requests' ? TO_DO : ANY),
        words: q,
        after: after === undefined ? null : readPlace(after),
        limit: PAGE,
      });
      return gives(c, PageShape, page);
    })
    .get('/tickets/:id', says('A whole ticket', TicketDetailShape), takes('param', IdInPath), async (c) =>
      gives(c, TicketDetailShape, await detail(db, c.req.valid('param').id)),
    )
    .get(
      '/conversations',
      says(
        'Several whole tickets, for a device that reads them offline; those that are not there are left out',
        ConversationsShape,
      ),
      takes('query', ConversationsAsk),
      async (c) => {
        const conversations: TicketDetail[] = [];
        for (const id of c.req.valid('query').ids) {
          const found = await ticketDetail(db, id);
          if (found) conversations.push(toDetail(found));
        }
        return gives(c, ConversationsShape, { conversations });
      },
    );
}

async function detail(db: Db, id: number): Promise<TicketDetail> {
  const found = await ticketDetail(db, id);
  if (!found) throw new DeskError('not_found', `There is no ticket #${id}.`);
  return toDetail(found);
}

function toDetail(found: StoredDetail): TicketDetail {
  const { ticket, messages, events, priorityReason, acknowledgement, linkedTo, participants, request } = found;
  return {
    ticket,
    messages: messages.map(toMessage),
    events,
    priorityReason: { cues: [], why: '', setByAgentId: null, ...priorityReason },
    acknowledgement: {
      sent: acknowledgement.sent ?? null,
      code: acknowledgement.code ?? '',
      why: acknowledgement.why ?? '',
    },
    linkedTo,
    participants,
    request,
    standing: toStanding(found),
  };
}

function toStanding({ language, standing: { organisation, standing } }: StoredDetail): StandingRow {
  const row = { kept: standing.is !== 'unrecorded', organisation, offer: offerStart(standing, language) };
  if (standing.is !== 'covered' && standing.is !== 'ended') return { ...row, cover: null };
  const { plan, product, startsOn, endsOn } = standing.cover;
  return {
    ...row,
    cover: { product, startsOn, endsOn, plan: { ...plan, covers: [...plan.covers], channels: [...plan.channels] } },
  };
}

function toMessage({ evidence, ...message }: StoredMessage): MessageRow {
  return {
    ...message,
    whyHere: whyHere(evidence),
    trustWhy: evidence.trustWhy ?? '',
    problems: evidence.problems ?? [],
    remoteImages: evidence.remoteImages ?? false,
  };
}
