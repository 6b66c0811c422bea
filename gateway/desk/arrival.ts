import type { MessageEvidence, NewAttachment, NewMessage } from './change.ts';
import type { Instant } from './instant.ts';
import type { Letter } from './letter.ts';

/** What is known of a mail since it was accepted, before anybody has read it. */
export type Came = {
  ledgerId: number;
  acceptedAt: Instant;
  internalDate: Instant | null;
  /** History brought in on purpose: never acknowledged. */
  imported: boolean;
  mailboxId: number | null;
  /** Found in the folder where the provider puts spam. */
  junk: boolean;
  /** Found in the folder where the provider keeps what was sent. */
  sent?: boolean;
  /** An agent asked for it to become a ticket, whatever filters and robots say. */
  wanted?: boolean;
  /** Our addresses and aliases, lower-cased; the mailbox's own first. */
  ours: readonly string[];
};

/** What is known of a mail's arrival, besides what it says. */
export type Arrival = Came & {
  /** It carries the loop header of this desk, proven by its MAC. */
  ownLoop: boolean;
  attachments: NewAttachment[];
  cleaner: string;
  remoteImages: boolean;
};

/** The message a mail becomes, and why it stands where it stands. */
export function message(
  letter: Letter,
  arrival: Arrival,
  now: Instant,
  why: Pick<MessageEvidence, 'evidence' | 'by' | 'participant'>,
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
