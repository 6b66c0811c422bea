import type { BouncedRecipient } from '../../desk/letter.ts';
import { type HeaderLine, valuesOf } from '../headers.ts';
import { enhancedStatus, kindOfFailure, statusOfReply } from './status.ts';

/** The notice's own words stand in front; what follows is the mail that came back. */
export function splitCopy(text: string): { own: string; copy: string } {
  const start = COPY_BEGINS.exec(text)?.index ?? text.length;
  return { own: text.slice(0, start), copy: text.slice(start) };
}

const COPY_BEGINS =
  /^(?:-{2,}\s*(?:below this line|this is a copy|original message|unsent message|returned message|the (?:header|body|text)|forwarded|message header|undelivered message)|>?received: |your original message|the original message follows|(?:return-path|message-id): )/im;

/** A notice is read this far. */
export const MAX_NOTICE = 8000;
const MAX_LINES = 300;
// One mail of ours goes to a few people; a list of thousands is an attack.
const MAX_RECIPIENTS = 50;
// From the address to the line that says why.
const REASON_LINES = 14;

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[\w.-]*[a-z0-9])?/i;
const ADDRESSES = new RegExp(ADDRESS, 'gi');
const FAILURE =
  /unknown|no such|no mailbox|not (?:found|listed|exist|known|a known|recogni[sz]ed)|unavailable|invalid|full|quota|reject|refus|fail|undeliver|denied|disabled|inactive|expired|does(?:n't| not) (?:have|exist)|timed? ?out|unrouteable|error/i;

/** Addresses the notice names as its subject: in X-Failed-Recipients, alone on a line, in front of a reason, or beside a code. */
export function recipientsInProse(lines: readonly HeaderLine[], own: string): BouncedRecipient[] {
  const prose = own.slice(0, MAX_NOTICE).split('\n').slice(0, MAX_LINES);
  const listed = valuesOf(lines, 'x-failed-recipients').flatMap(addressesIn);
  if (listed.length > 0)
    return [...new Set(listed)].slice(0, MAX_RECIPIENTS).map((address) => describe(address, whyOf(prose, address)));
  const writers = new Set(['from', 'sender'].flatMap((name) => valuesOf(lines, name).flatMap(addressesIn)));
  const us = new Set([...writers, ...valuesOf(lines, 'to').flatMap(addressesIn)]);
  const start = prose.findIndex((line) => LIST_BEGINS.test(line));
  // Exchange repeats the header of our mail in front of those it failed for; some report to whom they failed to reach.
  for (const [from, not] of [
    [Math.max(0, start), us],
    [0, us],
    [0, writers],
  ] as const) {
    const found = namedIn(prose.slice(from), not);
    if (found.length > 0) return found;
  }
  const told = /rcpt to:\s*<?([^\s<>]+@[^\s<>]+)>?/i.exec(own)?.[1]?.toLowerCase();
  return told ? [describe(told, own.slice(own.toLowerCase().indexOf(told)))] : [];
}

/** What the notice says of one address; all it says when it does not name it. */
export function whyOf(prose: readonly string[], address: string): string {
  const index = prose.findIndex((line) => line.toLowerCase().includes(address));
  return index === -1 ? prose.join('\n') : reasonAt(prose, index);
}

const LIST_BEGINS = /(?:following|these)\s+(?:recipient|address|e-?mail|user|person|people|destination)/i;

function namedIn(prose: readonly string[], not: ReadonlySet<string>): BouncedRecipient[] {
  const found = new Map<string, BouncedRecipient>();
  prose.forEach((line, index) => {
    const address = addressesIn(line)[0];
    if (!address || not.has(address) || found.has(address) || found.size >= MAX_RECIPIENTS) return;
    const reason = reasonAt(prose, index);
    const alone = /^\W*(?:to|recipient|user|address|mail|for)?\W*$/i.test(line.replace(ADDRESSES, ''));
    const inFront = /^\s*(?:\W*\d+\W*)?<?[^\s<>]+@[^\s<>]+>?\s*(?:[:;,.(-]|\.\.\.)/.test(line);
    const derived = /\b(?:generated|expanded) from:?\s/.test(line);
    const beside = enhancedStatus(line) !== null || statusOfReply(line) !== null;
    const near = [line, ...prose.slice(index + 1, index + 4)].join(' ');
    // "Diagnostic-Code: 550 <bob@...>... No such user" is no second recipient.
    const explained = found.size > 0 && /^\s*diagnostic-code/i.test(line);
    if (!explained && (alone || inFront || derived || beside || FAILURE.test(near)))
      found.set(address, describe(address, reason));
  });
  return [...found.values()];
}

/** The line and those below it, up to the next address that is another. */
function reasonAt(prose: readonly string[], index: number): string {
  const own = new Set(addressesIn(prose[index] ?? ''));
  const reason = [prose[index] ?? ''];
  for (const line of prose.slice(index + 1, index + REASON_LINES)) {
    const another = /^\s*<?[^\s<>]+@[^\s<>]+>?\s*(?:[:(]|$)/.test(line) && !own.has(addressesIn(line)[0] ?? '');
    if (another) break;
    reason.push(line);
  }
  return reason.join('\n');
}

function addressesIn(value: string): string[] {
  return [...value.matchAll(ADDRESSES)].map(([address]) =>
    address
      .toLowerCase()
      // "dda:SMTP=bob@...", "`bob@..." and "*bob@..."
      .replace(/^.*(?:smtp|rfc822)=/, '')
      .replace(/^[`'*=-]+/, ''),
  );
}

/** A recipient that failed, by the words that say why. */
export function describe(address: string, reason: string): BouncedRecipient {
  const status = enhancedStatus(reason) ?? statusOfReply(reason);
  const diagnostic = reason.replace(/\s+/g, ' ').trim().slice(0, 500) || null;
  return { address, action: 'failed', status, diagnostic, kind: kindOfFailure('failed', status, reason) };
}
