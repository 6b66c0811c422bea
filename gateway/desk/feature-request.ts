import type { WithheldCode } from './acknowledge.ts';
import type { Actor } from './act.ts';
import { type Change, type NewAttachment, type NewOutbox, noChange } from './change.ts';
import { DeskError } from './error.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Address } from './letter.ts';
import { refuseMerged } from './regroup.ts';
import { isMachineAddress } from './robots.ts';
import { isBlocked } from './spam.ts';
import { spoken } from './spoken.ts';
import type { Stage } from './stage.ts';

/** Who asked for it: the requester of the ticket, or of one that was merged into it, which is the thread they know. */
export type Asking = {
  ticketId: number;
  requester: Address;
  mailboxId: number | null;
  /** Of the acknowledgement of that ticket: 'sent', or why it was withheld. */
  acknowledgement: string;
  spam: boolean;
};

/** What an agent says of a stage. `words` go to everybody who asked. */
export type Said = {
  stage: Stage;
  words: string;
  quote: NewAttachment | null;
  /** False puts a slip right without a mail. */
  tell: boolean;
};

/** Whom no robot mail may reach. */
export type NeverTold = { ours: readonly string[]; blocked: ReadonlySet<string> };

/** What an outbox row of a stage carries. `about`: the ticket that is worked on. */
export type Progress = { stage: Stage; words: string; quote: NewAttachment | null; about: number };

/**
 * A ticket becomes a feature request, or goes on to another stage. Everybody who asked hears of it in a mail of their
 * own, on their own thread: customers never see each other.
 * @throws DeskError invalid
 */
export function moveToStage(
  ticket: TicketFacts,
  by: Actor,
  said: Said,
  asking: readonly Asking[],
  never: NeverTold,
  now: Instant,
): Change {
  refuseMerged(ticket);
  if (ticket.spamAt !== null) throw new DeskError('invalid', 'This ticket was called spam. Say that it is none first.');
  const from = ticket.request?.stage ?? null;
  if (from === said.stage) throw new DeskError('invalid', `This request is at "${from}" already.`, { field: 'stage' });
  const words = said.words.trim();
  if (said.stage === 'declined' && words === '')
    throw new DeskError('invalid', 'Say why: whoever asked for it reads it.', { field: 'words' });
  const reached = said.tell ? asking.map((one) => ({ one, code: whyUntold(one, asking, never) })) : [];
  const told = reached.flatMap(({ one, code }) => (code === null ? [one] : []));
  const untold = reached.flatMap(({ one, code }) => (code === null ? [] : [{ ticketId: one.ticketId, code }]));
  const progress: Progress = { stage: said.stage, words, quote: said.quote, about: ticket.id };
  return {
    ...noChange(),
    message: words === '' && !said.quote ? null : noteOf(by, words, said.quote, now),
    outbox: told.map((one) => mailTo(one, progress, now)),
    events: [
      {
        kind: 'request moved',
        agentId: by.id,
        data: { from, to: said.stage, told: told.map(({ ticketId }) => ticketId), untold },
        aboutMessage: words !== '' || said.quote !== null,
      },
    ],
  };
}

/** It is none after all: nobody hears of that by itself. */
export function endRequest(ticket: TicketFacts, by: Actor): Change {
  if (ticket.request === null) throw new DeskError('invalid', 'This ticket is no feature request.');
  return { ...noChange(), events: [{ kind: 'request ended', agentId: by.id, data: { from: ticket.request.stage } }] };
}

/** Withheld for what the mail was, not for its time or number: nobody reads an answer there, or it would loop. */
const NOBODY_THERE: ReadonlySet<string> = new Set<WithheldCode>([
  'own loop',
  'no single sender',
  'own address',
  'sender not genuine',
  'null return path',
  'machine address',
  'automatic mail',
  'mailing list',
  'bulk mail',
  'responder',
  'answers refused',
  'report',
  'robot',
  'growing subject',
]);

/** Why somebody gets no mail; null when they do. */
function whyUntold(one: Asking, asking: readonly Asking[], { ours, blocked }: NeverTold): string | null {
  const address = one.requester.address.toLowerCase();
  if (one.spam) return 'spam';
  if (NOBODY_THERE.has(one.acknowledgement)) return one.acknowledgement;
  if (isMachineAddress(address)) return 'machine address';
  if (ours.includes(address)) return 'own address';
  if (isBlocked(address, blocked)) return 'blocked';
  // Who asked twice hears once, on the first thread that reaches them.
  const first = asking.find((other) => other.requester.address.toLowerCase() === address && !other.spam);
  return first === one ? null : 'told on another ticket';
}

function noteOf(by: Actor, words: string, quote: NewAttachment | null, now: Instant) {
  const text = words === '' ? 'The quote, as those who asked got it.' : words;
  return { ...spoken(by, text, now), attachments: quote ? [quote] : [] };
}

const mailTo = ({ ticketId, requester, mailboxId }: Asking, content: Progress, now: Instant): NewOutbox => ({
  kind: 'progress',
  ticket_id: ticketId,
  mailbox_id: mailboxId,
  to: [requester],
  cc: [],
  run_at: now,
  expires_at: null,
  queued_at: now,
  content,
});
