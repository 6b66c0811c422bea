import type {
  AcknowledgementNote,
  ClockState,
  MergedWas,
  OutboxKind,
  PriorityReason,
  Status,
  WaitingOn,
} from './change.ts';
import type { Standing } from './cover.ts';
import type { Crowd } from './crowd.ts';
import type { Instant } from './instant.ts';
import type { Address } from './letter.ts';
import type { Level } from './levels.ts';
import type { OpenPage } from './page.ts';
import type { Priority } from './priority.ts';
import type { Stage } from './stage.ts';
import type { Evidence } from './thread.ts';

/** A ticket as the rules see it, read under its lock. */
export type TicketFacts = {
  id: number;
  seq: number;
  subject: string;
  status: Status;
  waitingOn: WaitingOn | null;
  /** In order. */
  tags: string[];
  /** How far it is, where it asks for something new. */
  request: { stage: Stage } | null;
  priority: Priority;
  priorityReason: PriorityReason;
  requester: Address;
  requesterId: number;
  /** Addresses of everyone who may speak on it, lower-cased; the requester among them. */
  participants: string[];
  assigneeId: number | null;
  level: Level;
  /** The page that is out; null when none is. */
  page: OpenPage | null;
  mailboxId: number | null;
  /** How its requester stood with the desk when it was opened. */
  standing: Standing;
  language: string;
  acknowledgement: AcknowledgementNote;
  openedAt: Instant;
  solvedAt: Instant | null;
  closedAt: Instant | null;
  /** When an agent called it spam. */
  spamAt: Instant | null;
  /** It looks like what agents called spam before. */
  suspected: boolean;
  /** The ticket it became part of. */
  merged: { into: number; at: Instant; was: MergedWas } | null;
  /** Reply tokens of older series are none any more. */
  tokenSeries: number;
  clocks: ClockState[];
  /** Held or flagged: an agent may accept them or split them off. */
  aside: MessageAside[];
};

export type MessageAside = {
  id: number;
  from: Address;
  subject: string;
  visible: string;
  /** How its sender stands with the desk now. */
  standing: Standing;
};

/** What an incoming mail meets: read under the locks of its thread. */
export type MailFacts = {
  now: Instant;
  /** Mails we have with the same Message-ID. `answer`: it is one of ours, written elsewhere. */
  copies: { messageId: number; ticketId: number; contentHash: string | null; answer?: boolean }[];
  /** Tickets it may belong to, and by which evidence. */
  candidates: { ticket: TicketFacts; evidence: Evidence; by: string }[];
  /** Mail of ours that it names: for bounces, receipts and our own copies. */
  ours: OurMail[];
  /** It answers a mail of ours to an agent, and comes from that agent; a page without a ticket is a test. */
  fromCalled: { kind: 'notice' | 'page'; agentId: number; ticketId: number | null } | null;
  /** A mail it answers is not yet decided; when that was accepted, seen from this one. */
  parentPending: 'accepted before' | 'accepted after' | null;
  /** When this desk was last filled from a backup. */
  restoredAt: Instant | null;
  acknowledgements: AcknowledgementFacts;
  crowd: Crowd;
  /** How whoever a ticket would be opened for stands now, by their address, lower-cased. */
  standings: Readonly<Record<string, Standing>>;
};

export type OurMail = {
  headerMessageId: string;
  outboxId: number;
  ticketId: number | null;
  messageId: number | null;
  kind: OutboxKind;
  /** The id a relay wrote over ours, where we learnt it. */
  seenMessageId: string | null;
  /** Lower-cased. */
  cc: string[];
  /** Whether another answer on the same ticket did go out. */
  answeredOtherwise: boolean;
};

/** What the caps of acknowledgements count with (DESIGN 5). */
export type AcknowledgementFacts = {
  toSenderLastHour: number;
  toSenderLastDay: number;
  toSenderLastAt: Instant | null;
  unverifiedToDomain: number;
  unverifiedFromMailbox: number;
};
