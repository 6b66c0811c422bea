import type { Acknowledgement } from './acknowledge.ts';
import { type Actor, answer } from './act.ts';
import type { Arrival } from './arrival.ts';
import { type Decision, ended } from './change.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Letter } from './letter.ts';
import type { Policy } from './policy.ts';
import type { Practice } from './practice.ts';

/**
 * The agent who forwards somebody's mail to the desk: whoever wrote that mail is the requester. Only an agent whose
 * domain vouches for the mail, for anybody can write an agent's name.
 */
export function forwarderOf(letter: Letter, { ours }: Arrival, { agents }: Practice): Actor | null {
  const { from, forwardedFrom, trust } = letter;
  if (from === null || forwardedFrom === null || trust.verdict !== 'verified') return null;
  const [sender, written] = [from.address.toLowerCase(), forwardedFrom.address.toLowerCase()];
  if (ours.includes(written) || agents.some(({ address }) => address === written)) return null;
  return agents.find(({ address }) => address === sender) ?? null;
}

/** Why what was forwarded is not acknowledged. */
export const FORWARDED: Acknowledgement = {
  yes: false,
  code: 'forwarded',
  why: 'An agent forwarded it: whoever wrote it does not know yet that it came here.',
};

/**
 * An agent's mail that answers a notice we sent to that agent alone goes to the customer as their answer, where the desk
 * allows it and the agent's domain vouches for it. Null where it may not.
 */
export function answerByMail(
  letter: Letter,
  ticket: TicketFacts,
  arrival: Arrival,
  policy: Policy,
  { agents, replies }: Practice,
  { agentId, now }: { agentId: number; now: Instant },
): Decision | null {
  const agent = agents.find(({ id }) => id === agentId);
  const proven = letter.trust.verdict === 'verified' && letter.kind === 'person';
  if (!replies.agentsAnswerByMail || !agent || !proven || ticket.spamAt !== null) return null;
  if (letter.visible.trim() === '') return null;
  const said = { text: letter.visible, cc: [], attachments: arrival.attachments, quote: true };
  const change = answer(ticket, agent, said, policy, now);
  const message = change.message && { ...change.message, ledger_id: arrival.ledgerId };
  return {
    ...ended('joined', 'answered by mail', ticket.id),
    change: { ...change, message },
    threadIds: letter.messageId === null ? [] : [letter.messageId],
  };
}
