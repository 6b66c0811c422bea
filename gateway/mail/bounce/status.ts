import type { BouncedRecipient } from '../../desk/letter.ts';

/** RFC 3463 2: class 2, 4 or 5, a subject from 0 to 7, a detail. Not "Exim 4.94.2", not an IP address. */
const ENHANCED = /(?<![\d.])[245]\.[0-7]\.\d{1,3}(?![\d.])/g;
const BEHIND_REPLY = /(?<![\d.])[45]\d\d[\s\-'"#(:]{1,4}(?:[45]\d\d[\s-]{1,2})?#?([245]\.[0-7]\.\d{1,3})(?![\d.])/g;
const REPLY = /(?:^|[\s:(#"'])([45]\d\d)(?=[\s-]|$)/;

/**
 * The status that a text tells: what a server said behind its reply code ("550 5.1.1"), the last of them, for that is the
 * server that refused; else the last code at all. null when none stands there.
 */
export function enhancedStatus(text: string): string | null {
  return [...text.matchAll(BEHIND_REPLY)].at(-1)?.[1] ?? text.match(ENHANCED)?.at(-1) ?? null;
}

/** The class alone, from a plain SMTP reply code ("550 no such user"). */
export function statusOfReply(text: string): string | null {
  const reply = REPLY.exec(text)?.[1];
  return reply ? `${reply.charAt(0)}.0.0` : null;
}

/** "5.0.0" says no more than that it failed. */
export const isVague = (status: string | null): boolean => status === null || status.endsWith('.0.0');

const TEMPORARY = /postponed|temporar/i;

/** Whether another try may do: by the class of the status, else by the words; who gave up without either meant it. */
export function kindOfFailure(
  action: BouncedRecipient['action'],
  status: string | null,
  words: string,
): BouncedRecipient['kind'] {
  if (action === 'delayed') return 'soft';
  if (action !== 'failed' && action !== null) return null;
  if (status !== null) return status.startsWith('5') ? 'hard' : 'soft';
  return TEMPORARY.test(words) ? 'soft' : 'hard';
}
