import type { TicketRow } from '../../gateway/api/shapes.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';

export type NewTicket = {
  requester: { name: string; address?: string; phone?: string };
  subject: string;
  text: string;
  priority?: TicketRow['priority'];
};

/** Opens a ticket for a requester. The same key opens it once. */
export const openNewTicket = (ticket: NewTicket, key: string): Promise<Answer<{ id: number }>> =>
  ask<{ id: number }>('/tickets', { method: 'POST', body: ticket, key });
