import type { Arrival } from './arrival.ts';
import type { Headers, Letter } from './letter.ts';
import type { Practice } from './practice.ts';
import type { Joining } from './thread.ts';

/** Why a mail is kept aside as unwanted; `quiet`: somebody said so before, nobody need look at it. */
export type Unwanted = { why: string; quiet: boolean };

/**
 * Whether a mail is unwanted. A participant who answers with our token is heard whatever a filter says of him. A
 * blocked sender is not, but for a mail that an agent asked for.
 */
export function whyUnwanted(
  letter: Letter,
  place: { evidence: string; joining: Joining } | null,
  arrival: Arrival,
  { blocked }: Practice,
): Unwanted | null {
  if (arrival.wanted) return null;
  if (letter.from !== null && isBlocked(letter.from.address, blocked))
    return { why: 'spam: its sender is blocked', quiet: true };
  const joins = place?.joining === 'join';
  if (arrival.junk && !joins) return { why: 'the provider put it into the junk folder', quiet: false };
  const verdict = spamVerdict(letter.headers);
  const answers = joins && place.evidence === 'token';
  return verdict !== null && !answers ? { why: `spam: ${verdict}`, quiet: false } : null;
}

/**
 * What the provider's filter said of a mail, in words; null when it said nothing or "no spam". Only a verdict counts,
 * never a score of which we do not know where its line is. A sender can forge these headers, but only against himself:
 * none of them makes a mail more trusted.
 */
export function spamVerdict(headers: Headers): string | null {
  for (const { name, says, by } of VERDICTS)
    if (headers.get(name)?.some((value) => says.test(value))) return `${by} calls it spam`;
  return null;
}

/** Whether a sender is on the block list: an address, or a domain with everything below it. Both lower-cased. */
export function isBlocked(address: string, blocked: ReadonlySet<string>): boolean {
  const lower = address.toLowerCase();
  if (blocked.has(lower)) return true;
  const domain = lower.slice(lower.lastIndexOf('@') + 1);
  return domain.split('.').some((_, place, labels) => blocked.has(labels.slice(place).join('.')));
}

const yes = /^\s*(?:yes|true)\b/i;

const VERDICTS: readonly { name: string; says: RegExp; by: string }[] = [
  { name: 'x-spam-flag', says: yes, by: "The provider's filter" },
  { name: 'x-spam-status', says: yes, by: "The provider's filter" },
  { name: 'x-spam', says: yes, by: "The provider's filter" },
  { name: 'x-rspamd-action', says: /^\s*(?:reject|add header|rewrite subject)\b/i, by: 'Rspamd' },
  // Microsoft: SFV is the verdict (SPM, SKB: spam; SKS: by a rule), CAT its kind.
  { name: 'x-forefront-antispam-report', says: /\bSFV:(?:SPM|SKB|SKS)\b/i, by: 'Microsoft' },
  { name: 'x-forefront-antispam-report', says: /\bCAT:(?:SPM|HSPM|PHSH|HPHSH|HPHISH|MALW|SPOOF)\b/i, by: 'Microsoft' },
  { name: 'x-barracuda-spam-status', says: yes, by: 'Barracuda' },
  { name: 'x-proofpoint-spam-details', says: /\brule=(?:spam|phish|malware)\w*/i, by: 'Proofpoint' },
  { name: 'x-ironport-anti-spam-result', says: /^\s*(?:spam|suspect)/i, by: 'IronPort' },
  { name: 'x-vr-spamstate', says: /^\s*spam\b/i, by: "The provider's filter" },
  { name: 'x-gnd-status', says: /^\s*spam\b/i, by: "The provider's filter" },
  { name: 'x-zone-spam-resolution', says: /^\s*(?:reject|add header|spam)\b/i, by: "The provider's filter" },
  { name: 'x-dspam-result', says: /^\s*spam\b/i, by: 'DSPAM' },
  { name: 'x-bogosity', says: /^\s*(?:spam|yes)\b/i, by: 'Bogofilter' },
  { name: 'x-mailscanner-spamcheck', says: /^\s*spam\b/i, by: 'MailScanner' },
  { name: 'x-yandex-spam', says: /^\s*4\b/, by: 'Yandex' },
];
