import { createHash } from 'node:crypto';
import { type Acknowledging, mayAcknowledge } from '../desk/acknowledge.ts';
import { scorePriority } from '../desk/cues.ts';
import type { Instant } from '../desk/instant.ts';
import type { Letter } from '../desk/letter.ts';
import { parseAddresses } from '../mail/address.ts';
import type { Reading } from '../mail/read.ts';

/** What `heed read` prints of one mail. */
export type ReadLine = ReturnType<typeof lineOf>;

/**
 * One mail as the desk understands it. Whether it would be acknowledged is asked of a desk that has sent nothing yet;
 * `ours` are its addresses, without any those the mail was sent to.
 */
export function lineOf(file: string, reading: Reading, ours: readonly string[], now: Instant) {
  if ('unreadable' in reading) return { file, ...UNREADABLE, problems: [reading.unreadable] };
  const { letter } = reading;
  const { priority, score, cues } = scorePriority(letter, letter.language);
  return {
    file,
    subject: letter.subject,
    from: letter.from ?? firstNamed(letter),
    replyTo: letter.replyTo,
    to: letter.to,
    cc: letter.cc,
    date: letter.date === null ? null : new Date(letter.date).toISOString(),
    messageId: letter.messageId === null ? null : bare(letter.messageId),
    inReplyTo: letter.inReplyTo.map(bare),
    references: letter.references.map(bare),
    text: letter.text,
    visible: letter.visible,
    quoted: letter.quoted,
    html: letter.html,
    attachments: letter.attachments.map(({ name, contentType, bytes, inline, cid }) => ({
      name,
      contentType,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      inline,
      cid,
    })),
    kind: letter.kind,
    bounce: letter.bounce && {
      ...letter.bounce,
      originalMessageId: letter.bounce.originalMessageId && bare(letter.bounce.originalMessageId),
    },
    forwardedFrom: letter.forwardedFrom,
    language: letter.language,
    trust: letter.trust,
    priority: { value: priority, score, cues },
    acknowledge: acknowledgementOf(letter, ours, now),
    problems: letter.problems,
  };
}

const UNREADABLE = {
  subject: '',
  from: null,
  replyTo: [],
  to: [],
  cc: [],
  date: null,
  messageId: null,
  inReplyTo: [],
  references: [],
  text: '',
  visible: '',
  quoted: '',
  html: null,
  attachments: [],
  kind: null,
  bounce: null,
  forwardedFrom: null,
  language: null,
  trust: { verdict: 'unknown', why: 'The mail could not be read.' },
  priority: null,
  acknowledge: { yes: false, why: 'The mail could not be read.' },
} as const;

/** Whom a From line of several names first. The desk believes none of them, and `problems` says so. */
function firstNamed({ headers }: Letter) {
  const lines = headers.get('from') ?? [];
  return lines.length === 1 ? (parseAddresses(lines[0] ?? '').addresses[0] ?? null) : null;
}

/** An id as it stands between its angle brackets. */
const bare = (id: string) => id.replace(/^<|>$/g, '');

function acknowledgementOf(letter: Letter, ours: readonly string[], now: Instant): { yes: boolean; why: string } {
  const found = mayAcknowledge(letter, { ...FRESH_DESK, now, ours: ours.length > 0 ? ours : recipientsOf(letter) });
  return found.yes
    ? { yes: true, why: 'A person wrote to us, and nothing speaks against an answer.' }
    : { yes: false, why: found.why };
}

/** A desk that never wrote to anyone, and a mail that has just opened a ticket on it. */
const FRESH_DESK: Omit<Acknowledging, 'now' | 'ours'> = {
  disposition: 'ticket',
  imported: false,
  cameBeforeRestore: false,
  acceptedAge: 0,
  promiseAt: null,
  ownLoop: false,
  inReplyToOurs: false,
  sent: {
    toSenderLastHour: 0,
    toSenderLastDay: 0,
    toSenderLastAt: null,
    unverifiedToDomain: 0,
    unverifiedFromMailbox: 0,
  },
};

/** Who sends a copy to himself is not one of us. */
function recipientsOf({ from, to, cc, deliveredTo }: Letter): string[] {
  const all = [...to, ...cc].map(({ address }) => address.toLowerCase()).concat(deliveredTo);
  return all.filter((address) => address !== from?.address.toLowerCase());
}
