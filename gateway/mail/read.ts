import { createHash } from 'node:crypto';
import { languageOf } from '../desk/language.ts';
import type { Letter, LetterAttachment } from '../desk/letter.ts';
import { kindOf } from '../desk/robots.ts';
import { type Body, readBody } from './body.ts';
import { readBounce } from './bounce/bounce.ts';
import { readSesNotice } from './bounce/ses-notice.ts';
import { cleanHtml } from './clean.ts';
import { forwardedFrom } from './forwarded.ts';
import { type HeaderLine, valuesOf } from './headers.ts';
import { invitationText } from './invitation.ts';
import { attachmentsOf } from './letter-files.ts';
import {
  addressesOf,
  dateOf,
  deliveredToOf,
  headersOf,
  referencesIn,
  returnPathOf,
  senderOf,
  subjectOf,
} from './letter-head.ts';
import { wordsOf } from './mail-words.ts';
import { idsOf, MAX_PARTS, type Scan, scan } from './scan.ts';
import { sealOf, sentenceOf } from './sealed.ts';
import { judgeTrust } from './trust.ts';

export type ReadingContext = {
  /** Our addresses and their aliases, lower-cased. */
  ours: readonly string[];
  /** Whose Authentication-Results are believed; null until one is configured. */
  authservId: string | null;
  /** Where the mail was pushed to us; a null `from` is the null path. */
  envelope?: { from: string | null; to: readonly string[] };
  /** Reads extraordinary mail where it can be killed; without it such mail is left to a gateway that can. */
  apart?: (raw: Uint8Array, context: PlainContext) => Promise<Reading>;
};
export type PlainContext = Omit<ReadingContext, 'apart'>;

/** `elsewhere`: nothing is wrong with the mail, but this runtime cannot stop a reader that runs away. */
export type Reading = { letter: Letter } | { unreadable: string; elsewhere?: true };

/**
 * Raw bytes to a letter. Never throws and never blocks on a wrong charset; what cannot be read says why in a sentence.
 * Ordinary mail is read here in about a millisecond; what the scan finds extraordinary goes to `context.apart`.
 */
export async function readLetter(raw: Uint8Array, { apart, ...context }: ReadingContext): Promise<Reading> {
  const scanned = scan(raw);
  const refused = whyUnreadable(raw, scanned);
  if (refused) return { unreadable: refused };
  if (scanned.extraordinary === null) return readHere(scanned, context);
  if (apart) return apart(raw, context);
  return {
    unreadable: `This mail is extraordinary (${scanned.extraordinary}) and waits for a gateway that can read it apart.`,
    elsewhere: true,
  };
}

/** Reads any mail in this thread, extraordinary or not. */
export async function readAnyway(raw: Uint8Array, context: PlainContext): Promise<Reading> {
  const scanned = scan(raw);
  const refused = whyUnreadable(raw, scanned);
  return refused ? { unreadable: refused } : readHere(scanned, context);
}

function whyUnreadable(raw: Uint8Array, { parts }: Scan): string | null {
  if (raw.length === 0) return 'The mail is empty: it has no bytes at all.';
  if (parts.length > MAX_PARTS) return `The mail has more than ${MAX_PARTS} parts.`;
  return null;
}

async function readHere(scanned: Scan, context: PlainContext): Promise<Reading> {
  try {
    return { letter: toLetter(scanned, await readBody(scanned), context) };
  } catch (error) {
    return { unreadable: `Reading this mail failed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function toLetter(scanned: Scan, body: Body, context: PlainContext): Letter {
  const { lines } = scanned.head;
  const problems = [...body.problems];
  const subject = subjectOf(lines);
  const { from, fromText } = senderOf(lines, problems);
  const html = body.html === null || body.html.trim() === '' ? null : cleanHtml(body.html).html;
  const { text, visible, quoted } = wordsOf(subject, body, insteadOfWords(lines, body, problems));
  const attachments = attachmentsOf(scanned, body, problems);
  const returnPath = returnPathOf(lines, context);
  const bounce = readBounce({ lines, subject, returnPath, text, files: body.files });
  const headers = headersOf(lines);
  const fileTypes = attachments.map(({ contentType }) => contentType);
  const complained = readSesNotice(text)?.complaint ?? false;
  const kind = kindOf({ headers, subject, from: from?.address ?? '', returnPath, bounce, complained, fileTypes });
  return {
    subject,
    from,
    fromText,
    replyTo: addressesOf(lines, 'reply-to', context.ours),
    to: addressesOf(lines, 'to', context.ours),
    cc: addressesOf(lines, 'cc', context.ours),
    deliveredTo: deliveredToOf(lines, context),
    returnPath,
    messageId: idsOf(valuesOf(lines, 'message-id'))[0] ?? null,
    inReplyTo: referencesIn(idsOf(valuesOf(lines, 'in-reply-to'))),
    references: referencesIn(idsOf(valuesOf(lines, 'references'))),
    date: dateOf(lines),
    text,
    visible,
    quoted,
    html,
    attachments,
    headers,
    kind,
    bounce,
    forwardedFrom: forwardedFrom(subject, text),
    language: languageOf(`${subject}\n${visible}`),
    trust: judgeTrust(lines, from, context.authservId),
    contentHash: hashOf(subject, text, attachments),
    problems,
  };
}

/** What a mail is that is no plain words: sealed, or an invitation. Told on the ticket, and shown where no words are. */
function insteadOfWords(lines: readonly HeaderLine[], body: Body, problems: string[]): string | null {
  const seal = sealOf(lines, body);
  if (seal) problems.push(sentenceOf(seal));
  if (seal?.encrypted) return 'This is an encrypted message. Heed cannot read it; it is attached.';
  const calendar = body.files.find(({ contentType }) => contentType.toLowerCase() === 'text/calendar');
  const invitation = calendar ? invitationText(calendar.bytes) : null;
  if (invitation !== null) problems.push(`It carries a calendar file. ${invitation.split('\n').join('; ')}`);
  return invitation;
}

function hashOf(subject: string, text: string, attachments: readonly LetterAttachment[]): string {
  const canonical = (words: string) => words.replace(/\s+/g, ' ').trim();
  const hash = createHash('sha256').update(`${canonical(subject)}\n${canonical(text)}\n`);
  for (const { name, bytes } of attachments)
    hash.update(`${name}\n${createHash('sha256').update(bytes).digest('hex')}\n`);
  return hash.digest('hex');
}
