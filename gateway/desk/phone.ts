/** What is written around a number: "tel:", an extension, the zero that a country's own people dial. */
const AROUND = /^tel:|(?:;ext=|,| ext\.?| x|#)\s*\d+$|\(0\)/gi;
const BETWEEN = /[\s()./\u2010-\u2015-]/g;
/** E.164 has at most 15 digits; three are the shortest anybody dials. */
const NUMBER = /^\+?\d{3,15}$/;

/** A phone number as it is kept: digits, with a + where its country is known. Null when it is none. */
export function phoneNumber(text: string): string | null {
  const number = text.trim().replace(AROUND, '').replace(BETWEEN, '').replace(/^00/, '+');
  return NUMBER.test(number) ? number : null;
}

/** The last digits, which every way of writing a number shares. As the index contact_phone_tail has them. */
export const phoneTail = (number: string): string => number.slice(-TAIL);
const TAIL = 7;

/** Whether two kept numbers ring the same phone: where one lacks its country, the other may have it. */
export function isSamePhone(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.startsWith('+') && b.startsWith('+')) return false;
  const [short, long] = [a, b].map(ownDigits).sort((one, other) => one.length - other.length);
  return short !== undefined && long !== undefined && short.length >= TAIL && long.endsWith(short);
}

/** Without the +, or without the zeros that stand for it or for the own country. */
const ownDigits = (number: string): string => number.replace(/^(?:\+|0+)/, '');

/** Somebody who left no mail address is known by their number, as a tel URI (RFC 3966). */
export const telOf = (number: string): string => `tel:${number}`;

/** Whether mail reaches the address of a contact. */
export const takesMail = (address: string): boolean => address.includes('@');
