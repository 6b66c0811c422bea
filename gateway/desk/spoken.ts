import type { Actor } from './act.ts';
import type { NewMessage } from './change.ts';
import type { Instant } from './instant.ts';

/** Words an agent wrote here, which came by no mail: a note, unless the caller makes it something else. */
export function spoken(by: Actor, text: string, now: Instant): NewMessage {
  return {
    kind: 'note',
    ledger_id: null,
    agent_id: by.id,
    from_name: by.name,
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
