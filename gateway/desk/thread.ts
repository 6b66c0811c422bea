import type { Trust } from './letter.ts';

/** What ties a mail to a ticket, strongest first. */
export const EVIDENCE = ['token', 'reference', 'subject tag', 'none'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/**
 * join: part of the conversation. flag: shown as "not part of this ticket", gains nothing.
 * hold: not shown as conversation until an agent accepts or splits it. linked: a ticket of its own that "may belong to" the other.
 */
export type Joining = 'join' | 'join, flagged' | 'hold' | 'new' | 'new, linked';

type Sender = 'participant' | 'stranger';

/** The table of who may join a thread. A participant is the requester or someone an agent wrote to in public on that ticket. */
const JOINING: Record<Evidence, Record<Sender, Record<Trust['verdict'], Joining>>> = {
  token: {
    participant: { verified: 'join', unknown: 'join', failed: 'hold' },
    stranger: { verified: 'join, flagged', unknown: 'join, flagged', failed: 'hold' },
  },
  reference: {
    participant: { verified: 'join', unknown: 'join', failed: 'hold' },
    stranger: { verified: 'new, linked', unknown: 'new, linked', failed: 'new, linked' },
  },
  'subject tag': {
    participant: { verified: 'join, flagged', unknown: 'join, flagged', failed: 'new' },
    stranger: { verified: 'new, linked', unknown: 'new, linked', failed: 'new' },
  },
  none: {
    participant: { verified: 'new', unknown: 'new', failed: 'new' },
    stranger: { verified: 'new', unknown: 'new', failed: 'new' },
  },
};

export function joining(evidence: Evidence, isParticipant: boolean, verdict: Trust['verdict']): Joining {
  return JOINING[evidence][isParticipant ? 'participant' : 'stranger'][verdict];
}

/** The tag our subjects carry, as [#123]. */
export const subjectTag = (ticketId: number): string => `[#${ticketId}]`;

const SUBJECT_TAG = /\[#(\d{1,15})\]/;

/** The ticket number a subject names, if any. Numbers can be guessed: the tag alone never joins unflagged. */
export function taggedTicket(subject: string): number | null {
  const tag = SUBJECT_TAG.exec(subject)?.[1];
  return tag ? Number(tag) : null;
}
