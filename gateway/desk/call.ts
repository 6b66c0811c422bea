import type { Change } from './change.ts';
import { noChange } from './change.ts';
import type { Standing } from './cover.ts';
import { hasEmergencyLine } from './cover.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Address } from './letter.ts';
import { opening } from './open.ts';
import { phoneNumber, telOf } from './phone.ts';
import type { Policy } from './policy.ts';
import { DEFAULT_PRACTICE } from './practice.ts';
import { preview } from './preview.ts';
import { spoken } from './spoken.ts';

const WITHHELD = 'withheld';

/** Who calls, by what the phone network says; the number is null where it says none. */
export function callerOf(from: string): { number: string | null; requester: Address } {
  const number = phoneNumber(from);
  return number === null
    ? { number, requester: { name: 'Number withheld', address: telOf(WITHHELD) } }
    : { number, requester: { name: number, address: telOf(number) } };
}

/** What the one who answers a call knows. `opensAt` is now while the desk is open. */
export type Call = { opensAt: Instant; now: Instant; ring: readonly string[]; standing: Standing };

/** What happens to a call first: the desk's phones ring, or a machine offers the emergency line, or takes a message. */
export function takeCall({ opensAt, now, ring, standing }: Call): 'ring' | 'offer emergency' | 'take a message' {
  if (opensAt <= now) return ring.length > 0 ? 'ring' : 'take a message';
  return hasEmergencyLine(standing) ? 'offer emergency' : 'take a message';
}

type Caller = { requester: Address; standing: Standing; mailboxId: number | null };

/** A caller says after hours that it is critical: a ticket at once, whether or not words follow. */
export function openCritical(caller: Caller, policy: Policy, now: Instant): Change {
  const text = 'Called after hours and chose the emergency line.';
  return opened(
    { ...caller, text, subject: `Emergency call from ${caller.requester.name}`, priority: 'critical' },
    policy,
    now,
  );
}

/** A message was left. Nobody has heard it: it may be critical, and asks. */
export function openWithMessage(caller: Caller, recording: string, policy: Policy, now: Instant): Change {
  const subject = `Call from ${caller.requester.name}`;
  const change = opened({ ...caller, text: messageWords(recording), subject, priority: 'medium' }, policy, now);
  const { open } = change;
  return open ? { ...change, open: { ...open, priority_reason: { ...open.priority_reason, unsure: true } } } : change;
}

/** The words left after a ticket was opened for the call. */
export function addMessage(ticket: TicketFacts, recording: string, now: Instant): Change {
  const text = messageWords(recording);
  return {
    ...noChange(),
    set: { preview: preview(text), last_customer_at: now },
    message: saidOnThePhone(ticket.requester, ticket.subject, text, now),
    events: [{ kind: 'called', agentId: null, data: {}, aboutMessage: true }],
  };
}

const messageWords = (recording: string): string => `Left a message by phone: ${recording}`;

function opened(
  said: Caller & { subject: string; text: string; priority: 'critical' | 'medium' },
  policy: Policy,
  now: Instant,
): Change {
  return {
    ...opening(said, null, policy, now, DEFAULT_PRACTICE),
    message: saidOnThePhone(said.requester, said.subject, said.text, now),
    events: [{ kind: 'opened', agentId: null, data: {}, aboutMessage: true }],
  };
}

function saidOnThePhone(from: Address, subject: string, text: string, now: Instant) {
  const { evidence, ...message } = spoken(null, text, now);
  return {
    ...message,
    kind: 'mail' as const,
    from_name: from.name,
    from_address: from.address,
    subject,
    trust: 'unknown' as const,
    evidence: { ...evidence, evidence: 'call' as const },
  };
}
