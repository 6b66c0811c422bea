import { type Arrival, message } from './arrival.ts';
import { type Change, type Decision, ended, noChange } from './change.ts';
import { unmeet } from './clock.ts';
import type { MailFacts, OurMail, TicketFacts } from './facts.ts';
import type { BouncedRecipient, Letter } from './letter.ts';
import { type Policy, policyOf } from './policy.ts';
import { joining } from './thread.ts';

/** Robots that report about a mail rather than say something: without a ticket they have nothing to open. */
const REPORTS = new Set<Letter['kind']>(['bounce', 'complaint', 'receipt', 'auto-reply']);

export const isReport = ({ kind }: Letter): boolean => REPORTS.has(kind);

type Tied = MailFacts['candidates'][number];

/** Reports are tied to what they report, quietly; without a ticket they wait for a look. A subject ties none: anyone can type it. */
export function report(letter: Letter, facts: MailFacts, arrival: Arrival, policy: Policy): Decision {
  if (letter.kind === 'complaint') return ended('quarantined', 'complaint: somebody called a mail of ours spam');
  const mail = reportedMail(letter, facts.ours);
  const tied = facts.candidates.filter(({ evidence }) => evidence !== 'subject tag');
  const place = tied.find(({ ticket }) => ticket.id === mail?.ticketId) ?? tied[0];
  if (!place) return ended('quarantined', `${letter.kind}: no ticket of ours is named`);
  if (letter.kind === 'auto-reply') return quietReply(letter, facts, arrival, place);
  const ours = mail?.ticketId === place.ticket.id ? mail : null;
  const failed = failedRecipient(letter, ours);
  const change = failed && ours ? bounced(place.ticket, ours, failed, policy) : noChange();
  const event = {
    kind: kindOfEvent(letter, failed, ours),
    agentId: null,
    data: {
      ledgerId: arrival.ledgerId,
      ...(ours ? { outboxId: ours.outboxId, messageId: ours.messageId } : {}),
      ...(failed ? { status: failed.status } : {}),
    },
  };
  return { ...ended('event', letter.kind, place.ticket.id), change: { ...change, events: [event] } };
}

/** The mail of ours it is about, under our id or the one a relay wrote over it. */
function reportedMail({ bounce }: Letter, ours: readonly OurMail[]): OurMail | null {
  const id = bounce?.originalMessageId ?? null;
  return ours.find((mail) => mail.headerMessageId === id || mail.seenMessageId === id) ?? ours[0] ?? null;
}

/** A bounce that names nobody is one of whoever we wrote to. */
const NOBODY_NAMED: BouncedRecipient = { address: '', action: 'failed', status: null, diagnostic: null, kind: null };

/** Whom the mail did not reach: the requester rather than somebody in Cc. */
function failedRecipient({ kind, bounce }: Letter, mail: OurMail | null): BouncedRecipient | null {
  if (kind !== 'bounce' || !bounce) return null;
  if (bounce.recipients.length === 0) return NOBODY_NAMED;
  const failed = bounce.recipients.filter(({ action }) => (action ?? 'failed') === 'failed');
  return failed.find(({ address }) => !isInCc(mail, address)) ?? failed[0] ?? null;
}

const isInCc = (mail: OurMail | null, address: string): boolean => mail?.cc.includes(address.toLowerCase()) ?? false;

function kindOfEvent({ kind, bounce }: Letter, failed: BouncedRecipient | null, mail: OurMail | null): string {
  if (kind !== 'bounce') return kind;
  if (failed) return mail?.kind === 'acknowledgement' || mail?.kind === 'progress' ? `${mail.kind} bounced` : 'bounced';
  return bounce?.recipients.some(({ action }) => action === 'delayed') ? 'delayed' : 'delivered';
}

/** An answer that did not reach the requester meets no promise, unless another did. One that missed a Cc only says so. */
function bounced(ticket: TicketFacts, mail: OurMail, failed: BouncedRecipient, policy: Policy): Change {
  const change = { ...noChange(), bounced: [mail.outboxId] };
  if (mail.kind !== 'answer' || mail.messageId === null) return change;
  const why = failed.diagnostic ?? (failed.status ? `status ${failed.status}` : 'no reason given');
  const delivery_reason = failed.address ? `${failed.address}: ${why}` : why;
  if (isInCc(mail, failed.address)) return { ...change, messages: [{ id: mail.messageId, delivery_reason }] };
  return {
    ...change,
    messages: [{ id: mail.messageId, delivery: 'bounced', delivery_reason }],
    clocks: mail.answeredOtherwise
      ? []
      : ticket.clocks
          .filter((clock) => clock.target === 'first response' && clock.metAt !== null)
          .map((clock) => unmeet(policyOf(policy, ticket), clock, ticket.priority)),
  };
}

/** An out-of-office note stands in the conversation and moves nothing. */
function quietReply(letter: Letter, facts: MailFacts, arrival: Arrival, { ticket, evidence, by }: Tied): Decision {
  const participant = letter.from !== null && ticket.participants.includes(letter.from.address.toLowerCase());
  const how = joining(evidence, participant, letter.trust.verdict);
  if (how !== 'join' && how !== 'join, flagged')
    return ended(
      'quarantined',
      letter.trust.verdict === 'failed'
        ? 'auto-reply: its sender is not genuine (DMARC failed)'
        : 'auto-reply: its sender is not part of the ticket it names',
    );
  const said = message(letter, arrival, facts.now, { evidence, by, participant });
  return {
    ...ended('event', 'auto-reply', ticket.id),
    change: {
      ...noChange(),
      message: { ...said, flagged: how === 'join, flagged' },
      events: [{ kind: 'auto-reply', agentId: null, data: { ledgerId: arrival.ledgerId }, aboutMessage: true }],
    },
  };
}
