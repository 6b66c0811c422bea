import type { AcknowledgementFacts } from './facts.ts';
import { after, HOUR, type Instant, MINUTE, SECOND } from './instant.ts';
import type { Letter } from './letter.ts';
import { autoSubmitted, isMachineAddress, precedence, RESPONDER_HEADERS } from './robots.ts';

/** What the rule needs to know besides the mail. */
export type Acknowledging = {
  now: Instant;
  disposition: string;
  /** Our addresses and aliases, lower-cased. */
  ours: readonly string[];
  /** History brought in on purpose. */
  imported: boolean;
  /** It came before this desk was restored from a backup, and may have been acknowledged in the time that was lost. */
  cameBeforeRestore: boolean;
  /** How old the mail was when it was accepted, in milliseconds. */
  acceptedAge: number;
  promiseAt: Instant | null;
  /** It carries the loop header of this desk. */
  ownLoop: boolean;
  inReplyToOurs: boolean;
  sent: AcknowledgementFacts;
};

/** `notBefore`: it waits its turn until then. */
export type Acknowledgement = { yes: true; notBefore?: Instant } | { yes: false; code: WithheldCode; why: string };

export type WithheldCode = (typeof CONDITIONS)[number]['code'] | 'sender had enough' | 'too many at once' | 'forwarded';

/**
 * Whether a mail that opens a ticket gets our one automatic answer: all 16 conditions of RFC 3834's spirit must hold,
 * first come the facts of the ticket, then what the mail says of itself, then how many we sent.
 * The reason stands on the ticket either way.
 */
export function mayAcknowledge(letter: Letter, facts: Acknowledging): Acknowledgement {
  const broken = CONDITIONS.find(({ holds }) => !holds(letter, facts));
  if (broken) return { yes: false, code: broken.code, why: broken.why };
  return underCaps(isVerifiedSender(letter), facts);
}

/** Verified by its domain, and returned to that same domain: a foreign Return-Path leaves a sender unverified. */
export function isVerifiedSender({ trust, from, returnPath }: Letter): boolean {
  if (trust.verdict !== 'verified' || !from) return false;
  if (returnPath === undefined || returnPath === '') return true;
  const [own, back] = [domainOf(from.address), domainOf(returnPath)];
  return own === back || own.endsWith(`.${back}`) || back.endsWith(`.${own}`);
}

// A promise worded in a mail that lay somewhere for half a day would be news of yesterday.
const FRESH = 12 * HOUR;

type Condition = { code: string; why: string; holds(letter: Letter, facts: Acknowledging): boolean };

const CONDITIONS = [
  { code: 'no new ticket', why: 'It opened no ticket.', holds: (_, { disposition }) => disposition === 'ticket' },
  { code: 'imported', why: 'It was brought in as history.', holds: (_, { imported }) => !imported },
  {
    code: 'restored',
    why: 'It came before this desk was restored from a backup, and may have been acknowledged then.',
    holds: (_, { cameBeforeRestore }) => !cameBeforeRestore,
  },
  {
    code: 'old mail',
    why: 'It was more than 12 hours old when it arrived.',
    holds: (_, { acceptedAge }) => acceptedAge <= FRESH,
  },
  {
    code: 'promise is past',
    why: 'The promised time has passed already.',
    holds: (_, { promiseAt, now }) => promiseAt === null || promiseAt > now,
  },
  { code: 'own loop', why: 'It carries the mark of our own mail.', holds: (_, { ownLoop }) => !ownLoop },
  { code: 'no single sender', why: 'It does not name exactly one sender address.', holds: ({ from }) => from !== null },
  {
    code: 'own address',
    why: 'It comes from one of our own addresses.',
    holds: ({ from }, { ours }) => from !== null && !isOurs(from.address, ours),
  },
  {
    code: 'sender not genuine',
    why: "The sender's domain says it did not send this (DMARC failed).",
    holds: ({ trust }) => trust.verdict !== 'failed',
  },
  {
    code: 'null return path',
    why: 'Its return path is empty: it wants no answer.',
    holds: ({ returnPath }) => returnPath !== '',
  },
  {
    code: 'machine address',
    why: 'Its sender is an address that nobody reads.',
    holds: ({ from }) => from !== null && !isMachineAddress(from.address),
  },
  {
    code: 'automatic mail',
    why: 'A machine sent it (Auto-Submitted).',
    holds: ({ headers }) => ['', 'no'].includes(autoSubmitted(headers)),
  },
  {
    code: 'mailing list',
    why: 'It came through a mailing list.',
    holds: ({ headers }) => !headers.has('list-id') && !headers.has('list-post'),
  },
  {
    code: 'bulk mail',
    why: 'It is bulk mail by its own word (Precedence).',
    holds: ({ headers }) => !precedence(headers).some((value) => BULK.has(value)),
  },
  {
    code: 'responder',
    why: 'It carries the mark of an automatic responder or mailer.',
    holds: (letter) => !hasResponderMark(letter),
  },
  {
    code: 'answers refused',
    why: 'It asks for no automatic answers (X-Auto-Response-Suppress).',
    holds: ({ headers }) => !headers.get('x-auto-response-suppress')?.some((value) => SUPPRESS.test(value)),
  },
  { code: 'report', why: 'It is a report or an answer to an invitation.', holds: (letter) => !isReport(letter) },
  {
    code: 'robot',
    why: 'It was recognised as an automatic mail.',
    holds: ({ kind }) => kind === 'person' || kind === 'invitation',
  },
  {
    code: 'not addressed to us',
    why: 'None of our addresses is among its recipients; if it should be, add that alias to the mailbox.',
    holds: (letter, { ours }) => namesUs(letter, ours),
  },
  { code: 'answers our mail', why: 'It answers a mail of ours.', holds: (_, { inReplyToOurs }) => !inReplyToOurs },
  {
    code: 'growing subject',
    why: 'Its subject repeats the tags of our answers: two machines are talking.',
    holds: ({ subject }) => (subject.match(OUR_TAG)?.length ?? 0) < 2,
  },
] as const satisfies readonly Condition[];

const BULK = new Set(['bulk', 'junk', 'list', 'auto_reply', 'auto-reply']);
const SUPPRESS = /\b(?:all|autoreply|oof)\b/i;
const OUR_TAG = /\[#\d{1,15}\]/g;

function hasResponderMark({ headers }: Letter): boolean {
  if (RESPONDER_HEADERS.some((name) => headers.has(name)) || headers.has('x-loop') || headers.has('feedback-id'))
    return true;
  if (headers.get('x-amazon-mail-relay-type')?.some((value) => /notification/i.test(value))) return true;
  return headers.get('delivered-to')?.some((to) => /^<?autoresponder(?:@|>|$)/i.test(to)) ?? false;
}

const isReport = (letter: Letter): boolean =>
  /^\s*multipart\/report/i.test(letter.headers.get('content-type')?.[0] ?? '') || isCalendarReply(letter);

/** A calendar accepts or declines by itself: nobody wrote that. */
export function isCalendarReply({ headers, attachments }: Letter): boolean {
  if (/^\s*text\/calendar.*method\s*=\s*"?reply/i.test(headers.get('content-type')?.[0] ?? '')) return true;
  return attachments.some(
    ({ contentType, bytes }) =>
      contentType === 'text/calendar' &&
      /^METHOD:REPLY\s*$/im.test(new TextDecoder().decode(bytes.subarray(0, 20_000))),
  );
}

function namesUs({ to, cc, deliveredTo }: Letter, ours: readonly string[]): boolean {
  return [...to.map(({ address }) => address), ...cc.map(({ address }) => address), ...deliveredTo].some((address) =>
    isOurs(address, ours),
  );
}

/** One of our addresses, with or without a +detail. */
function isOurs(address: string, ours: readonly string[]): boolean {
  const lower = address.toLowerCase();
  const plain = lower.replace(/\+[^@]*(?=@)/, '');
  return ours.some((own) => own.toLowerCase() === lower || own.toLowerCase() === plain);
}

// What a forged or looping sender can draw from us; people do not open tickets faster.
const PER_UNVERIFIED_SENDER = { hour: 1, day: 3 };
export const PER_VERIFIED_SENDER_DAY = 10;
// An answer this soon after our own is a machine's.
const LOOP_SUSPECTED = 5 * MINUTE;

function underCaps(verified: boolean, { now, sent, promiseAt }: Acknowledging): Acknowledgement {
  const soon = sent.toSenderLastAt !== null && now - sent.toSenderLastAt < LOOP_SUSPECTED;
  const strict = !verified || soon;
  const { hour, day } = PER_UNVERIFIED_SENDER;
  if (
    strict
      ? sent.toSenderLastHour >= hour || sent.toSenderLastDay >= day
      : sent.toSenderLastDay >= PER_VERIFIED_SENDER_DAY
  )
    return {
      yes: false,
      code: 'sender had enough',
      why: 'This sender has had as many automatic answers as one gets in this time.',
    };
  return verified ? { yes: true } : inTurn(now, sent, promiseAt);
}

/**
 * Verified senders are never paced. Unverified ones of one domain: the first 20 of ten minutes at once, then one every 5 s;
 * of one mailbox: 60 a minute at once, then one a second. Who would wait more than 30 minutes gets none.
 *
 * Why not simply 20 in ten minutes: 60 in the half hour would be all, and when a large provider's customers write at once
 * (300 in 5 minutes, whose server's word about DMARC we may not have) 240 would get nothing. One sender counts once an hour
 * anyway, so these counts are of different people; the last of 300 waits 23 minutes. A forger of a domain's addresses draws
 * at most 380 short mails in 40 minutes without a word of his own in them, where he would have to send as many himself.
 */
function inTurn(now: Instant, sent: AcknowledgementFacts, promiseAt: Instant | null): Acknowledgement {
  const byDomain = Math.max(0, sent.unverifiedToDomain - AT_ONCE_PER_DOMAIN + 1) * EVERY_PER_DOMAIN;
  const byMailbox = Math.max(0, sent.unverifiedFromMailbox - AT_ONCE_PER_MAILBOX + 1) * EVERY_PER_MAILBOX;
  const wait = Math.max(byDomain, byMailbox);
  if (wait === 0) return { yes: true };
  const notBefore = after(now, wait);
  if (wait > LONGEST_WAIT)
    return {
      yes: false,
      code: 'too many at once',
      why: 'Too many unknown senders wrote at once; its turn would come too late.',
    };
  if (promiseAt !== null && promiseAt <= notBefore)
    return {
      yes: false,
      code: 'too many at once',
      why: 'Its turn among many unknown senders would come after the promised time.',
    };
  return { yes: true, notBefore };
}

const AT_ONCE_PER_DOMAIN = 20;
const EVERY_PER_DOMAIN = 5 * SECOND;
const AT_ONCE_PER_MAILBOX = 60;
const EVERY_PER_MAILBOX = SECOND;
const LONGEST_WAIT = 30 * MINUTE;

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
