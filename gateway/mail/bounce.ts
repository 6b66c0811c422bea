import type { Bounce, BouncedRecipient } from '../desk/letter.ts';
import type { BodyFile } from './body.ts';
import { decodeGuessed } from './charset.ts';
import { readDeliveryStatus } from './delivery-status.ts';
import { firstOf, type HeaderLine, readHeaderBlock, valuesOf } from './headers.ts';
import { idsOf } from './scan.ts';

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
 * another sign, so that a customer who asks about a bounce stays a customer.
 */
export function readBounce(source: BounceSource): Bounce | null {
  const report = source.files.find(({ contentType }) => DELIVERY_STATUS.test(contentType));
  const reported = report ? readDeliveryStatus(decodeGuessed(report.bytes)) : [];
  if (reported.length > 0) return { recipients: reported, originalMessageId: originalIdOf(source) };
  const { own } = splitCopy(source.text);
  if (!isNotice(source, own)) return null;
  const delayed = DELAY.test(source.subject) || DELAY.test(own.slice(0, 2000));
  const recipients = recipientsInProse(source, own).map((found) => (delayed ? asDelayed(found) : found));
  return { recipients, originalMessageId: originalIdOf(source) };
}

const DELIVERY_REPORT = /^\s*multipart\/report\s*;.*report-type\s*=\s*"?delivery-status/is;
const DELIVERY_STATUS = /^message\/(?:global-)?delivery-status$/i;

// In the subject or at the head of the text; each is written by a program, in front.
const NOTICE_SUBJECT = new RegExp(
  [
    /undeliver(?:ed|able)/,
    /un?deliverable/,
    /non-?delivery/,
    /returned (?:mail|message|to sender)/,
    /delivery[ -](?:status notification|failure|failed|has failed|problem|error|report|warning|incomplete)/,
    /(?:mail|message|e-?mail) (?:delivery|system) (?:failed|failure|error|problem|warning|status)/,
    /^(?:failure (?:notice|delivery)|failed (?:mail|delivery)|permanent delivery failure)/,
    /(?:mail|message|nachricht)\b.{0,60}\b(?:could not be|cannot be|not|was not|konnte nicht|nicht) (?:delivered|zugestellt)/,
    /mail failed, returning/,
    /(?:error|problem) (?:sending|delivering) (?:your|the) (?:mail|message)/,
    /^warning: .{0,80}(?:delayed|not yet been delivered|user unknown)/,
    /automatically rejected mail/,
    /unzustellbar|zustellung fehlgeschlagen|nicht zugestellt/,
    /non remis|échec de (?:la )?(?:remise|distribution)|message non distribu/,
    /no se (?:pudo|puede|ha podido) entregar|no entregado|devuelto/,
    /mancata consegna|não (?:foi )?entreg|falha na entrega/,
    /не доставлено|сообщение не доставлено|недоставленное/u,
    /配信不能|送信できません|配送できません|退信|投递失败/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'iu',
);

const NOTICE_PROSE = new RegExp(
  [
    /this is the (?:qmail-send program|mail system at host|postfix program)/,
    /i'?m afraid i wasn'?t able to deliver/,
    /this message was created automatically by (?:the )?(?:mail delivery software|mail system|smtp relay)/,
    /could not be delivered to (?:one or more|some or all|all|the following)/,
    /(?:did not reach|could not reach) (?:the following|some or all)/,
    /the following (?:addresses|address|recipients?|e-?mail addresses)[^.]{0,40}(?:had|have|failed|could not|cannot|were)/,
    /delivery (?:to the following|has failed|failed|attempt)/,
    /(?:permanent|fatal|transient non-fatal) (?:errors?|failure)/,
    /(?:unable|failed|not able) to deliver/,
    /(?:could not|cannot|can't|couldn't|not) be delivered/,
    /undeliverable|unknown (?:user|recipient|local part)|user unknown|no such (?:user|mailbox)|mailbox (?:is )?(?:full|unavailable|not found)/,
    /transcript of session follows|has been returned because|non-delivery report/,
    /无法送达|无法发送|配信できません/,
    /<<< 5\d\d|\b5\d\d[ -]5\.\d\.\d/,
    /returned to (?:you|sender)|your (?:e-?mail|message) (?:was|is) (?:rejected|returned|not delivered)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
);

const DELAY = /\bdelayed\b|not yet been delivered|still being retried|will be retried|no action is required|\(delay\)/i;
const MACHINE_FROM =
  /mailer-?daemon|post_?master|mail[ ._-]?delivery[ ._-]?(?:sub)?system|mdaemon|(?:system|ndr|mail) administrator|smtp_mail_service|mail_?system/i;

function isNotice({ lines, subject, returnPath }: BounceSource, own: string): boolean {
  if (firstOf(lines, 'x-failed-recipients')) return true;
  if (DELIVERY_REPORT.test(firstOf(lines, 'content-type') ?? '')) return true;
  const machine = [...valuesOf(lines, 'from'), returnPath ?? ''].some((value) => MACHINE_FROM.test(value));
  const automatic = returnPath === '' || /^\s*auto-/i.test(firstOf(lines, 'auto-submitted') ?? '');
  if (!machine && !automatic) return false;
  const said = NOTICE_PROSE.test(own.slice(0, MAX_NOTICE));
  const titled = NOTICE_SUBJECT.test(subject);
  return machine ? said || titled : said && titled;
}

// The notice stands in front; what follows is the mail that came back.
const MAX_NOTICE = 8000;
const MAX_LINES = 300;
// One mail of ours goes to a few people; a list of thousands is an attack.
const MAX_RECIPIENTS = 50;

const COPY_BEGINS =
  /^(?:-{2,}\s*(?:below this line|this is a copy|original message|unsent message|returned message|the (?:header|body|text)|forwarded|message header|undelivered message)|>?received: |your original message|the original message follows|(?:return-path|message-id): )/im;

function splitCopy(text: string): { own: string; copy: string } {
  const start = COPY_BEGINS.exec(text)?.index ?? text.length;
  return { own: text.slice(0, start), copy: text.slice(start) };
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[\w.-]*[a-z0-9])?/i;
const STATUS = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const REPLY = /(?:^|[\s:(#])([45]\d\d)(?=[\s-]|$)/;
const FAILURE =
  /unknown|no such|not (?:found|listed|exist|known|a known)|unavailable|invalid|full|quota|reject|refus|fail|undeliver|denied|disabled|inactive|expired|does(?:n't| not) (?:have|exist)|timed? ?out|unrouteable|error/i;

/** Addresses the notice names as its subject: in X-Failed-Recipients, alone on a line, in front of a reason, or beside a code. */
function recipientsInProse({ lines }: BounceSource, own: string): BouncedRecipient[] {
  const found = new Map<string, BouncedRecipient>();
  const writer = new Set(['from', 'to', 'sender'].flatMap((name) => valuesOf(lines, name).flatMap(addressesIn)));
  const prose = own.slice(0, MAX_NOTICE).split('\n').slice(0, MAX_LINES);
  const add = (address: string, reason: string) => {
    if (found.size < MAX_RECIPIENTS && !found.has(address)) found.set(address, describe(address, reason));
  };
  for (const address of valuesOf(lines, 'x-failed-recipients').flatMap(addressesIn))
    add(address, around(prose, address));
  if (found.size > 0) return [...found.values()];
  const listed = prose.findIndex((line) => LIST_BEGINS.test(line));
  for (const start of listed > 0 ? [listed, 0] : [0]) {
    if (found.size === 0) addNamed(prose.slice(start), writer, add);
  }
  return [...found.values()];
}

// Exchange repeats the header of our mail in front of those it failed for.
const LIST_BEGINS = /(?:following|these)\s+(?:recipient|address|e-?mail|user|person|people|destination)/i;

function addNamed(
  prose: readonly string[],
  writer: ReadonlySet<string>,
  add: (address: string, reason: string) => void,
) {
  prose.forEach((line, index) => {
    const address = ADDRESS.exec(line)?.[0]
      .toLowerCase()
      .replace(/^[`'*=-]+/, '');
    if (!address || writer.has(address)) return;
    const reason = [line, ...prose.slice(index + 1, index + 4)].join(' ');
    const alone = /^\W*(?:to|recipient|user|address|mail|for)?\W*$/i.test(line.replace(ADDRESS, ''));
    const inFront = /^\s*(?:\W*\d+\W*)?<?[^\s<>]+@[^\s<>]+>?\s*(?:[:;,.(-]|\.\.\.)/.test(line);
    const derived = /\b(?:generated|expanded) from:?\s/.test(line);
    if (alone || inFront || derived || STATUS.test(line) || REPLY.test(line) || FAILURE.test(reason))
      add(address, reason);
  });
}

const addressesIn = (value: string) =>
  [...value.matchAll(new RegExp(ADDRESS, 'gi'))].map(([address]) => address.toLowerCase());

function around(prose: readonly string[], address: string): string {
  const index = prose.findIndex((line) => line.toLowerCase().includes(address));
  return index === -1 ? prose.join(' ') : prose.slice(index, index + 5).join(' ');
}

function describe(address: string, reason: string): BouncedRecipient {
  const reply = REPLY.exec(reason)?.[1];
  const status = STATUS.exec(reason)?.[1] ?? (reply ? `${reply[0]}.0.0` : null);
  const diagnostic = reason.replace(/\s+/g, ' ').trim().slice(0, 500) || null;
  return { address, action: 'failed', status, diagnostic, kind: kindOfStatus(status) };
}

const asDelayed = (recipient: BouncedRecipient): BouncedRecipient => ({
  ...recipient,
  action: 'delayed',
  kind: 'soft',
});

function kindOfStatus(status: string | null): BouncedRecipient['kind'] {
  if (status === null) return null;
  return status.startsWith('5') ? 'hard' : 'soft';
}

/** The Message-ID of the mail that came back: in the returned part, else in the copy below the notice. */
function originalIdOf({ files, text }: BounceSource): string | null {
  for (const { contentType, bytes } of files) {
    if (!/^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/global-headers)$/i.test(contentType)) continue;
    const id = idsOf(valuesOf(readHeaderBlock(bytes.subarray(0, 64 * 1024)).lines, 'message-id'))[0];
    if (id) return id;
  }
  const line = /^[>\s|]*message-id:\s*(<[^<>\s]{1,900}>)/im.exec(splitCopy(text).copy || text);
  return line?.[1] ?? null;
}
