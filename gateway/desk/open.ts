import { type Actor, asideOf, labelled } from './act.ts';
import { type Change, noChange } from './change.ts';
import { startClocks } from './clock.ts';
import type { Standing } from './cover.ts';
import { DeskError } from './error.ts';
import { straightUp } from './escalate.ts';
import type { MessageAside, TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import { judge } from './judge.ts';
import { languageOf } from './language.ts';
import type { Address } from './letter.ts';
import { type Policy, policyOf } from './policy.ts';
import { DEFAULT_PRACTICE, type Practice } from './practice.ts';
import { preview } from './preview.ts';
import type { Priority } from './priority.ts';
import { spoken } from './spoken.ts';

/** What somebody said who called or stood at the desk. */
export type Said = {
  requester: Address;
  subject: string;
  text: string;
  priority?: Priority | undefined;
  mailboxId: number | null;
  /** How the requester stands with the desk. */
  standing: Standing;
  /** Not said at the desk. */
  onThePhone?: boolean;
};

/** An agent opens a ticket for a requester: the promise starts now, nothing is sent. */
export function openForRequester(
  by: Actor,
  said: Said,
  policy: Policy,
  now: Instant,
  practice: Practice = DEFAULT_PRACTICE,
): Change {
  if (said.text.trim() === '') throw new DeskError('invalid', 'A ticket needs words.', { field: 'text' });
  const opened = opening(said, by, policy, now, practice);
  const { evidence, ...words } = spoken(by, said.text, now);
  return {
    ...opened,
    message: {
      ...words,
      evidence: said.onThePhone ? { ...evidence, evidence: 'call' } : evidence,
      kind: 'mail',
      from_name: said.requester.name,
      from_address: said.requester.address,
      subject: said.subject,
      trust: 'unknown',
    },
    events: [{ kind: 'opened', agentId: by.id, data: {}, aboutMessage: true }],
  };
}

/**
 * A held or flagged mail becomes a ticket of its own, its sender the requester: `opened` is the new ticket without the
 * message, which the store moves there; `left` is what the old ticket says of it.
 */
export function split(
  ticket: TicketFacts,
  by: Actor,
  messageId: number,
  policy: Policy,
  now: Instant,
  practice: Practice = DEFAULT_PRACTICE,
): { opened: Change; left: Change } {
  return openedFor(ticket, by, asideOf(ticket, messageId), policy, now, practice);
}

/** As `split`, of any mail that stands on a ticket. */
export function openedFor(
  ticket: TicketFacts,
  by: Actor,
  mail: MessageAside,
  policy: Policy,
  now: Instant,
  practice: Practice,
): { opened: Change; left: Change } {
  const { id: messageId } = mail;
  const opened = opening(saidIn(mail, ticket), by, policy, now, practice);
  return {
    opened: {
      ...opened,
      events: [{ kind: 'opened', agentId: by.id, data: { messageId, splitFrom: ticket.id } }],
    },
    left: { ...noChange(), events: [{ kind: 'split', agentId: by.id, data: { messageId } }] },
  };
}

const saidIn = (aside: MessageAside, ticket: TicketFacts): Said => ({
  requester: aside.from,
  subject: aside.subject,
  text: aside.visible,
  mailboxId: ticket.mailboxId,
  standing: aside.standing,
});

/** A ticket for what somebody said; `by` is the agent who heard it, null for a machine. */
export function opening(said: Said, by: Actor | null, policy: Policy, now: Instant, practice: Practice): Change {
  const language = languageOf(said.text);
  const letter = { subject: said.subject, visible: said.text, language };
  const judged = judge(letter, { trust: 'verified', kind: 'person' }, practice);
  const given = said.priority;
  const priority = given ?? judged.priority;
  return {
    ...noChange(),
    open: {
      subject: said.subject,
      priority,
      priority_reason:
        given === undefined
          ? judged.reason
          : { ...judged.reason, setByAgentId: by?.id ?? null, wakes: given === 'critical', unsure: false },
      requester: said.requester,
      mailbox_id: said.mailboxId,
      language: language ?? 'en',
      acknowledgement: by
        ? { sent: false, code: 'opened by an agent', why: 'An agent opened this ticket.' }
        : { sent: false, code: 'call', why: 'A call is not acknowledged by mail.' },
      linked_to: null,
      opened_at: now,
    },
    set: { preview: preview(said.text), last_customer_at: now, ...straightUp({ priority, cues: judged.reason.cues }) },
    clocks: startClocks(policyOf(policy, { ...said, tags: [] }), priority, now),
    label: given === undefined || by === null ? null : labelled(by, judged.priority, given),
  };
}
