import { createHash } from 'node:crypto';
import { asInstant, type Instant } from '../desk/instant.ts';
import { languageOf } from '../desk/language.ts';
import { type Address, type Letter, type LetterAttachment, MAX_REFERENCES } from '../desk/letter.ts';
import { kindOf } from '../desk/robots.ts';
import { parseAddresses } from './address.ts';
import { type Body, type BodyFile, readBody } from './body.ts';
import { readBounce } from './bounce/bounce.ts';
import { readSesNotice } from './bounce/ses-notice.ts';
import { cleanHtml, decodedCid } from './clean.ts';
import { oneLine } from './clean-text.ts';
import { decodeWords } from './encoded-words.ts';
import { forwardedFrom } from './forwarded.ts';
import { firstOf, type HeaderLine, valuesOf } from './headers.ts';
import { invitationText } from './invitation.ts';
import { wordsOf } from './mail-words.ts';
import { attachmentName } from './names.ts';
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
    inReplyTo: capped(idsOf(valuesOf(lines, 'in-reply-to'))),
    references: capped(idsOf(valuesOf(lines, 'references'))),
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

// RFC 5322 2.1.1: a line's length; the subject of a loop grows without end (freescout#2445).
const MAX_SUBJECT = 998;
// Enough raw characters for that many in base64 words of four bytes each.
const MAX_RAW_SUBJECT = 32_000;

function subjectOf(lines: readonly HeaderLine[]): string {
  const raw = (firstOf(lines, 'subject') ?? '').slice(0, MAX_RAW_SUBJECT);
  return oneLine(decodeWords(raw)).slice(0, MAX_SUBJECT).toWellFormed();
}

function senderOf(lines: readonly HeaderLine[], problems: string[]): { from: Address | null; fromText: string } {
  const values = valuesOf(lines, 'from');
  const [value = ''] = values;
  const { addresses, doubtful, groups } = parseAddresses(value.slice(0, MAX_ADDRESS_HEADER));
  const [only] = addresses;
  const fromText = oneLine(decodeWords(value.slice(0, 2000)))
    .slice(0, 300)
    .toWellFormed();
  const repeated = new Set(values.map((one) => one.toLowerCase().replace(/\s+/g, ''))).size === 1;
  if (repeated && addresses.length === 1 && only && doubtful === 0 && !groups) {
    const shown = /[\w.+-]+@[\w-]+\.[\w.-]+/.exec(only.name)?.[0].toLowerCase();
    if (shown && shown !== only.address.toLowerCase())
      problems.push(`The sender's name shows another address (${shown}).`);
    return { from: only, fromText: only.name || only.address };
  }
  if (values.length > 1 && !repeated)
    problems.push(`The mail has ${values.length} From lines; whom to believe is unknown.`);
  else if (values.length > 0) problems.push('The From line does not hold exactly one plain address.');
  else problems.push('The mail has no From line.');
  return { from: null, fromText };
}

// Ten thousand recipients; the rest is in the raw mail.
const MAX_ADDRESS_HEADER = 1_000_000;
// Shown, stored and made participants by no one: a mail to more is a mailing. Our own addresses are always kept.
const MAX_ADDRESSES = 200;

function addressesOf(lines: readonly HeaderLine[], name: string, ours: readonly string[]): Address[] {
  const all = valuesOf(lines, name).flatMap((value) => parseAddresses(value.slice(0, MAX_ADDRESS_HEADER)).addresses);
  if (all.length <= MAX_ADDRESSES) return all;
  const own = new Set(ours);
  return [
    ...all.slice(0, MAX_ADDRESSES),
    ...all.slice(MAX_ADDRESSES).filter(({ address }) => own.has(address.toLowerCase())),
  ];
}

const DELIVERED_TO = ['delivered-to', 'x-original-to', 'envelope-to'];

function deliveredToOf(lines: readonly HeaderLine[], { envelope }: PlainContext): string[] {
  const values = [...(envelope?.to ?? []), ...DELIVERED_TO.flatMap((name) => valuesOf(lines, name))];
  const plain = values.slice(0, MAX_ADDRESSES).map((value) => value.trim().replace(/^<|>$/g, '').toLowerCase());
  return [...new Set(plain.filter((value) => value.includes('@') && value.length < 320))];
}

function returnPathOf(lines: readonly HeaderLine[], { envelope }: PlainContext): string | undefined {
  if (envelope) return envelope.from ?? '';
  const value = firstOf(lines, 'return-path');
  if (value === undefined) return undefined;
  return oneLine(/<([^<>]*)>/.exec(value)?.[1] ?? value).slice(0, 320);
}

function capped(ids: readonly string[]): string[] {
  const once = [...new Set(ids)];
  if (once.length <= MAX_REFERENCES) return once;
  return [...once.slice(0, 1), ...once.slice(1 - MAX_REFERENCES)];
}

// Dates before the first mail and beyond four digits of a year are nonsense, and Postgres stops at 294276.
const FIRST_MAIL = Date.UTC(1971, 0, 1);
const FAR_FUTURE = Date.UTC(9999, 0, 1);

function dateOf(lines: readonly HeaderLine[]): Instant | null {
  const time = Date.parse((firstOf(lines, 'date') ?? '').slice(0, 100).replace(/\([^)]*\)/g, ''));
  return time >= FIRST_MAIL && time < FAR_FUTURE ? asInstant(time) : null;
}

function attachmentsOf(scanned: Scan, { html, files }: Body, problems: string[]): LetterAttachment[] {
  const shown = shownCids(html ?? '');
  const cutOff = scanned.unclosed ? files.length - 1 : -1;
  if (cutOff >= 0) problems.push('The mail ends in the middle: its last part may be cut off.');
  return files.map((file, index) => {
    const cid = cidOf(file);
    return {
      name: attachmentName(file.name, file.contentType, index + 1),
      contentType: typeOf(file),
      bytes: file.bytes,
      inline: cid !== null && shown.has(cid),
      cid,
      truncated: index === cutOff,
    };
  });
}

function shownCids(html: string): Set<string> {
  const shown = new Set<string>();
  for (const [, cid = ''] of html.matchAll(/\bcid:([^"'\s<>)]{1,300})/gi)) shown.add(decodedCid(cid));
  return shown;
}

function cidOf({ cid }: BodyFile): string | null {
  const plain = oneLine(cid ?? '')
    .slice(0, 300)
    .toWellFormed();
  return plain === '' ? null : plain;
}

/** A type as RFC 2045 writes it, else bytes: it is stored, compared and never executed. */
function typeOf({ contentType }: BodyFile): string {
  const type = contentType.trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/.test(type) ? type : 'application/octet-stream';
}

const MAX_HEADER_VALUE = 10_000;

function headersOf(lines: readonly HeaderLine[]): Letter['headers'] {
  const headers = new Map<string, string[]>();
  for (const { name, value } of lines) {
    const plain = oneLine(value.slice(0, MAX_HEADER_VALUE));
    const values = headers.get(name);
    if (values) values.push(plain);
    else headers.set(name, [plain]);
  }
  return headers;
}

function hashOf(subject: string, text: string, attachments: readonly LetterAttachment[]): string {
  const canonical = (words: string) => words.replace(/\s+/g, ' ').trim();
  const hash = createHash('sha256').update(`${canonical(subject)}\n${canonical(text)}\n`);
  for (const { name, bytes } of attachments)
    hash.update(`${name}\n${createHash('sha256').update(bytes).digest('hex')}\n`);
  return hash.digest('hex');
}
