import type { Actor } from './act.ts';
import { type Change, noChange } from './change.ts';
import { DeskError } from './error.ts';
import type { TicketFacts } from './facts.ts';
import { clocksUnder } from './follow-policy.ts';
import { movedBy } from './moved.ts';
import type { Policy } from './policy.ts';
import { MOST_TAGS, tagIn } from './tag.ts';

/**
 * An agent puts a tag on a ticket. Tags may choose its policy: open promises follow at once, as after another priority.
 * @throws DeskError invalid
 */
export function putTag(ticket: TicketFacts, by: Actor, text: string, policy: Policy): Change {
  const tag = tagIn(text);
  if (tag === null)
    throw new DeskError(
      'invalid',
      `"${text}" is no tag; write one word of at most 40 letters and digits, such as "vip".`,
    );
  if (ticket.tags.includes(tag)) return noChange();
  if (ticket.tags.length >= MOST_TAGS)
    throw new DeskError('invalid', `A ticket has at most ${MOST_TAGS} tags. Take one off first.`);
  return retagged(ticket, by, { kind: 'tagged', tag, tags: [...ticket.tags, tag].sort() }, policy);
}

/** It comes off again; one that is not there is off already. */
export function takeTag(ticket: TicketFacts, by: Actor, text: string, policy: Policy): Change {
  const tag = tagIn(text);
  if (tag === null || !ticket.tags.includes(tag)) return noChange();
  return retagged(ticket, by, { kind: 'untagged', tag, tags: ticket.tags.filter((one) => one !== tag) }, policy);
}

type Retagging = { kind: 'tagged' | 'untagged'; tag: string; tags: string[] };

function retagged(ticket: TicketFacts, by: Actor, { kind, tag, tags }: Retagging, policy: Policy): Change {
  const clocks = clocksUnder({ ...ticket, tags }, policy);
  return {
    ...noChange(),
    set: { tags },
    clocks,
    events: [{ kind, agentId: by.id, data: { tag, moved: movedBy(ticket.clocks, clocks) } }],
  };
}
