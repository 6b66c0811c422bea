import type { FoundCue, Scored } from './cues.ts';
import type { Instant } from './instant.ts';
import type { Address, Language, Trust } from './letter.ts';
import type { Level } from './levels.ts';
import type { Priority } from './priority.ts';
import type { Evidence } from './thread.ts';

/** What a decision does to one ticket; the store writes it whole, in one transaction, or not at all. */
export type Change = {
  /** The ticket to open; null changes one that is there. */
  open: NewTicket | null;
  /** Columns of the ticket to set. */
  set: TicketPatch;
  /** Written by (ticket, target): started or replaced. */
  clocks: ClockState[];
  message: NewMessage | null;
  /** A change to messages already there. */
  messages: MessagePatch[];
  outbox: NewOutbox[];
  /** Outbox rows whose mail came back. */
  bounced: number[];
  /** The page that is out for this ticket: opened, handed on or acknowledged. */
  page: PagePatch | null;
  /** Addresses an agent wrote to in public: participants from now on. */
  participants: Address[];
  /** What an agent made of its priority. */
  label: NewLabel | null;
  events: NewEvent[];
};

export const noChange = (): Change => ({
  open: null,
  set: {},
  clocks: [],
  message: null,
  messages: [],
  outbox: [],
  page: null,
  bounced: [],
  participants: [],
  label: null,
  events: [],
});

export type Status = 'open' | 'waiting' | 'solved' | 'closed';
export type WaitingOn = 'customer' | 'third party';
export const TARGETS = ['first response', 'next response', 'resolution', 'periodic update'] as const;
export type Target = (typeof TARGETS)[number];

export type AcknowledgementNote = { sent: boolean; code: string; why: string };
export type PriorityReason = {
  cues: FoundCue[];
  why: string;
  setByAgentId: number | null;
  /** Critical enough to wake whoever is on call. */
  wakes?: boolean;
  /** It may be critical and wakes nobody: the ticket shows "Critical?" and asks. */
  unsure?: boolean;
  /** What was made of the letter when it came, to learn from; missing on tickets older than learning. */
  opening?: { scored: Scored; language: Language | null };
};

/** A priority that an agent gave, or left when ending the work. */
export type NewLabel = { agentId: number; from: Priority; to: Priority; how: 'changed' | 'confirmed' };

export type NewTicket = {
  subject: string;
  priority: Priority;
  priority_reason: PriorityReason;
  requester: Address;
  mailbox_id: number | null;
  language: string;
  acknowledgement: AcknowledgementNote;
  linked_to: number | null;
  opened_at: Instant;
};

/** What a merged ticket was before, to be that again. */
export type MergedWas = {
  status: Status;
  waitingOn: WaitingOn | null;
  solvedAt: Instant | null;
  closedAt: Instant | null;
  /** Of the ticket it went into: what its priority was, and each promise that became a joint one, as it was; missing on merges of old. */
  into?: { priority: Priority; reason: PriorityReason } | null;
  joint?: { target: Target; before: ClockState | null }[];
};

export type TicketPatch = {
  subject?: string;
  status?: Status;
  waiting_on?: WaitingOn | null;
  tags?: string[];
  priority?: Priority;
  priority_reason?: PriorityReason;
  assignee_id?: number | null;
  /** Whose address answers leave from. */
  mailbox_id?: number;
  level?: Level;
  acknowledgement?: AcknowledgementNote;
  linked_to?: number | null;
  preview?: string;
  last_customer_at?: Instant;
  last_agent_at?: Instant;
  merged_into?: number | null;
  merged_at?: Instant | null;
  merged_by?: number | null;
  merged_was?: MergedWas | null;
  token_series?: number;
  spam_at?: Instant | null;
  spam_by?: number | null;
  /** It looks like what agents called spam before. */
  suspected?: boolean;
  solved_at?: Instant | null;
  closed_at?: Instant | null;
};

/** One running promise; `minutes` null is "with the next release", whose day is its instant once there is one. */
export type ClockState = {
  target: Target;
  priority: Priority;
  minutes: number | null;
  startedAt: Instant;
  dueAt: Instant | null;
  /** The release it comes with; null where minutes count, or none is planned. */
  releaseId: number | null;
  pauses: { from: Instant; until: Instant | null }[];
  pausedAt: Instant | null;
  metAt: Instant | null;
  breachedAt: Instant | null;
  /** Rules of escalation that have fired on it. */
  fired: { rule: string; at: Instant }[];
  /** When a breach or a rule falls due next; null when nothing more will. */
  nextAt: Instant | null;
};

export type NewMessage = {
  kind: 'mail' | 'answer' | 'note';
  ledger_id: number | null;
  agent_id: number | null;
  from_name: string;
  from_address: string;
  recipients: { to: Address[]; cc: Address[] };
  subject: string;
  visible: string;
  quoted: string;
  html: string | null;
  cleaner: string | null;
  message_id: string | null;
  content_hash: string | null;
  robot: string | null;
  evidence: MessageEvidence;
  trust: Trust['verdict'];
  flagged: boolean;
  held_at: Instant | null;
  /** `sent`: it was written and sent elsewhere. */
  delivery: 'queued' | 'sent' | null;
  sent_at?: Instant;
  at: Instant;
  attachments: NewAttachment[];
};

/** Why a message stands where it stands. */
export type MessageEvidence = {
  evidence: Evidence | 'crowd' | 'agent' | 'call' | 'accepted' | 'split' | 'moved';
  /** The Message-ID, token or tag that decided. */
  by: string | null;
  participant: boolean;
  trustWhy: string;
  problems: string[];
  remoteImages: boolean;
  forwardedFrom: Address | null;
};

export type NewAttachment = {
  name: string;
  content_type: string;
  size: number;
  sha256: string;
  cid: string | null;
  inline: boolean;
  truncated: boolean;
};

export type MessagePatch = {
  id: number;
  delivery?: 'queued' | 'sent' | 'failed' | 'unknown' | 'bounced';
  delivery_reason?: string | null;
  sent_at?: Instant | null;
  held_at?: Instant | null;
  flagged?: boolean;
  /** Why it stands there from now on. */
  evidence?: Pick<MessageEvidence, 'evidence' | 'participant'>;
};

/** A page calls one agent after the other, until somebody says they have it. Closed without `by` when nobody need come any more. */
export type PagePatch =
  | { is: 'out'; agentId: number; tries: number; nextAt: Instant }
  | { is: 'closed'; by: number | null; at: Instant };

export type OutboxKind =
  | 'acknowledgement'
  | 'answer'
  | 'progress'
  | 'notice'
  | 'page'
  | 'alert'
  | 'reminder'
  | 'webhook';

export type NewOutbox = {
  kind: OutboxKind;
  /** On whose thread it goes; without it the ticket that is changed. */
  ticket_id?: number;
  mailbox_id: number | null;
  to: Address[];
  cc: Address[];
  run_at: Instant;
  /** Past this instant it is suppressed rather than sent. */
  expires_at: Instant | null;
  queued_at: Instant;
  content: Record<string, unknown>;
};

/** Ids and codes, never words. `aboutMessage` adds the id of the message this change writes. */
export type NewEvent = {
  kind: string;
  agentId: number | null;
  data: Record<string, unknown>;
  aboutMessage?: boolean;
};

/** What became of a mail: how its ledger row ends, and what that changes. */
export type Decision = {
  disposition: 'ticket' | 'joined' | 'event' | 'quarantined' | 'duplicate' | 'own';
  reason: string | null;
  /** The ticket it joins or is about; null when it opens one or has none. */
  ticketId: number | null;
  /** null when no ticket changes. */
  change: Change | null;
  /** Message-IDs that lead to this ticket from now on. */
  threadIds: string[];
  /** Counted for the caps. */
  acknowledged: { address: string; domain: string; verified: boolean; mailbox_id: number | null; at: Instant } | null;
  /** The agent who acknowledged a test page by it. */
  hasTestPage?: number;
  /** Kept aside for a reason that somebody gave before: nobody need look at it. */
  quiet?: boolean;
};

/** An end that changes no ticket. */
export function ended(
  disposition: Decision['disposition'],
  reason: string | null,
  ticketId: number | null = null,
): Decision {
  return { disposition, reason, ticketId, change: null, threadIds: [], acknowledged: null };
}
