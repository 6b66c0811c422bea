/**
 * The reply token: proves that a mail answers one ticket, by one person we wrote to.
 * It is a MAC over ticket and recipient, carried in our Message-IDs and, where plus addresses arrive, in Reply-To.
 * A missing, short or altered MAC is no token at all; nothing falls back.
 */
/** `series`: a ticket's tokens end when it begins another one; the first, 0, is not written. */
export type ReplyToken = { ticketId: number; contactId: number; series?: number };

/** A keyed MAC as lower-case base32 text of MAC_LENGTH characters; the key stays with whoever hands it in. */
export type Mac = (text: string) => string;

/** 26 base32 characters hold 130 bits. */
export const MAC_LENGTH = 26;

const TOKEN = /^([0-9a-z]{1,11})-([0-9a-z]{1,11})(?:-([0-9a-z]{1,6}))?-[a-z2-7]{26}$/;
const OUR_ID = /^<heed\.([0-9a-z]{1,11}-[0-9a-z]{1,11}(?:-[0-9a-z]{1,6})?-[a-z2-7]{26})\.[a-z2-7]{1,40}@[^<>\s]+>$/;

export function writeToken(token: ReplyToken, mac: Mac): string {
  return [...partsOf(token).map((part) => part.toString(36)), mac(signed(token))].join('-');
}

/** In place of a token in the Message-ID of a mail that a desk sends to itself. */
export const PROBE = 'probe';

/** A Message-ID of ours: the token, and a nonce that makes each mail's id its own. */
export function writeMessageId(token: string, nonce: string, domain: string): string {
  return `<heed.${token}.${nonce}@${domain}>`;
}

/** The token in `text`, if it is one of ours to the last character: also a nought in front of a number makes it none. */
export function readToken(text: string, mac: Mac): ReplyToken | null {
  const [, ticket, contact, series] = TOKEN.exec(text) ?? [];
  if (!ticket || !contact) return null;
  const [ticketId, contactId] = [Number.parseInt(ticket, 36), Number.parseInt(contact, 36)];
  const token = { ticketId, contactId, ...(series ? { series: Number.parseInt(series, 36) } : {}) };
  return sameText(text, writeToken(token, mac)) ? token : null;
}

/** Whether a Message-ID has the form of ours, and the token it carries. */
export function tokenOfMessageId(messageId: string, mac: Mac): ReplyToken | null {
  const ours = OUR_ID.exec(messageId);
  return ours?.[1] ? readToken(ours[1], mac) : null;
}

/** The token of `user+TOKEN@domain`, when the rest is one of our addresses. */
export function tokenOfAddress(address: string, ours: readonly string[], mac: Mac): ReplyToken | null {
  const plus = address.indexOf('+');
  const at = address.lastIndexOf('@');
  if (plus < 1 || at < plus) return null;
  const plain = (address.slice(0, plus) + address.slice(at)).toLowerCase();
  if (!ours.some((own) => own.toLowerCase() === plain)) return null;
  return readToken(address.slice(plus + 1, at), mac);
}

const partsOf = ({ ticketId, contactId, series = 0 }: ReplyToken): number[] =>
  series === 0 ? [ticketId, contactId] : [ticketId, contactId, series];

const signed = (token: ReplyToken) => `reply ${partsOf(token).join(' ')}`;

/** Compares every character whatever the first difference, so that time tells nothing (CVE-2021-38562). */
function sameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i++)
    difference |= given.charCodeAt(i % (given.length || 1)) ^ expected.charCodeAt(i);
  return difference === 0;
}
