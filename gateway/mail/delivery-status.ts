import type { BouncedRecipient } from '../desk/letter.ts';
import { firstOf, type HeaderLine, readHeaderBlock } from './headers.ts';

/** The recipients of a message/delivery-status part (RFC 3464): one group of fields each, behind those of the message. */
export function readDeliveryStatus(text: string): BouncedRecipient[] {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .slice(0, MAX_GROUPS);
  return groups.flatMap((group) => {
    const { lines } = readHeaderBlock(new TextEncoder().encode(group.trimStart()));
    const recipient = readRecipient(lines);
    return recipient ? [recipient] : [];
  });
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
  const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(firstOf(lines, 'status') ?? '')?.[0] ?? null;
  return { address, action, status, diagnostic, kind: kindOf(action, status) };
}

function kindOf(action: BouncedRecipient['action'], status: string | null): BouncedRecipient['kind'] {
  if (action === 'delayed') return 'soft';
  if (action !== 'failed' && action !== null) return null;
  if (status === null) return null;
  return status.startsWith('5') ? 'hard' : 'soft';
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
