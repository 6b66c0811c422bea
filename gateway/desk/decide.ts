import { isCalendarReply, isVerifiedSender, mayAcknowledge } from './acknowledge.ts';
import { answerByMail, FORWARDED, forwarderOf } from './agent-mail.ts';
import { answeredElsewhere, answeredInCopy } from './answer-elsewhere.ts';
import { type Arrival, message } from './arrival.ts';
import { type Change, type ClockState, type Decision, ended, noChange } from './change.ts';
import { isRunning, promiseStart, startClock, startClocks } from './clock.ts';
import { UNRECORDED } from './cover.ts';
import { gathering } from './crowd.ts';
import { straightUp } from './escalate.ts';
import type { MailFacts, TicketFacts } from './facts.ts';
import { DAY, type Instant } from './instant.ts';
import { judge } from './judge.ts';
import { looksLikeSpam } from './learning/spam-model.ts';
import type { Letter } from './letter.ts';
import { acknowledgePage } from './page.ts';
import { type Policy, policyOf } from './policy.ts';
import { DEFAULT_PRACTICE, type Practice, type Replies } from './practice.ts';
import { preview } from './preview.ts';
import { reopened } from './reopen.ts';
import { isReport, report } from './report.ts';
import { whyUnwanted } from './spam.ts';
import { mayMove } from './status.ts';
import { type Evidence, joining } from './thread.ts';
import { PROBE } from './token.ts';

/**
 * What becomes of a mail: the whole of threading, priority, promise and acknowledgement, decided on facts
 * read under the thread's lock. 'later': a mail it answers is accepted and not yet decided.
 */
export function decide(
  letter: Letter,
  facts: MailFacts,
  arrival: Arrival,
  policy: Policy,
  practice: Practice = DEFAULT_PRACTICE,
): Decision | 'later' {
  if (facts.parentPending) return 'later';
  if (arrival.sent) return answeredElsewhere(letter, facts, arrival, policy, practice);
  const copy = facts.copies.find((one) => one.contentHash === letter.contentHash);
  if (copy) return ended('duplicate', 'the same mail has come before', copy.ticketId);
  if (isOwnCopy(letter, facts, arrival)) return ended('own', 'our own mail came back', null);
  if (arrival.ownLoop) return ended('quarantined', 'loop: it carries the mark of our own mail');
  if (isReport(letter) && !arrival.wanted) return report(letter, facts, arrival, policy);
  if (letter.from === null) return ended('quarantined', 'it has no single sender address to answer');

  const spoken =
    answerOfCalled(letter, facts, arrival, policy, practice) ??
    answeredInCopy(letter, facts, arrival, policy, practice);
  if (spoken) return spoken;

  const place = whereTo(letter, facts, practice);
  const unwanted = whyUnwanted(letter, place, arrival, practice);
  if (unwanted) return { ...ended('quarantined', unwanted.why), quiet: unwanted.quiet };
  if (place && place.joining !== 'new, linked') return join(letter, facts, arrival, policy, place);
  const crowded = gathering(letter, facts.crowd, arrival);
  if (crowded === 'later') return 'later';
  if (crowded) return join(letter, facts, arrival, policy, gathered(crowded));
  return open(letter, facts, arrival, policy, practice, place?.ticket.id ?? null);
}

/**
 * An agent who was paged answers that mail: with any word, they have the ticket. What they answer to a notice is their
 * answer to the customer, where the desk allows that.
 */
function answerOfCalled(
  letter: Letter,
  { fromCalled, candidates, now }: MailFacts,
  arrival: Arrival,
  policy: Policy,
  practice: Practice,
): Decision | null {
  if (!fromCalled || letter.trust.verdict === 'failed') return null;
  const { kind, agentId, ticketId } = fromCalled;
  const ticket = candidates.find((one) => one.ticket.id === ticketId)?.ticket;
  if (kind === 'notice')
    return (
      (ticket && answerByMail(letter, ticket, arrival, policy, practice, { agentId, now })) ??
      ended('quarantined', 'an agent answered a notice; answers are written in the app')
    );
  if (ticketId === null) return { ...ended('event', 'test page acknowledged'), hasTestPage: agentId };
  if (!ticket) return null;
  return { ...ended('event', 'page acknowledged', ticketId), change: acknowledgePage(ticket, { id: agentId }, now) };
}

type Place = {
  ticket: TicketFacts;
  evidence: Evidence | 'crowd';
  by: string | null;
  participant: boolean;
  joining: 'join' | 'join, flagged' | 'hold' | 'new, linked';
};

/** The strongest evidence that lets it in; else the ticket it may belong to. */
function whereTo(letter: Letter, { candidates, now }: MailFacts, { replies }: Practice): Place | null {
  let linked: Place | null = null;
  for (const { ticket, evidence, by } of candidates) {
    const participant = letter.from !== null && ticket.participants.includes(letter.from.address.toLowerCase());
    const how = joining(evidence, participant, letter.trust.verdict);
    if (how === 'new') continue;
    const apart = how === 'new, linked' || (how !== 'hold' && !isRobot(letter) && isOver(ticket, now, replies));
    if (!apart) return { ticket, evidence, by, participant, joining: how };
    linked ??= { ticket, evidence, by, participant, joining: 'new, linked' };
  }
  return linked;
}

const gathered = (ticket: TicketFacts): Place => ({
  ticket,
  evidence: 'crowd',
  by: null,
  participant: true,
  joining: 'join',
});

/** Closed so long ago that whoever answers has a new request. */
const isOver = ({ status, closedAt }: TicketFacts, now: Instant, { reopensWithinDays }: Replies): boolean =>
  status === 'closed' && closedAt !== null && now - closedAt > reopensWithinDays * DAY;

const isRobot = (letter: Letter): boolean =>
  (letter.kind !== 'person' && letter.kind !== 'invitation') || isCalendarReply(letter);

function isOwnCopy(letter: Letter, facts: MailFacts, arrival: Arrival): boolean {
  return (
    arrival.ownLoop &&
    letter.from !== null &&
    arrival.ours.includes(letter.from.address.toLowerCase()) &&
    (isProbe(letter.messageId) ||
      facts.ours.some((mail) => mail.headerMessageId === letter.messageId || mail.seenMessageId === letter.messageId))
  );
}

/** A mail of the desk to itself, to learn how its mailbox goes about mail. */
const isProbe = (messageId: string | null): boolean => messageId?.startsWith(`<heed.${PROBE}.`) ?? false;

function open(
  letter: Letter,
  facts: MailFacts,
  arrival: Arrival,
  policy: Policy,
  practice: Practice,
  linkedTo: number | null,
): Decision {
  const forwarder = forwarderOf(letter, arrival, practice);
  const from = forwarder ? letter.forwardedFrom : letter.from;
  if (from === null) return ended('quarantined', 'it has no single sender address to answer');
  const { now } = facts;
  const verified = isVerifiedSender(letter);
  const judged = judge(letter, { trust: letter.trust.verdict, kind: letter.kind }, practice);
  const suspected = looksLikeSpam(practice.spam, { ...letter, from: from.address });
  const { priority } = judged;
  // What may be spam gets nobody out of bed: it asks.
  const reason = suspected && judged.reason.wakes ? { ...judged.reason, wakes: false, unsure: true } : judged.reason;
  const standing = facts.standings[from.address.toLowerCase()] ?? UNRECORDED;
  const own = policyOf(policy, { mailboxId: arrival.mailboxId, requester: from, tags: [], standing });
  const clocks = startClocks(own, priority, promiseStart(arrival.internalDate, arrival.acceptedAt));
  const promiseAt = clocks.find((clock) => clock.target === 'first response')?.dueAt ?? null;
  const answer = forwarder
    ? FORWARDED
    : mayAcknowledge(letter, {
        now,
        disposition: 'ticket',
        ours: arrival.ours,
        imported: arrival.imported,
        cameBeforeRestore: facts.restoredAt !== null && (arrival.internalDate ?? arrival.acceptedAt) < facts.restoredAt,
        acceptedAge: arrival.acceptedAt - Math.min(arrival.internalDate ?? arrival.acceptedAt, arrival.acceptedAt),
        promiseAt,
        ownLoop: arrival.ownLoop,
        inReplyToOurs: facts.ours.length > 0 || facts.candidates.some((one) => one.evidence === 'token'),
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
      priority,
      priority_reason: reason,
      requester: from,
      mailbox_id: arrival.mailboxId,
      language,
      acknowledgement,
      linked_to: linkedTo,
      opened_at: now,
    },
    set: {
      preview: preview(letter.visible),
      last_customer_at: now,
      ...(suspected ? { suspected } : {}),
      ...straightUp({ priority, cues: reason.cues }),
    },
    clocks,
    message: message(letter, arrival, now, { evidence: 'none', by: null, participant: true }),
    events: [
      {
        kind: 'opened',
        agentId: forwarder?.id ?? null,
        data: { ledgerId: arrival.ledgerId, priority },
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
            content: {},
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
          verified,
          mailbox_id: arrival.mailboxId,
          // The caps count mails by when they go out, not by when they were decided.
          at: answer.notBefore ?? now,
        }
      : null,
  };
}

function join(letter: Letter, facts: MailFacts, arrival: Arrival, policy: Policy, place: Place): Decision {
  const { ticket } = place;
  const { now } = facts;
  const held = place.joining === 'hold';
  // Nobody waits for an answer on a ticket that was called spam.
  const robot = isRobot(letter) || ticket.spamAt !== null;
  const again = !held && mayMove(robot ? 'robot' : 'customer', ticket.status, 'open');
  const moved = again ? reopened(ticket, null, policy, now) : noChange();
  const said = message(letter, arrival, now, place);
  const change: Change = {
    ...noChange(),
    set: held
      ? {}
      : {
          preview: preview(letter.visible),
          ...(robot ? {} : { last_customer_at: now }),
          ...moved.set,
        },
    clocks: [...moved.clocks, ...(held || robot ? [] : asksAgain(ticket, arrival, policy))],
    message: { ...said, flagged: place.joining === 'join, flagged', held_at: held ? now : null },
    events: [
      {
        kind: held ? 'held' : 'joined',
        agentId: null,
        data: { ledgerId: arrival.ledgerId, evidence: place.evidence, flagged: place.joining === 'join, flagged' },
        aboutMessage: true,
      },
      ...moved.events,
    ],
  };
  // What a held mail refers to must not lead others into the ticket before an agent has looked.
  return { ...ended('joined', held ? 'held' : null, ticket.id), change, threadIds: held ? [] : threadIds(letter) };
}

/** A customer who was answered asks again: the next response is promised from now, unless one is owed already. */
function asksAgain(ticket: TicketFacts, arrival: Arrival, policy: Policy): ClockState[] {
  const owed = ticket.clocks.some(
    (clock) => (clock.target === 'first response' || clock.target === 'next response') && isRunning(clock),
  );
  if (owed) return [];
  const start = promiseStart(arrival.internalDate, arrival.acceptedAt);
  const clock = startClock(policyOf(policy, ticket), ticket.priority, 'next response', start);
  return clock ? [clock] : [];
}

function threadIds(letter: Letter): string[] {
  return [...new Set([...(letter.messageId ? [letter.messageId] : []), ...letter.inReplyTo, ...letter.references])];
}
