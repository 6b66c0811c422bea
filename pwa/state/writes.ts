import type { MessageRow, TicketRow } from '../../gateway/api/shapes.ts';

/** A file of an answer; `uploadId` is known once the desk has it. */
export type Enclosure = { file: File; uploadId: string | null };

/** What an agent can do to a ticket. Plain data, so that the queue can be kept and sent later. */
export type Deed =
  | { do: 'status'; status: TicketRow['status']; waitingOn: TicketRow['waitingOn'] }
  | { do: 'assign'; agentId: number | null }
  | { do: 'priority'; priority: TicketRow['priority'] }
  | { do: 'tag'; tag: string; on: boolean }
  | { do: 'mailbox'; mailboxId: number }
  | { do: 'level'; level: TicketRow['level']; reason: string }
  /** Of a page: whoever says so has the ticket. */
  | { do: 'acknowledge' }
  | { do: 'merge'; into: number | null }
  | { do: 'move'; messageId: number; to: number | null }
  | { do: 'end tokens' }
  | { do: 'spam'; spam: boolean; block: boolean }
  | { do: 'answer'; text: string; cc: string[]; enclosures: Enclosure[]; quote: boolean }
  | { do: 'note'; text: string }
  | { do: 'accept'; messageId: number }
  | { do: 'split'; messageId: number };

// Long enough to see a slip of the thumb, short enough that no customer waits for it.
const UNDO = 5_000;

/** Milliseconds in which a deed can be taken back before the desk hears of it; 0 for what is easily put right. */
export function undoFor(deed: Deed): number {
  const ends = deed.do === 'status' && (deed.status === 'solved' || deed.status === 'closed');
  return ends ||
    deed.do === 'merge' ||
    deed.do === 'move' ||
    (deed.do === 'spam' && deed.spam) ||
    deed.do === 'answer' ||
    deed.do === 'assign'
    ? UNDO
    : 0;
}

export type Request = { method: 'POST' | 'PUT' | 'DELETE'; path: string; body: unknown };

/** The resource that a deed writes. An answer's files must have been uploaded. */
export function requestOf(ticketId: number, deed: Deed): Request {
  const at = `/tickets/${ticketId}`;
  switch (deed.do) {
    case 'status': {
      const waitingOn = deed.waitingOn ? { waitingOn: deed.waitingOn } : {};
      return { method: 'PUT', path: `${at}/status`, body: { status: deed.status, ...waitingOn } };
    }
    case 'assign':
      return { method: 'PUT', path: `${at}/assignee`, body: { agentId: deed.agentId } };
    case 'priority':
      return { method: 'PUT', path: `${at}/priority`, body: { priority: deed.priority } };
    case 'merge':
      return { method: 'PUT', path: `${at}/merge`, body: { into: deed.into } };
    case 'move':
      return { method: 'POST', path: `/messages/${deed.messageId}/move`, body: { to: deed.to } };
    case 'end tokens':
      return { method: 'DELETE', path: `${at}/tokens`, body: {} };
    case 'spam':
      return { method: 'PUT', path: `${at}/spam`, body: { spam: deed.spam, block: deed.block } };
    case 'tag':
      return { method: deed.on ? 'PUT' : 'DELETE', path: `${at}/tags/${encodeURIComponent(deed.tag)}`, body: {} };
    case 'mailbox':
      return { method: 'PUT', path: `${at}/mailbox`, body: { mailboxId: deed.mailboxId } };
    case 'level':
      return { method: 'PUT', path: `${at}/level`, body: { level: deed.level, reason: deed.reason } };
    case 'acknowledge':
      return { method: 'POST', path: `${at}/page/acknowledgement`, body: {} };
    case 'answer': {
      const attachments = deed.enclosures.map((enclosure) => enclosure.uploadId);
      return {
        method: 'POST',
        path: `${at}/answers`,
        body: { text: deed.text, cc: deed.cc, attachments, quote: deed.quote },
      };
    }
    case 'note':
      return { method: 'POST', path: `${at}/notes`, body: { text: deed.text } };
    case 'accept':
      return { method: 'POST', path: `/messages/${deed.messageId}/acceptance`, body: {} };
    case 'split':
      return { method: 'POST', path: `/messages/${deed.messageId}/split`, body: {} };
  }
}

/** The ticket as it will be when the deed is done: what the agent sees at once. */
export function applied(ticket: TicketRow, deed: Deed, at: number): TicketRow {
  switch (deed.do) {
    case 'status':
      return { ...ticket, status: deed.status, waitingOn: deed.waitingOn };
    case 'assign':
      return { ...ticket, assigneeId: deed.agentId };
    case 'priority':
      return { ...ticket, priority: deed.priority, unsure: false };
    case 'merge':
      return { ...ticket, mergedInto: deed.into, status: deed.into === null ? ticket.status : 'closed' };
    case 'move':
    case 'end tokens':
      return ticket;
    case 'spam':
      return { ...ticket, spam: deed.spam, suspected: false };
    case 'tag': {
      const others = ticket.tags.filter((tag) => tag !== deed.tag);
      return { ...ticket, tags: deed.on ? [...others, deed.tag].sort() : others };
    }
    case 'mailbox':
      return { ...ticket, mailboxId: deed.mailboxId };
    case 'level':
      return { ...ticket, level: deed.level, assigneeId: null };
    case 'acknowledge':
      return { ...ticket, pagedAgentId: null };
    case 'answer':
      return { ...ticket, lastAgentAt: at, preview: firstWords(deed.text) };
    case 'accept':
    case 'split':
      return { ...ticket, held: Math.max(0, ticket.held - 1) };
    case 'note':
      return ticket;
  }
}

/** The message a deed will become, drawn before the desk has it; null for a deed without one. `id` is negative. */
export function messageOf(
  ticketId: number,
  deed: Deed,
  by: { id: number; name: string; address: string },
  id: number,
  at: number,
): MessageRow | null {
  if (deed.do !== 'answer' && deed.do !== 'note') return null;
  return {
    id,
    ticketId,
    kind: deed.do,
    agentId: by.id,
    from: { name: by.name, address: by.address },
    to: [],
    cc: deed.do === 'answer' ? deed.cc.map((address) => ({ name: '', address })) : [],
    subject: '',
    at,
    visible: deed.text,
    quoted: '',
    hasHtml: false,
    remoteImages: false,
    attachments: [],
    whyHere: '',
    trust: 'unknown',
    trustWhy: '',
    flagged: false,
    held: false,
    robot: null,
    problems: [],
    delivery: deed.do === 'answer' ? 'queued' : null,
    deliveryReason: null,
    hasRaw: false,
  };
}

/**
 * Whether somebody else changed what this deed is about, between the ticket the agent saw and the one the desk has now.
 * Only then is the agent asked; a deed whose own matter is untouched goes on by itself.
 */
export function collides(deed: Deed, seen: TicketRow, current: TicketRow): boolean {
  switch (deed.do) {
    case 'status':
      return seen.status !== current.status || seen.waitingOn !== current.waitingOn;
    case 'assign':
      return seen.assigneeId !== current.assigneeId;
    case 'priority':
      return seen.priority !== current.priority;
    case 'merge':
      return seen.mergedInto !== current.mergedInto;
    case 'move':
    case 'end tokens':
      return false;
    case 'spam':
      return seen.spam !== current.spam;
    case 'mailbox':
      return seen.mailboxId !== current.mailboxId;
    case 'level':
      return seen.level !== current.level;
    case 'answer':
      return seen.lastCustomerAt !== current.lastCustomerAt || seen.lastAgentAt !== current.lastAgentAt;
    case 'accept':
    case 'split':
      return seen.held !== current.held;
    case 'acknowledge':
    case 'tag':
    case 'note':
      return false;
  }
}

// As much of an answer as a row of the list can show.
const PREVIEW_CHARACTERS = 140;

const firstWords = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, PREVIEW_CHARACTERS);
