import { asInstant, type Instant } from '../desk/instant.ts';
import { type Address, type Headers, MAX_REFERENCES } from '../desk/letter.ts';
import { parseAddresses } from './address.ts';
import { oneLine } from './clean-text.ts';
import { decodeWords } from './encoded-words.ts';
import { firstOf, type HeaderLine, valuesOf } from './headers.ts';
import type { PlainContext } from './read.ts';

// RFC 5322 2.1.1: a line's length; the subject of a loop grows without end (freescout#2445).
const MAX_SUBJECT = 998;
// Enough raw characters for that many in base64 words of four bytes each.
const MAX_RAW_SUBJECT = 32_000;

/** One line, decoded, of bearable length. */
export function subjectOf(lines: readonly HeaderLine[]): string {
  const raw = (firstOf(lines, 'subject') ?? '').slice(0, MAX_RAW_SUBJECT);
  return oneLine(decodeWords(raw)).slice(0, MAX_SUBJECT).toWellFormed();
}

/** The one sender, and how the line reads where there is not exactly one; what is odd about it goes to `problems`. */
export function senderOf(lines: readonly HeaderLine[], problems: string[]): { from: Address | null; fromText: string } {
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

/** The strict addresses of every line of that name. */
export function addressesOf(lines: readonly HeaderLine[], name: string, ours: readonly string[]): Address[] {
  const all = valuesOf(lines, name).flatMap((value) => parseAddresses(value.slice(0, MAX_ADDRESS_HEADER)).addresses);
  if (all.length <= MAX_ADDRESSES) return all;
  const own = new Set(ours);
  return [
    ...all.slice(0, MAX_ADDRESSES),
    ...all.slice(MAX_ADDRESSES).filter(({ address }) => own.has(address.toLowerCase())),
  ];
}

const DELIVERED_TO = ['delivered-to', 'x-original-to', 'envelope-to'];

/** Whom servers on the way delivered it to, lower-cased. */
export function deliveredToOf(lines: readonly HeaderLine[], { envelope }: PlainContext): string[] {
  const values = [...(envelope?.to ?? []), ...DELIVERED_TO.flatMap((name) => valuesOf(lines, name))];
  const plain = values.slice(0, MAX_ADDRESSES).map((value) => value.trim().replace(/^<|>$/g, '').toLowerCase());
  return [...new Set(plain.filter((value) => value.includes('@') && value.length < 320))];
}

/** undefined without a Return-Path; '' is the null path. */
export function returnPathOf(lines: readonly HeaderLine[], { envelope }: PlainContext): string | undefined {
  if (envelope) return envelope.from ?? '';
  const value = firstOf(lines, 'return-path');
  if (value === undefined) return undefined;
  return oneLine(/<([^<>]*)>/.exec(value)?.[1] ?? value).slice(0, 320);
}

/** The ids once each: the first and the newest MAX_REFERENCES. */
export function referencesIn(ids: readonly string[]): string[] {
  const once = [...new Set(ids)];
  if (once.length <= MAX_REFERENCES) return once;
  return [...once.slice(0, 1), ...once.slice(1 - MAX_REFERENCES)];
}

// Dates before the first mail and beyond four digits of a year are nonsense, and Postgres stops at 294276.
const FIRST_MAIL = Date.UTC(1971, 0, 1);
const FAR_FUTURE = Date.UTC(9999, 0, 1);

/** The Date header, where it can be one. */
export function dateOf(lines: readonly HeaderLine[]): Instant | null {
  const time = Date.parse((firstOf(lines, 'date') ?? '').slice(0, 100).replace(/\([^)]*\)/g, ''));
  return time >= FIRST_MAIL && time < FAR_FUTURE ? asInstant(time) : null;
}

const MAX_HEADER_VALUE = 10_000;

/** Names in lower case, values in one line each. */
export function headersOf(lines: readonly HeaderLine[]): Headers {
  const headers = new Map<string, string[]>();
  for (const { name, value } of lines) {
    const plain = oneLine(value.slice(0, MAX_HEADER_VALUE));
    const values = headers.get(name);
    if (values) values.push(plain);
    else headers.set(name, [plain]);
  }
  return headers;
}
