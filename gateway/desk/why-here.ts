import type { MessageEvidence } from './change.ts';

/** Why a message stands on its ticket, in one sentence for the agent. */
export function whyHere({ evidence, by, participant }: Partial<MessageEvidence>): string {
  const reason = evidence === undefined ? '' : (REASONS[evidence] ?? (() => ''))(by ?? '');
  const stranger = !['none', 'agent', 'call'].includes(evidence ?? '') && participant === false;
  return [reason, ...(stranger ? ['Its sender is not part of this ticket.'] : [])].filter(Boolean).join(' ');
}

const REASONS: Record<MessageEvidence['evidence'], (by: string) => string> = {
  token: () => 'It answers to the address we made for this ticket.',
  reference: (by) => (by ? `It answers ${by}, a mail of this ticket.` : 'It answers a mail of this ticket.'),
  'subject tag': (by) => `Its subject names ${by ? `[${by}]` : 'this ticket'}.`,
  none: () => 'It began this ticket.',
  crowd: () => 'Its sender writes too much at once: what they send now is gathered here.',
  agent: () => 'It was written here.',
  call: () => 'It was said on the phone.',
  accepted: () => 'An agent accepted it.',
  moved: () => 'An agent moved it here.',
  split: () => 'An agent split it off from another ticket.',
};
