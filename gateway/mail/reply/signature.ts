import { isBlank, type Line } from './lines.ts';
import { isRule } from './separator.ts';
import {
  alternatives,
  CLOSINGS,
  DISCLAIMERS,
  OUR_NUMBERS,
  SENT_FROM,
  SENT_FROM_BEHIND,
  SENT_FROM_GLUED,
} from './words.ts';

/**
 * Where the signature of `lines[start, end)` begins: `end` when there is none. Nothing else than a signature may follow
 * it there; `start` itself is never one, so that some words stay.
 */
export function signatureStart(lines: readonly Line[], start: number, end: number): number {
  const last = lastWords(lines, start, end);
  const body = withoutFooters(lines, start, last);
  const signed = firstWhere(lines, start, body, (line, i) => isDelimiter(lines, i, body) || isSentFrom(line));
  const closed = closingStart(lines, start, signed);
  return closed === last ? end : closed;
}

/** The first line behind the first words of [start, end) that begins a signature; `end` when none does. */
function firstWhere(lines: readonly Line[], start: number, end: number, begins: (line: Line, i: number) => boolean) {
  let fenced = false;
  for (let i = start; i < end; i++) {
    const line = lines[i];
    if (!line) break;
    if (line.plain.startsWith('```')) fenced = !fenced;
    if (!fenced && i > start && begins(line, i)) return i;
  }
  return end;
}

// Signatures with an address, a slogan and a quotation; more is words again, behind a line someone drew.
const MAX_SIGNATURE = 25;

/** "-- " (RFC 3676 4.3). Without its space it may have been drawn between two paragraphs. */
function isDelimiter(lines: readonly Line[], index: number, end: number): boolean {
  const line = lines[index];
  if (!line || line.hint === 'signature') return line?.hint === 'signature';
  if (/^--[ \u00a0]$/.test(line.text)) return true;
  return line.plain === '--' && isShort(lines, index + 1, end);
}

function isShort(lines: readonly Line[], start: number, end: number): boolean {
  let words = 0;
  for (let i = start; i < end && words <= MAX_SIGNATURE; i++) if (lines[i]?.plain !== '') words++;
  return words <= MAX_SIGNATURE;
}

const MAX_SENT_FROM = 90;
const SENT_FROM_LINE = new RegExp(
  `^(?:(?:(?:${SENT_FROM.join('|')})(?![\\p{L}])|${SENT_FROM_GLUED})[^,;!?]*|[^,;!?]{2,40}(?:${alternatives(SENT_FROM_BEHIND)})[^,;!?]{0,20})$`,
  'iu',
);

/** "Sent from my telephone" as a line of its own; "Sent from my desk, it is much easier." is a sentence. */
function isSentFrom({ plain }: Line): boolean {
  if (plain.length > MAX_SENT_FROM * 2) return false;
  const words = plain.replace(/[<(]https?:[^>)]*[>)]|https?:\S+/g, '').trim();
  const sentence = /\p{Ll}{3}\.$/u.test(words) && !APP.test(words);
  return words.length <= MAX_SENT_FROM && !sentence && SENT_FROM_LINE.test(words);
}

const APP = /\b(?:proton|outlook|iphone|ipad|android|\w*mail|yahoo|samsung|galaxy|blackberry|huawei|smartphone)\b/i;

/** Paragraphs of lawyers, scanners and mailing lists at the very end, with the line drawn above them. */
function withoutFooters(lines: readonly Line[], start: number, end: number): number {
  let stop = lastWords(lines, start, end);
  for (let found = 0; found < MAX_FOOTERS; found++) {
    const paragraph = paragraphStart(lines, start, stop);
    if (paragraph <= start) break;
    const rule = lines[paragraph];
    const text = lines
      .slice(paragraph, stop)
      .map(({ plain }) => plain)
      .join(' ');
    if (!DISCLAIMER.test(text.slice(0, MAX_DISCLAIMER)) && !(rule && isListFooter(rule, text))) break;
    stop = lastWords(lines, start, paragraph);
    const above = lines[stop - 1];
    if (above && stop - 1 > start && (isRule(above) || above.plain === '--')) stop = lastWords(lines, start, stop - 1);
  }
  return stop;
}

const MAX_FOOTERS = 4;
const MAX_DISCLAIMER = 2000;
const DISCLAIMER = new RegExp(DISCLAIMERS.join('|'), 'iu');

/** "____", the name of a mailing list and where to leave it. */
function isListFooter(rule: Line, text: string): boolean {
  return /^_{2,}( |$)/.test(rule.plain) && /\S@\S|https?:\/\//.test(text) && text.length < MAX_DISCLAIMER;
}

function lastWords(lines: readonly Line[], start: number, end: number): number {
  let stop = end;
  while (stop > start && lines[stop - 1]?.plain === '') stop--;
  return stop;
}

function paragraphStart(lines: readonly Line[], start: number, end: number): number {
  let i = end;
  while (i > start && lines[i - 1]?.plain !== '') i--;
  return i;
}

const CLOSING = new RegExp(`^(?:${alternatives(CLOSINGS)})\\s*[,.!]?$`, 'iu');
const NAME_WITH_DASH = /^(?:-\p{Lu}|[–—]\s?\p{Lu}|--\s?\p{L})[\p{L}\p{M}.'’-]*(?: \p{Lu}[\p{L}\p{M}.'’-]*){0,3}$/u;
// Name, title, company, street, town, telephone, two addresses.
const MAX_CLOSING = 8;
const MAX_CLOSING_LINE = 80;

/** "Kind regards,", a name and what else stands on a card; the name alone stays. "-Ada" set apart at the end goes. */
function closingStart(lines: readonly Line[], start: number, end: number): number {
  const stop = lastWords(lines, start, end);
  const last = lines[stop - 1];
  if (last && stop - 1 > start && lines[stop - 2]?.plain === '' && NAME_WITH_DASH.test(last.plain)) return stop - 1;
  let below = 0;
  for (let i = stop - 1; i > start && below <= MAX_CLOSING; i--) {
    const line = lines[i];
    if (!line || isBlank(line)) continue;
    if (CLOSING.test(line.plain)) return below > 1 ? i : end;
    if (!isOfACard(line)) break;
    below++;
  }
  return end;
}

const SENTENCE = /\?$|^p\.? ?s\b|\p{L}{3} \p{Ll}+ \p{Ll}+ \p{Ll}+.*[.!]$/iu;
const NUMBER_OF_OURS = new RegExp(`(?<![\\p{L}])(?:${alternatives(OUR_NUMBERS)}).*\\d`, 'iu');

/** Not a sentence, and not the number of an order that we are to look up. */
const isOfACard = ({ plain }: Line) =>
  plain.length <= MAX_CLOSING_LINE && !SENTENCE.test(plain) && !NUMBER_OF_OURS.test(plain);
