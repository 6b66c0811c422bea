import type { Address } from '../desk/letter.ts';
import { oneLine } from './clean-text.ts';
import { decodeWords } from './encoded-words.ts';

/**
 * What an address header (RFC 5322 3.4) says: `addresses` are the mailboxes with a strict addr-spec,
 * `doubtful` counts the entries that have none, `groups` whether group syntax was used.
 * Encoded words are decoded in display names only and after all splitting, so what they hide can never become an address.
 */
export type AddressList = { addresses: Address[]; doubtful: number; groups: boolean };

/** Linear in the length of the value; never throws. */
export function parseAddresses(value: string): AddressList {
  const list: AddressList = { addresses: [], doubtful: 0, groups: false };
  let entry: Token[] = [];
  for (const token of tokens(value)) {
    if (token.kind === 'special' && token.text === ':') {
      // A group's name is shown nowhere; its members are mailboxes like others.
      list.groups = true;
      entry = [];
    } else if (token.kind === 'special' && (token.text === ',' || token.text === ';')) {
      // "Smith, John <john@...>": a comma someone forgot to quote belongs to the name.
      if (token.text === ',' && isPlainWords(entry)) entry.push({ kind: 'atom', text: ',', spaced: false });
      else {
        addEntry(entry, list);
        entry = [];
      }
    } else entry.push(token);
  }
  addEntry(entry, list);
  return list;
}

/**
 * The address in one canonical form, or null: dot-atom local part (a quoted one when it needs no quotes),
 * lower-cased domain of letters, digits and hyphens, an international domain as punycode. No comments, routes or literals.
 * A local part beyond ASCII (RFC 6531) keeps its domain in letters too: only a server that takes the one is sent it.
 */
export function strictAddress(text: string): string | null {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > MAX_ADDRESS) return null;
  const quoted = /^"([^"\\]*)"$/.exec(text.slice(0, at));
  const local = (quoted?.[1] ?? text.slice(0, at)).normalize('NFC');
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === null || !DOMAIN.test(domain) || Buffer.byteLength(local) > MAX_LOCAL) return null;
  if (DOT_ATOM.test(local)) return `${local}@${domain}`;
  return DOT_ATOM_BEYOND.test(local)
    ? `${local}@${text
        .slice(at + 1)
        .normalize('NFC')
        .toLowerCase()}`
    : null;
}

/** The domain of an address as DNS has it. */
export function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return asciiDomain(domain) ?? domain.toLowerCase();
}

// RFC 5321 4.5.3.1: local part 64, domain 255, path 256 with its brackets.
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;
const DOT_ATOM = /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*$/;
// The same with the letters of all scripts; no marks that draw nothing, no directions.
const DOT_ATOM_BEYOND = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;
// Underscores are no part of host names, and of some domains all the same.
const DOMAIN = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function asciiDomain(domain: string): string | null {
  if (/^[\x21-\x7e]+$/.test(domain)) return domain.toLowerCase();
  // Only what can be a name goes to the URL parser, which would drop or interpret the rest.
  if (!/^[\p{L}\p{N}\p{M}._-]+$/u.test(domain)) return null;
  try {
    return new URL(`http://${domain}/`).hostname;
  } catch {
    return null;
  }
}

type Token = { kind: 'atom' | 'quoted' | 'angle' | 'comment' | 'special'; text: string; spaced: boolean };

// One more level than people write; what is deeper is read as text (GHSA-rcmh-qjqh-p98v nests without end).
const MAX_COMMENT_DEPTH = 10;
const SPECIAL = new Set([',', ';', ':']);

function* tokens(value: string): Generator<Token> {
  let position = 0;
  let spaced = false;
  while (position < value.length) {
    const character = value.charAt(position);
    if (/\s/.test(character)) {
      position++;
      spaced = true;
      continue;
    }
    const start = position;
    let kind: Token['kind'] = 'atom';
    if (character === '"') {
      kind = 'quoted';
      position = endOfQuoted(value, position);
    } else if (character === '(') {
      kind = 'comment';
      position = endOfComment(value, position);
    } else if (character === '<') {
      kind = 'angle';
      position = endOfAngle(value, position);
    } else if (SPECIAL.has(character)) {
      kind = 'special';
      position++;
    } else {
      while (position < value.length && !/[\s"(<,;:]/.test(value.charAt(position))) position++;
    }
    yield { kind, text: value.slice(start, position), spaced };
    spaced = false;
  }
}

function endOfQuoted(value: string, start: number): number {
  for (let i = start + 1; i < value.length; i++) {
    if (value[i] === '\\') i++;
    else if (value[i] === '"') return i + 1;
  }
  return value.length;
}

function endOfComment(value: string, start: number): number {
  let depth = 0;
  for (let i = start; i < value.length; i++) {
    if (value[i] === '\\') i++;
    else if (value[i] === '(') depth = Math.min(depth + 1, MAX_COMMENT_DEPTH);
    else if (value[i] === ')' && --depth === 0) return i + 1;
  }
  return value.length;
}

// To the ">" that closes it; a "<" or a comma within stays in the text and makes it no address.
function endOfAngle(value: string, start: number): number {
  let i = start + 1;
  while (i < value.length && value[i] !== '>') i = value[i] === '"' ? endOfQuoted(value, i) : i + 1;
  while (value[i + 1] === '>') i++;
  return Math.min(i + 1, value.length);
}

function isPlainWords(entry: readonly Token[]): boolean {
  return entry.length > 0 && entry.every((token) => token.kind === 'atom' && !token.text.includes('@'));
}

function addEntry(entry: readonly Token[], list: AddressList): void {
  if (entry.length === 0) return;
  const address = addressOf(entry);
  if (address) list.addresses.push(address);
  else list.doubtful++;
}

function addressOf(entry: readonly Token[]): Address | null {
  const angles = entry.filter((token) => token.kind === 'angle');
  const comments = entry.filter((token) => token.kind === 'comment');
  if (angles.length > 1) return null;
  const angle = angles[0];
  if (angle) {
    // Words behind the bracket are not what it names: "<a@b> c@d" would show one and mean the other.
    if (entry.slice(entry.indexOf(angle) + 1).some((token) => token.kind !== 'comment')) return null;
    const address = angle.text.endsWith('>') ? strictAddress(withoutRemarks(angle.text.slice(1, -1).trim())) : null;
    const words = entry.filter((token) => token.kind === 'atom' || token.kind === 'quoted');
    return address === null ? null : { address, name: displayName(words.length > 0 ? words : comments) };
  }
  // A comment inside an address would glue its two halves: only one set apart, at the end, is a name.
  const comment = comments[0];
  if (comments.length > 1 || (comment && entry.at(-1) !== comment)) return null;
  const words = entry.filter((token) => token.kind !== 'comment');
  // "Ada Lovelace ada@example.org": brackets forgotten, and only one word that can be the address.
  const start = Math.max(
    0,
    words.findLastIndex((token) => token.spaced),
  );
  const before = words.slice(0, start);
  if (before.some(({ kind, text }) => kind !== 'atom' || text.includes('@')) || (comment && start > 0)) return null;
  const address = strictAddress(
    words
      .slice(start)
      .map((token) => token.text)
      .join(''),
  );
  return address === null ? null : { address, name: displayName(comment ? [comment] : before) };
}

/** RFC 5322 lets comments stand around the "@"; one of plain words, there and nowhere else, names no other address. */
const withoutRemarks = (text: string) => text.replace(/\([\w .'-]{0,60}\)(?=@|$)/g, '');

// Names are shown in lists; what is longer is an attack on their layout.
const MAX_NAME = 200;

function displayName(words: readonly Token[]): string {
  const text = words.map((token) => (token.spaced ? ' ' : '') + unquote(token)).join('');
  return oneLine(decodeWords(text)).slice(0, MAX_NAME).toWellFormed();
}

function unquote({ kind, text }: Token): string {
  if (kind === 'atom') return text;
  const closed = text.length > 1 && text.endsWith(kind === 'comment' ? ')' : '"');
  return text.slice(1, closed ? -1 : undefined).replace(/\\(.)/gs, '$1');
}
