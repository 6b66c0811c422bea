import type { TicketRow } from '../../gateway/api/shapes.ts';
import type { Stage } from '../../gateway/desk/stage.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';
import { openTicket, takeTickets } from './tickets.ts';

export type StageSaid = { stage: Stage; words: string; quote: File | null; tell: boolean };

/** Moves a request on. Its mail goes out at once, so this waits for the desk and is never queued. */
export async function moveStage(ticket: TicketRow, { quote, ...said }: StageSaid): Promise<Answer<unknown>> {
  const brought =
    quote &&
    (await ask<{ id: string }>(`/uploads?name=${encodeURIComponent(quote.name)}`, { method: 'POST', body: quote }));
  if (brought && brought.is !== 'good') return brought;
  return written(ticket, { method: 'PUT', body: { ...said, quote: brought?.value.id ?? null } });
}

/** It was none. Nobody hears of that. */
export const endRequest = (ticket: TicketRow): Promise<Answer<unknown>> =>
  written(ticket, { method: 'DELETE', body: {} });

async function written(ticket: TicketRow, question: { method: 'PUT' | 'DELETE'; body: object }) {
  const answer = await ask<{ ticket: TicketRow }>(`/tickets/${ticket.id}/request`, { ...question, seq: ticket.seq });
  if (answer.is === 'good') takeTickets([answer.value.ticket]);
  // Also after a refusal: somebody else may have been here.
  void openTicket(ticket.id);
  return answer;
}
