import type { Address } from '../desk/letter.ts';
import { parseAddresses } from './address.ts';
import { fromInHeader, headerBlockAt } from './reply/header-block.ts';
import { linesOfText } from './reply/lines.ts';
import { isForwardSeparator } from './reply/separator.ts';

/** Whether the subject says that the mail was sent on for us to read. */
export const isForward = (subject: string): boolean => FORWARD_SUBJECT.test(subject);

/**
 * Whose mail was forwarded inside this one, by the header block that mail programs copy above it. For an agent to see
 * and choose; anybody can type such lines, so nothing is decided by it.
 */
export function forwardedFrom(subject: string, text: string): Address | null {
  const lines = linesOfText(text.slice(0, WITHIN));
  const marker = lines.findIndex(isForwardSeparator);
  if (marker === -1 && !isForward(subject)) return null;
  const start = lines.findIndex((_, i) => i > marker && headerBlockAt(lines, i) !== null);
  const from = start === -1 ? null : fromInHeader(lines, start);
  return parseAddresses(from ?? '').addresses[0] ?? null;
}

// The copied header stands right behind the forwarder's own words.
const WITHIN = 5000;

const FORWARD_SUBJECT =
  /^\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|fw|wg|tr|rv|enc|i|doorst|vb|vs|vl|pd|ilt|továbbítás|prp|πρθ|пересл|转发|轉寄|転送|전달)\s*[:：]/i;
