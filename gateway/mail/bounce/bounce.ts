import type { Bounce, BouncedRecipient } from '../../desk/letter.ts';
import { parseAddresses } from '../address.ts';
import type { BodyFile } from '../body.ts';
import { decodeGuessed } from '../guess-charset.ts';
import { firstOf, type HeaderLine, readHeaderBlock, valuesOf } from '../headers.ts';
import { idsOf } from '../scan.ts';
import { fieldsWithin, readDeliveryStatus } from './delivery-status.ts';
import { describe, MAX_NOTICE, recipientsInProse, splitCopy, whyOf } from './prose.ts';
import { readSesNotice } from './ses-notice.ts';
import { enhancedStatus, isVague, kindOfFailure } from './status.ts';
import { DELAY, MACHINE_FROM, NOTICE_PROSE, NOTICE_SUBJECT, OF_A_PERSON, PROGRAM_OPENING } from './words.ts';

export type BounceSource = {
  lines: readonly HeaderLine[];
  subject: string;
  returnPath: string | undefined;
  text: string;
  files: readonly BodyFile[];
};

/**
 * What a mail server says about mail of ours: by RFC 3464 where it does, else in the prose of qmail (QSBMF), Exim, Postfix,
 * Sendmail, Exchange and their kin. null when it is no such notice. Prose counts only from a sender that is a machine by
 * another sign or speaks like one, so that a customer who asks about a bounce stays a customer.
 */
export function readBounce(source: BounceSource): Bounce | null {
  const { lines, text, files, subject } = source;
  const told = readSesNotice(text);
  if (told) return told.bounce;
  const { own, copy } = splitCopy(text);
  const notice = isNotice(source, own);
  const report = files.find(({ contentType }) => DELIVERY_STATUS.test(contentType));
  if (!notice && (!report || ANSWERED_OR_FORWARDED.test(subject))) return null;
  const originalMessageId = originalIdOf(files, copy || text);
  const fields = report ? decodeGuessed(report.bytes) : fieldsWithin(text) || fieldsInCopy(files);
  const reported = readDeliveryStatus(fields);
  if (reported.length > 0) return { recipients: reported.map((one) => explained(one, own)), originalMessageId };
  if (!notice) return null;
  const found = recipientsInProse(lines, own);
  if (notice === 'by its words' && found.length === 0) return null;
  const named = found.length > 0 ? found : recipientOfCopy(files, own);
  const delayed = DELAY.test(subject) || DELAY.test(own.slice(0, 2000));
  return { recipients: delayed ? named.map(asDelayed) : named, originalMessageId };
}

const DELIVERY_REPORT = /^\s*multipart\/[\w-]+\s*;.*report-type\s*=\s*"?delivery-status/is;
const DELIVERY_STATUS = /^message\/(?:global-)?delivery-status$/i;
const ANSWERED_OR_FORWARDED = /^\s*(?:re|aw|sv|fwd?|fw|wg|tr|rv)\s*:/i;

/** Whether it is one, and of whose word: of the sender and its headers, or of nothing but what it says. */
function isNotice({ lines, subject, returnPath }: BounceSource, own: string): boolean | 'by its words' {
  if (firstOf(lines, 'x-failed-recipients')) return true;
  if (DELIVERY_REPORT.test(firstOf(lines, 'content-type') ?? '')) return true;
  const machine = [...valuesOf(lines, 'from'), returnPath ?? ''].some((value) => MACHINE_FROM.test(value));
  const automatic = returnPath === '' || /^\s*auto-/i.test(firstOf(lines, 'auto-submitted') ?? '');
  const said = NOTICE_PROSE.test(own.slice(0, MAX_NOTICE));
  const titled = NOTICE_SUBJECT.test(subject);
  if (machine) return said || titled;
  if (automatic) return said && titled;
  return said && titled && speaksLikeAProgram(subject, own) ? 'by its words' : false;
}

function speaksLikeAProgram(subject: string, own: string): boolean {
  const opening = own.trimStart().slice(0, 600);
  return !ANSWERED_OR_FORWARDED.test(subject) && PROGRAM_OPENING.test(opening) && !OF_A_PERSON.test(opening);
}

/** A report that says no more than "5.0.0" may say more in its prose. */
function explained(recipient: BouncedRecipient, own: string): BouncedRecipient {
  if (!isVague(recipient.status)) return recipient;
  const reason = whyOf(own.slice(0, MAX_NOTICE).split('\n'), recipient.address);
  const status = enhancedStatus(reason) ?? recipient.status;
  const diagnostic = recipient.diagnostic ?? (reason.replace(/\s+/g, ' ').trim().slice(0, 500) || null);
  return { ...recipient, status, diagnostic, kind: kindOfFailure(recipient.action, status, reason) };
}

const asDelayed = (recipient: BouncedRecipient): BouncedRecipient => ({
  ...recipient,
  action: 'delayed',
  kind: 'soft',
});

// The headers and the notice of a mail that came back as a file.
const MAX_COPY = 64 * 1024;

/** A gateway may wrap the whole report into another mail. */
function fieldsInCopy(files: readonly BodyFile[]): string {
  const copy = files.find(({ contentType }) => contentType === 'message/rfc822');
  return copy ? fieldsWithin(decodeGuessed(copy.bytes.subarray(0, MAX_COPY)).replace(/\r\n?/g, '\n')) : '';
}

/** A notice may name nobody: then it speaks of the one whom the mail that came back was for. */
function recipientOfCopy(files: readonly BodyFile[], own: string): BouncedRecipient[] {
  const copy = files.find(({ contentType }) => RETURNED.test(contentType));
  const to = copy ? valuesOf(readHeaderBlock(copy.bytes.subarray(0, MAX_COPY)).lines, 'to') : [];
  const [only, ...more] = to.flatMap((value) => parseAddresses(value.slice(0, 2000)).addresses);
  return only && more.length === 0 ? [describe(only.address.toLowerCase(), own.slice(0, MAX_NOTICE))] : [];
}

const RETURNED = /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)$/i;

/** The Message-ID of the mail that came back: in the returned part, else in the copy below the notice. */
function originalIdOf(files: readonly BodyFile[], copy: string): string | null {
  for (const { contentType, bytes } of files) {
    if (!RETURNED.test(contentType)) continue;
    const id = idsOf(valuesOf(readHeaderBlock(bytes.subarray(0, MAX_COPY)).lines, 'message-id'))[0];
    if (id) return id;
  }
  const line = /^[>\s|]*message-id:\s*(<[^<>\s]{1,900}>)/im.exec(copy);
  return line?.[1] ?? null;
}
