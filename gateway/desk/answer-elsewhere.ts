import { type Arrival, message } from './arrival.ts';
import { type Decision, ended, noChange } from './change.ts';
import { heard } from './clock.ts';
import type { MailFacts, TicketFacts } from './facts.ts';
import { asInstant, type Instant } from './instant.ts';
import type { Letter } from './letter.ts';
import type { Policy } from './policy.ts';
import type { Practice } from './practice.ts';
import { preview } from './preview.ts';

/**
 * A mail in the folder of what was sent. A colleague who answered a customer from another mail program is heard on the
 * ticket as us, never as the customer; our own copies and everything else are left alone, each with why.
 */
export function answeredElsewhere(
  letter: Letter,
  facts: MailFacts,
  arrival: Arrival,
  policy: Policy,
  { agents }: Practice,
): Decision {
  const own = facts.ours.find(({ headerMessageId, seenMessageId }) =>
    [headerMessageId, seenMessageId].includes(letter.messageId),
  );
  if (own || arrival.ownLoop) return ended('own', 'our own copy of what we sent', own?.ticketId ?? null);
  const copy = facts.copies.find((one) => one.answer && one.contentHash === letter.contentHash);
  if (copy) return ended('duplicate', 'the same mail has come before', copy.ticketId);

  const from = letter.from?.address.toLowerCase() ?? '';
  const agent = agents.find(({ address }) => address === from) ?? null;
  if (!agent && !arrival.ours.includes(from)) return ended('own', `${SENT} under an address that is not ours`);
  if (letter.kind !== 'person') return ended('own', `${SENT} by a machine`);
  const place = facts.candidates.find(({ evidence }) => evidence === 'token' || evidence === 'reference');
  if (!place) return ended('own', `${SENT}, and answers no ticket`);
  const { ticket, evidence, by } = place;
  const written = [...letter.to, ...letter.cc];
  if (!written.some(({ address }) => ticket.participants.includes(address.toLowerCase())))
    return ended('own', `${SENT} to nobody on this ticket`, ticket.id);

  const sentAt = asInstant(Math.min(arrival.internalDate ?? arrival.acceptedAt, arrival.acceptedAt));
  const others = written.filter(({ address }) => !isOurs(address.toLowerCase(), arrival, agents));
  return {
    ...ended('joined', 'answered elsewhere', ticket.id),
    change: {
      ...noChange(),
      set: { preview: preview(letter.visible), last_agent_at: facts.now },
      clocks: met(ticket, policy, sentAt),
      message: {
        ...message(letter, arrival, facts.now, { evidence, by, participant: true }),
        kind: 'answer',
        agent_id: agent?.id ?? null,
        delivery: 'sent',
        sent_at: sentAt,
      },
      participants: others,
      events: [
        {
          kind: 'answered elsewhere',
          agentId: agent?.id ?? null,
          data: { ledgerId: arrival.ledgerId, evidence },
          aboutMessage: true,
        },
      ],
    },
    threadIds: letter.messageId === null ? [] : [letter.messageId],
  };
}

/**
 * The same where a colleague sent the desk a copy, and their domain vouches for it. Not from somebody who is a customer on
 * that ticket. Null where it is none.
 */
export function answeredInCopy(
  letter: Letter,
  facts: MailFacts,
  arrival: Arrival,
  policy: Policy,
  practice: Practice,
): Decision | null {
  const from = letter.from?.address.toLowerCase() ?? '';
  if (letter.trust.verdict !== 'verified' || arrival.ownLoop) return null;
  if (facts.candidates.some(({ ticket }) => ticket.participants.includes(from))) return null;
  const decision = answeredElsewhere(letter, facts, arrival, policy, practice);
  return decision.disposition === 'joined' ? decision : null;
}

const SENT = 'sent from another mail program';

const isOurs = (address: string, { ours }: Arrival, agents: Practice['agents']): boolean =>
  ours.includes(address) || agents.some((agent) => agent.address === address);

/** Whoever asked again after it was sent still waits; the first response is met by any answer. */
function met(ticket: TicketFacts, policy: Policy, sentAt: Instant) {
  const answered = ticket.clocks.filter(({ target, startedAt }) => target === 'first response' || startedAt <= sentAt);
  return heard({ ...ticket, clocks: answered }, policy, sentAt);
}
