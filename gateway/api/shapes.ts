import { z } from 'zod';
import { TARGETS } from '../desk/change.ts';
import { CHANNELS } from '../desk/cover.ts';
import { LEVELS } from '../desk/levels.ts';
import { PRIORITIES } from '../desk/priority.ts';
import { STAGES } from '../desk/stage.ts';

/** What the agents' API speaks: every body and answer, checked on the way in and on the way out. Instants are epoch milliseconds. */

export const Id = z.coerce.number().int().positive();
export const PriorityName = z.enum(PRIORITIES);
export const StatusName = z.enum(['open', 'waiting', 'solved', 'closed']);
export const WaitingOn = z.enum(['customer', 'third party']);

export const ClockShape = z.object({
  target: z.enum(TARGETS),
  priority: PriorityName,
  /** null: with the next release, which has no day yet. */
  dueAt: z.number().nullable(),
  /** The release it comes with; its day as 2026-03-10. */
  release: z.object({ name: z.string(), day: z.string().nullable() }).nullable(),
  startedAt: z.number(),
  metAt: z.number().nullable(),
  breachedAt: z.number().nullable(),
  pausedAt: z.number().nullable(),
});

/** A row of the inbox; also what sync sends. */
export const TicketShape = z.object({
  id: z.number(),
  seq: z.number(),
  subject: z.string(),
  status: StatusName,
  waitingOn: WaitingOn.nullable(),
  tags: z.array(z.string()),
  /** How far it is, where it asks for something new, and how many asked. */
  request: z.object({ stage: z.enum(STAGES), requesters: z.number() }).nullable(),
  priority: PriorityName,
  requester: z.object({ name: z.string(), address: z.string() }),
  assigneeId: z.number().nullable(),
  level: z.enum(LEVELS),
  /** Who was called last and has not said that they have it; null when no page is out. */
  pagedAgentId: z.number().nullable(),
  mailboxId: z.number().nullable(),
  /** The first words of the newest message. */
  preview: z.string(),
  openedAt: z.number(),
  changedAt: z.number(),
  lastCustomerAt: z.number().nullable(),
  lastAgentAt: z.number().nullable(),
  clocks: z.array(ClockShape),
  /** Messages held until an agent accepts or splits them. */
  held: z.number(),
  /** An answer of ours that could not be delivered. */
  undelivered: z.boolean(),
  /** It may be critical, and nobody was woken for it: somebody should say. */
  unsure: z.boolean(),
  /** An agent called it spam: it stands in no other view. */
  spam: z.boolean(),
  /** It looks like what agents called spam before, and asks. */
  suspected: z.boolean(),
  /** The ticket it became part of. */
  mergedInto: z.number().nullable(),
});

export const AttachmentShape = z.object({
  id: z.number(),
  name: z.string(),
  contentType: z.string(),
  size: z.number(),
  inline: z.boolean(),
  truncated: z.boolean(),
});

export const MessageShape = z.object({
  id: z.number(),
  ticketId: z.number(),
  kind: z.enum(['mail', 'answer', 'note']),
  agentId: z.number().nullable(),
  from: z.object({ name: z.string(), address: z.string() }),
  to: z.array(z.object({ name: z.string(), address: z.string() })),
  cc: z.array(z.object({ name: z.string(), address: z.string() })),
  subject: z.string(),
  at: z.number(),
  visible: z.string(),
  quoted: z.string(),
  /** Whether /app/m/:id has an HTML form of it. */
  hasHtml: z.boolean(),
  remoteImages: z.boolean(),
  attachments: z.array(AttachmentShape),
  /** Why here, in one sentence, and the evidence as codes. */
  whyHere: z.string(),
  trust: z.enum(['verified', 'failed', 'unknown']),
  trustWhy: z.string(),
  /** "Not part of this ticket." */
  flagged: z.boolean(),
  held: z.boolean(),
  /** A robot's kind, null for a person. */
  robot: z.string().nullable(),
  problems: z.array(z.string()),
  delivery: z.enum(['queued', 'sent', 'failed', 'unknown', 'bounced']).nullable(),
  deliveryReason: z.string().nullable(),
  hasRaw: z.boolean(),
});

/** One line of a ticket's history, as codes; the app words it. */
export const EventShape = z.object({
  seq: z.number(),
  ticketSeq: z.number(),
  kind: z.string(),
  agentId: z.number().nullable(),
  data: z.record(z.string(), z.unknown()),
  at: z.number(),
});

/** How the requester of a ticket stands. The days are counted by who shows it: a kept ticket is older than today. */
export const StandingShape = z.object({
  /** The desk keeps cover at all. */
  kept: z.boolean(),
  /** How an answer begins that offers a quote, in the requester's language; '' for whoever is covered. */
  offer: z.string(),
  organisation: z.object({ id: z.number(), name: z.string() }).nullable(),
  cover: z
    .object({
      plan: z.object({
        name: z.string(),
        covers: z.array(z.string()),
        channels: z.array(z.enum(CHANNELS)),
        emergencyLine: z.boolean(),
      }),
      product: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
    })
    .nullable(),
});

export const TicketDetailShape = z.object({
  ticket: TicketShape,
  messages: z.array(MessageShape),
  events: z.array(EventShape),
  priorityReason: z.object({
    cues: z.array(z.object({ cue: z.string(), words: z.array(z.string()) })),
    why: z.string(),
    setByAgentId: z.number().nullable(),
  }),
  acknowledgement: z.object({ sent: z.boolean().nullable(), code: z.string(), why: z.string() }),
  linkedTo: z.number().nullable(),
  participants: z.array(z.object({ name: z.string(), address: z.string() })),
  /** Of a feature request: since when it is where it is, the file that says what it costs, and who asked on which ticket. */
  request: z
    .object({
      since: z.number(),
      setByAgentId: z.number().nullable(),
      quote: z.object({ id: z.number(), name: z.string(), size: z.number() }).nullable(),
      requesters: z.array(z.object({ name: z.string(), address: z.string(), ticketId: z.number() })),
    })
    .nullable(),
  standing: StandingShape,
});

export const AgentShape = z.object({
  id: z.number(),
  name: z.string(),
  address: z.string(),
  role: z.enum(['admin', 'agent']),
  signature: z.string(),
  active: z.boolean(),
});

/** Hours of an agent's week, in their zone, in which nothing but a page disturbs them. */
export const QuietShape = z.strictObject({
  zone: z.string().max(60),
  week: z.partialRecord(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), z.array(z.string().max(11)).max(10)),
});

export const MeShape = z.object({
  agent: AgentShape,
  quietHours: QuietShape.nullable(),
  coverReminders: z.boolean(),
  desk: z.object({ name: z.string(), zone: z.string(), sandbox: z.boolean(), address: z.string() }),
});

/** Mail that waits for a look: quarantined, held, retired. */
export const WaitingShape = z.object({
  ledgerId: z.number(),
  ticketId: z.number().nullable(),
  messageId: z.number().nullable(),
  what: z.enum(['quarantined', 'held', 'retired', 'left']),
  reason: z.string(),
  from: z.string(),
  subject: z.string(),
  at: z.number(),
  size: z.number(),
  /** Whether a ticket can be made of it. */
  readable: z.boolean(),
});

/** Answer of GET /api/sync and each SSE frame: what changed below the cursor's horizon. */
export const SyncShape = z.object({
  cursor: z.string(),
  /** true: forget all and take this as the whole. */
  full: z.boolean(),
  /** true: call again at once with the new cursor. */
  more: z.boolean(),
  tickets: z.array(TicketShape),
  events: z.array(EventShape.extend({ ticketId: z.number().nullable() })),
  agents: z.array(AgentShape),
  waiting: z.number(),
  /** Promises that the newest check found broken. */
  broken: z.number(),
});

export const SentShape = z.object({
  id: z.number(),
  ticketId: z.number().nullable(),
  kind: z.enum(['acknowledgement', 'answer', 'progress', 'notice', 'page', 'alert', 'reminder']),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  state: z.enum(['queued', 'held', 'claimed', 'sent', 'failed', 'unknown', 'suppressed']),
  reason: z.string().nullable(),
  at: z.number(),
});

export const ErrorShape = z.object({
  error: z.object({ code: z.string(), message: z.string(), detail: z.unknown().optional() }),
});

export type TicketRow = z.infer<typeof TicketShape>;
export type MessageRow = z.infer<typeof MessageShape>;
export type EventRow = z.infer<typeof EventShape>;
export type TicketDetail = z.infer<typeof TicketDetailShape>;
export type AgentRow = z.infer<typeof AgentShape>;
export type StandingRow = z.infer<typeof StandingShape>;
export type Me = z.infer<typeof MeShape>;
export type WaitingRow = z.infer<typeof WaitingShape>;
export type Sync = z.infer<typeof SyncShape>;
export type SentRow = z.infer<typeof SentShape>;
