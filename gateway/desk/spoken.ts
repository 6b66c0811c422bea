import type { Actor } from './act.ts';
import type { NewMessage } from './change.ts';
import type { Instant } from './instant.ts';

/** Words that came by no mail, an agent's or, with null, a caller's: a note, unless it is made something else. */
export function spoken(by: Actor | null, text: string, now: Instant): NewMessage {
  return {
    kind: 'note',
    ledger_id: null,
    agent_id: by?.id ?? null,
    from_name: by?.name ?? '',
    from_address: '',
    recipients: { to: [], cc: [] },
    subject: '',
    visible: text,
    quoted: '',
    html: null,
    cleaner: null,
    message_id: null,
    content_hash: null,
    robot: null,
    evidence: {
      evidence: 'agent',
      by: null,
      participant: true,
      trustWhy: '',
      problems: [],
      remoteImages: false,
      forwardedFrom: null,
    },
    trust: 'verified',
    flagged: false,
    held_at: null,
    delivery: null,
    at: now,
    attachments: [],
  };
}
