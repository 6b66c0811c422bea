import type { BouncedRecipient } from '../../desk/letter.ts';
import { firstOf, type HeaderLine, readHeaderBlock } from '../headers.ts';
import { enhancedStatus, isVague, kindOfFailure, statusOfReply } from './status.ts';

/** The recipients of a message/delivery-status part (RFC 3464): one group of fields each, behind those of the message. */
export function readDeliveryStatus(text: string): BouncedRecipient[] {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .slice(0, MAX_GROUPS);
  const found = new Map<string, BouncedRecipient>();
  for (const group of groups) {
    const { lines } = readHeaderBlock(new TextEncoder().encode(group.trimStart()));
    const recipient = readRecipient(lines);
    if (recipient && !found.has(recipient.address)) found.set(recipient.address, recipient);
  }
  return [...found.values()];
}

/** The fields where they stand in a text, because the parts around them got lost; '' when there are none. */
export function fieldsWithin(text: string): string {
  const start = text.search(/^(?:original|final)-recipient\s*:/im);
  if (start === -1) return '';
  // Some write the action above the recipient.
  return text.slice(Math.max(0, text.lastIndexOf('\n\n', start)));
}

// One mail of ours goes to a few people.
const MAX_GROUPS = 100;

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;

function readRecipient(lines: readonly HeaderLine[]): BouncedRecipient | null {
  // The original recipient is whom we wrote to; the final one may be a mailbox behind a forward.
  const address = addressOf(firstOf(lines, 'original-recipient')) ?? addressOf(firstOf(lines, 'final-recipient'));
  if (!address) return null;
  const said = (firstOf(lines, 'action') ?? '').toLowerCase();
  const action = ACTIONS.find((name) => said.startsWith(name)) ?? null;
  const diagnostic =
    firstOf(lines, 'diagnostic-code')
      ?.replace(/^\s*[\w-]+\s*;\s*/, '')
      .replace(/\s+/g, ' ')
      .slice(0, 500) ?? null;
  const status = statusOf(firstOf(lines, 'status') ?? '', diagnostic ?? '');
  return { address, action, status, diagnostic, kind: kindOfFailure(action, status, diagnostic ?? '') };
}

/** What the refusing server said is closer to the cause than what the reporting one made of it. */
function statusOf(field: string, diagnostic: string): string | null {
  const summary = enhancedStatus(field);
  const said = enhancedStatus(diagnostic);
  if (said !== null && !(isVague(said) && summary !== null)) return said;
  return summary ?? statusOfReply(diagnostic);
}

function addressOf(field: string | undefined): string | null {
  const value = field
    ?.slice(field.indexOf(';') + 1)
    .trim()
    .replace(/^<|>$/g, '')
    .trim()
    .toLowerCase();
  return value?.includes('@') ? value : null;
}
