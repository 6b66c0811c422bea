import { mayAcknowledge } from './acknowledge.ts';
import { type Change, type Decision, type NewAttachment, type NewMessage, noChange } from './change.ts';
import { promiseStart, resume, startClocks, unmeet } from './clock.ts';
import { scorePriority } from './cues.ts';
import type { MailFacts, OurMail, TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Letter } from './letter.ts';
import type { Policy } from './policy.ts';
import { preview } from './preview.ts';
import { type Evidence, joining } from './thread.ts';

/** What is known of a mail's arrival, besides what it says. */
export type Arrival = {
  ledgerId: number;
  acceptedAt: Instant;
  internalDate: Instant | null;
  /** History brought in on purpose: never acknowledged. */
  imported: boolean;
  mailboxId: number | null;
  /** Found in the folder where the provider puts spam. */
  junk: boolean;
  /** Our addresses and aliases, lower-cased. */
  ours: readonly string[];
  /** It carries the loop header of this desk, proven by its MAC. */
  ownLoop: boolean;
  attachments: NewAttachment[];
  cleaner: string;
  remoteImages: boolean;
};

/** Robots that report about a mail rather than say something: without a ticket they have nothing to open. */
const REPORTS = new Set<Letter['kind']>(['bounce', 'complaint', 'receipt', 'auto-reply']);

/**
 * What becomes of a mail: the whole of threading, priority, promise and acknowledgement, decided on facts
 * read under the thread's lock. 'later': a mail it answers is accepted and not yet decided.
 */
export function decide(letter: Letter, facts: MailFacts, arrival: Arrival, policy: Policy): Decision | 'later' {
  if (facts.parentPending) return 'later';
  const copy = facts.copies.find((one) => one.contentHash === letter.contentHash);
  if (copy) return ended('duplicate', 'the same mail has come before', copy.ticketId);
  if (isOwnCopy(letter, facts, arrival)) return ended('own', 'our own mail came back', null);
  if (arrival.ownLoop) return ended('quarantined', 'loop: it carries the mark of our own mail');
  if (REPORTS.has(letter.kind)) return report(letter, facts, arrival);
  if (letter.from === null) return ended('quarantined', 'it has no single sender address to answer');

  const place = whereTo(letter, facts);
  if (arrival.junk && place?.joining !== 'join')
    return ended('quarantined', 'the provider put it into the junk folder');
  if (place && place.joining !== 'new, linked') return join(letter, facts, arrival, policy, place);
  return open(letter, facts, arrival, policy, place?.ticket.id ?? null);
}

type Place = {
  ticket: TicketFacts;
  evidence: Evidence;
  by: string;
  participant: boolean;
  joining: 'join' | 'join, flagged' | 'hold' | 'new, linked';
};

/** The strongest evidence that lets it in; else the ticket it may belong to. */
function whereTo(letter: Letter, facts: MailFacts): Place | null {
  let linked: Place | null = null;
  for (const { ticket, evidence, by } of facts.candidates) {
    const participant = letter.from !== null && ticket.participants.includes(letter.from.address.toLowerCase());
    const how = joining(evidence, participant, letter.trust.verdict);
    if (how === 'new') continue;
    const place = { ticket, evidence, by, participant, joining: how };
    if (how !== 'new, linked') return place;
    linked ??= place;
  }
  return linked;
}

function isOwnCopy(letter: Letter, facts: MailFacts, arrival: Arrival): boolean {
  return (
    arrival.ownLoop &&
    letter.from !== null &&
    arrival.ours.includes(letter.from.address.toLowerCase()) &&
    facts.ours.some((mail) => mail.headerMessageId === letter.messageId)
  );
}

function open(letter: Letter, facts: MailFacts, arrival: Arrival, policy: Policy, linkedTo: number | null): Decision {
  const { from } = letter;
  if (from === null) return ended('quarantined', 'it has no single sender address to answer');
  const { now } = facts;
  const scored = scorePriority(letter, letter.language);
  const clocks = startClocks(policy, scored.priority, promiseStart(arrival.internalDate, arrival.acceptedAt));
  const promiseAt = clocks.find((clock) => clock.target === 'first response')?.dueAt ?? null;
  const answer = mayAcknowledge(letter, {
    now,
    disposition: 'ticket',
    ours: arrival.ours,
    imported: arrival.imported,
    cameBeforeRestore: facts.restoredAt !== null && (arrival.internalDate ?? arrival.acceptedAt) < facts.restoredAt,
    acceptedAge: arrival.acceptedAt - Math.min(arrival.internalDate ?? arrival.acceptedAt, arrival.acceptedAt),
    promiseAt,
    ownLoop: arrival.ownLoop,
    inReplyToOurs: facts.candidates.some((one) => one.evidence === 'token'),
    sent: facts.acknowledgements,
  });
  const language = letter.language ?? 'en';
  const acknowledgement = answer.yes
    ? { sent: true, code: 'sent', why: 'Sent.' }
    : { sent: false, code: answer.code, why: answer.why };
  const change: Change = {
    ...noChange(),
    open: {
      subject: letter.subject,
      priority: scored.priority,
      priority_reason: { cues: scored.cues, why: scored.why, setByAgentId: null },
      requester: from,
      mailbox_id: arrival.mailboxId,
      language,
      acknowledgement,
      linked_to: linkedTo,
      opened_at: now,
    },
    set: { preview: preview(letter.visible), last_customer_at: now },
    clocks,
    message: message(letter, arrival, now, { evidence: 'none', by: null, participant: true }),
    events: [
      {
        kind: 'opened',
        agentId: null,
        data: { ledgerId: arrival.ledgerId, priority: scored.priority },
        aboutMessage: true,
      },
      answer.yes
        ? { kind: 'acknowledgement queued', agentId: null, data: {} }
        : { kind: 'acknowledgement withheld', agentId: null, data: { code: answer.code } },
    ],
    outbox: answer.yes
      ? [
          {
            kind: 'acknowledgement',
            mailbox_id: arrival.mailboxId,
            to: [from],
            cc: [],
            run_at: answer.notBefore ?? now,
            expires_at: promiseAt,
            queued_at: now,
            content: { verified: letter.trust.verdict === 'verified', inReplyTo: letter.messageId },
          },
        ]
      : [],
  };
  const address = from.address.toLowerCase();
  return {
    ...ended('ticket', null),
    change,
    threadIds: threadIds(letter),
    acknowledged: answer.yes
      ? {
          address,
          domain: address.slice(address.lastIndexOf('@') + 1),
          verified: letter.trust.verdict === 'verified',
          mailbox_id: arrival.mailboxId,
          at: now,
        }
      : null,
  };
}

function join(letter: Letter, facts: MailFacts, arrival: Arrival, policy: Policy, place: Place): Decision {
  const { ticket } = place;
  const { now } = facts;
  const held = place.joining === 'hold';
  const robot = letter.kind !== 'person' && letter.kind !== 'invitation';
  const reopens = !held && !robot && ticket.status !== 'open';
  const said = message(letter, arrival, now, place);
  const change: Change = {
    ...noChange(),
    set: held
      ? {}
      : {
          preview: preview(letter.visible),
          ...(robot ? {} : { last_customer_at: now }),
          ...(reopens ? { status: 'open', waiting_on: null, solved_at: null, closed_at: null } : {}),
        },
    clocks: reopens ? reopenedClocks(ticket, policy, now) : [],
    message: { ...said, flagged: place.joining === 'join, flagged', held_at: held ? now : null },
    events: [
      {
        kind: held ? 'held' : 'joined',
        agentId: null,
        data: { ledgerId: arrival.ledgerId, evidence: place.evidence, flagged: place.joining === 'join, flagged' },
        aboutMessage: true,
      },
      ...(reopens ? [{ kind: 'reopened', agentId: null, data: { from: ticket.status } }] : []),
    ],
  };
  // What a held mail refers to must not lead others into the ticket before an agent has looked.
  return { ...ended('joined', held ? 'held' : null, ticket.id), change, threadIds: held ? [] : threadIds(letter) };
}

/** The resolution promise runs again after a reopening, the time it was solved or waiting not counted. */
export function reopenedClocks(ticket: TicketFacts, policy: Policy, now: Instant): Change['clocks'] {
  return ticket.clocks
    .filter((clock) => clock.target === 'resolution')
    .map((clock) => resume(policy, clock.metAt === null ? clock : { ...unmeet(clock), pausedAt: clock.metAt }, now));
}

/** Bounces, receipts and out-of-office notes are tied to what they report, quietly; without a ticket they wait for a look. */
function report(letter: Letter, facts: MailFacts, arrival: Arrival): Decision {
  const place = facts.candidates.find((one) => one.evidence !== 'subject tag');
  if (!place || letter.kind === 'complaint') return ended('quarantined', `${letter.kind}: no ticket of ours is named`);
  const { ticket } = place;
  if (letter.kind === 'auto-reply') return quietReply(letter, facts, arrival, place);
  const reported =
    facts.ours.find((mail) => mail.headerMessageId === letter.bounce?.originalMessageId) ?? facts.ours[0];
  const failed =
    letter.kind === 'bounce' && letter.bounce?.recipients.find((one) => (one.action ?? 'failed') === 'failed');
  if (!failed || !reported) {
    const event = {
      kind: letter.kind === 'bounce' ? 'delayed' : letter.kind,
      agentId: null,
      data: { ledgerId: arrival.ledgerId },
    };
    return { ...ended('event', letter.kind, ticket.id), change: { ...noChange(), events: [event] } };
  }
  return { ...ended('event', 'bounce', ticket.id), change: bounced(ticket, reported, failed, arrival) };
}

function bounced(
  ticket: TicketFacts,
  mail: OurMail,
  failed: { status: string | null; diagnostic: string | null; address: string },
  arrival: Arrival,
): Change {
  const event = {
    kind: mail.kind === 'answer' ? 'bounced' : 'acknowledgement bounced',
    agentId: null,
    data: { ledgerId: arrival.ledgerId, outboxId: mail.outboxId, messageId: mail.messageId, status: failed.status },
  };
  if (mail.kind !== 'answer' || mail.messageId === null)
    return { ...noChange(), bounced: [mail.outboxId], events: [event] };
  const why = failed.diagnostic ?? (failed.status ? `status ${failed.status}` : 'no reason given');
  return {
    ...noChange(),
    bounced: [mail.outboxId],
    messages: [{ id: mail.messageId, delivery: 'bounced', delivery_reason: `${failed.address}: ${why}` }],
    clocks: mail.answeredOtherwise
      ? []
      : ticket.clocks.filter((clock) => clock.target === 'first response' && clock.metAt !== null).map(unmeet),
    events: [event],
  };
}

function quietReply(
  letter: Letter,
  facts: MailFacts,
  arrival: Arrival,
  tied: MailFacts['candidates'][number],
): Decision {
  const participant = letter.from !== null && tied.ticket.participants.includes(letter.from.address.toLowerCase());
  const how = joining(tied.evidence, participant, letter.trust.verdict);
  if (how !== 'join' && how !== 'join, flagged')
    return ended('quarantined', 'auto-reply: its sender is not part of the ticket it names');
  const said = message(letter, arrival, facts.now, { ...tied, participant });
  return {
    ...ended('event', 'auto-reply', tied.ticket.id),
    change: {
      ...noChange(),
      message: { ...said, flagged: how === 'join, flagged' },
      events: [{ kind: 'auto-reply', agentId: null, data: { ledgerId: arrival.ledgerId }, aboutMessage: true }],
    },
  };
}

function message(
  letter: Letter,
  arrival: Arrival,
  now: Instant,
  why: { evidence: Evidence; by: string | null; participant: boolean },
): NewMessage {
  return {
    kind: 'mail',
    ledger_id: arrival.ledgerId,
    agent_id: null,
    from_name: letter.from?.name ?? letter.fromText,
    from_address: letter.from?.address ?? '',
    recipients: { to: letter.to, cc: letter.cc },
    subject: letter.subject,
    visible: letter.visible,
    quoted: letter.quoted,
    html: letter.html,
    cleaner: letter.html === null ? null : arrival.cleaner,
    message_id: letter.messageId,
    content_hash: letter.contentHash,
    robot: letter.kind === 'person' ? null : letter.kind,
    evidence: {
      evidence: why.evidence,
      by: why.by,
      participant: why.participant,
      trustWhy: letter.trust.why,
      problems: letter.problems,
      remoteImages: arrival.remoteImages,
      forwardedFrom: letter.forwardedFrom,
    },
    trust: letter.trust.verdict,
    flagged: false,
    held_at: null,
    delivery: null,
    at: now,
    attachments: arrival.attachments,
  };
}

function threadIds(letter: Letter): string[] {
  return [...new Set([...(letter.messageId ? [letter.messageId] : []), ...letter.inReplyTo, ...letter.references])];
}

function ended(disposition: Decision['disposition'], reason: string | null, ticketId: number | null = null): Decision {
  return { disposition, reason, ticketId, change: null, threadIds: [], acknowledged: null };
}
