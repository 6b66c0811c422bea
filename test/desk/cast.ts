import type { Actor } from '../../gateway/desk/act.ts';
import type { Arrival } from '../../gateway/desk/arrival.ts';
import type { ClockState, Target } from '../../gateway/desk/change.ts';
import { startClocks } from '../../gateway/desk/clock.ts';
import { UNRECORDED } from '../../gateway/desk/cover.ts';
import type { MailFacts, OurMail, TicketFacts } from '../../gateway/desk/facts.ts';
import { asInstant, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import type { Address, Letter } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import type { Priority } from '../../gateway/desk/priority.ts';

/** Tuesday, March 10, 2026, 11:00 in New York: the desk of the default policy is open. */
export const NOW = asInstant(Date.UTC(2026, 2, 10, 15));

/** Asked about the printer. */
export const ada: Address = { address: 'ada@kite.example', name: 'Ada Kite' };
/** Nobody whom ticket #12 knows. */
export const mallory: Address = { address: 'mallory@elsewhere.example', name: 'Mallory' };
/** On duty. */
export const grace: Actor = { id: 7, name: 'Grace Keeper' };
export const OURS = ['support@desk.example', 'help@desk.example'];

/** A plain mail from Ada to the desk, but for what is changed. */
export const letterOf = (changed: Partial<Letter> = {}): Letter => ({
  subject: 'The printer makes stripes',
  from: ada,
  fromText: 'Ada Kite',
  replyTo: [],
  to: [{ address: 'support@desk.example', name: '' }],
  cc: [],
  deliveredTo: [],
  returnPath: 'ada@kite.example',
  messageId: '<1@kite.example>',
  inReplyTo: [],
  references: [],
  date: null,
  text: 'It makes stripes.',
  visible: 'It makes stripes.',
  quoted: '',
  html: null,
  attachments: [],
  headers: new Map(),
  kind: 'person',
  bounce: null,
  forwardedFrom: null,
  language: 'en',
  trust: { verdict: 'unknown', why: 'Nobody vouches for it.' },
  contentHash: 'hash of the words',
  problems: [],
  ...changed,
});

export const clocksOf = (priority: Priority, startedAt = later(NOW, -30 * MINUTE)): ClockState[] =>
  startClocks(DEFAULT_POLICY, priority, startedAt);

/** Ada's ticket #12: open, medium, nobody's yet, half an hour old, but for what is changed. */
export const ticketOf = (changed: Partial<TicketFacts> = {}): TicketFacts => ({
  id: 12,
  seq: 3,
  subject: 'The printer makes stripes',
  status: 'open',
  waitingOn: null,
  tags: [],
  request: null,
  priority: 'medium',
  priorityReason: { cues: [], why: 'Nothing said otherwise.', setByAgentId: null },
  requester: ada,
  requesterId: 4,
  participants: [ada.address],
  assigneeId: null,
  level: 'L1',
  page: null,
  mailboxId: 1,
  standing: UNRECORDED,
  language: 'en',
  acknowledgement: { sent: true, code: 'sent', why: 'Sent.' },
  openedAt: later(NOW, -30 * MINUTE),
  solvedAt: null,
  closedAt: null,
  spamAt: null,
  suspected: false,
  merged: null,
  tokenSeries: 0,
  clocks: clocksOf('medium'),
  aside: [],
  ...changed,
});

/** A mail that meets nothing it could belong to, but for what is changed. */
export const factsOf = (changed: Partial<MailFacts> = {}): MailFacts => ({
  now: NOW,
  copies: [],
  candidates: [],
  ours: [],
  fromCalled: null,
  parentPending: null,
  restoredAt: null,
  acknowledgements: {
    toSenderLastHour: 0,
    toSenderLastDay: 0,
    toSenderLastAt: null,
    unverifiedToDomain: 0,
    unverifiedFromMailbox: 0,
  },
  crowd: { opened: 0, newest: null },
  standings: {},
  ...changed,
});

/** Accepted this instant, from the inbox of mailbox 1, but for what is changed. */
export const arrivalOf = (changed: Partial<Arrival> = {}): Arrival => ({
  ledgerId: 99,
  acceptedAt: NOW,
  internalDate: NOW,
  imported: false,
  mailboxId: 1,
  junk: false,
  ours: OURS,
  ownLoop: false,
  attachments: [],
  cleaner: '1',
  remoteImages: false,
  ...changed,
});

/** Grace's answer on ticket #12 as it went out, but for what is changed. */
export const ourMail = (changed: Partial<OurMail> = {}): OurMail => ({
  headerMessageId: '<heed.answer@desk.example>',
  outboxId: 31,
  ticketId: 12,
  messageId: 41,
  kind: 'answer',
  seenMessageId: null,
  cc: [],
  answeredOtherwise: false,
  ...changed,
});

export function clockOf(clocks: readonly ClockState[], target: Target): ClockState {
  const clock = clocks.find((one) => one.target === target);
  if (!clock) throw new Error(`no clock for ${target}`);
  return clock;
}
