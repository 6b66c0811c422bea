import { attributionAt } from './attribution.ts';
import { headerBlockAt } from './header-block.ts';
import { isBlank, type Line, nextWords } from './lines.ts';

/** Behind the quote that begins at `index`: over blank lines between its lines, and over what a mail program broke off them. */
export function quoteEnd(lines: readonly Line[], index: number): number {
  let end = index + 1;
  for (let i = end; i < lines.length; ) {
    const line = lines[i];
    if (!line) break;
    if (isQuoted(line)) end = ++i;
    else if (isBlank(line)) i = nextWords(lines, i);
    else {
      const rest = i === end ? brokenOff(lines, i) : 0;
      if (rest === 0) break;
      i += rest;
    }
  }
  return end;
}

export const isQuoted = ({ quotes, hint }: Line) => quotes > 0 || hint === 'quote';

// Where mail programs break lines; a shorter one ended by itself.
const LONG_LINE = 60;

/** How many lines at `index` are the broken-off ends of quoted ones: 0 when somebody wrote them. */
function brokenOff(lines: readonly Line[], index: number): number {
  const above = lines[index - 1];
  if (!above || above.hint !== null) return 0;
  for (let i = index; i < index + 2; i++) {
    const line = lines[i];
    if (!line || isBlank(line)) return 0;
    const inBrackets = unclosed(above.plain) || /^[(<].* >$/.test(line.plain);
    const wrapped =
      above.text.length >= LONG_LINE && /^[\p{Ll}\d/&=%_-]/u.test(line.plain) && !/[?!]$/.test(above.plain);
    if (!inBrackets && !wrapped) return 0;
    const next = lines[i + 1];
    if (next && next.quotes > 0) return i + 1 - index;
  }
  return 0;
}

function unclosed(text: string): boolean {
  return text.lastIndexOf('(') > text.lastIndexOf(')') || text.lastIndexOf('<') > text.lastIndexOf('>');
}

/**
 * A blockquote without an attribution is the mail that is answered when it holds one, or when it stands last, above no
 * more than a line or two; letters set in their own words with it as well.
 */
export function isAnswered(lines: readonly Line[], start: number, end: number): boolean {
  for (let i = start; i < Math.min(end, start + LOOK_INTO_QUOTE); i++) {
    const inner = lines.slice(i, i + LOOK_INTO_QUOTE).map((line) => ({ ...line, quotes: 0 }));
    if (attributionAt(inner, 0) || headerBlockAt(inner, 0)) return true;
  }
  if (lines[start]?.hint !== 'citation') return false;
  let words = 0;
  for (let i = end; i < lines.length && words <= LAST_WORDS; i++) {
    const line = lines[i];
    if (!line || isQuoted(line)) return false;
    words += line.plain.length;
  }
  return words <= LAST_WORDS;
}

// Characters of a greeting or a disclaimer.
const LAST_WORDS = 200;
const LOOK_INTO_QUOTE = 8;
