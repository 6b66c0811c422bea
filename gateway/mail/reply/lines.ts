/** One line of a mail's words, as the rules that fold quotes see it. */
export type Line = {
  /** As it is shown; of a quote in plain text, its marks are part of it. */
  text: string;
  /** What the rules match: without quote marks and invisible characters, one space between words, cut at MAX_PLAIN. */
  plain: string;
  /** How many quotes it stands in. */
  quotes: number;
  /** What the HTML says of it, beyond words. */
  hint: Hint | null;
};

/**
 * `quote`: in an element only mail programs write around the mail they answer; `citation`: in a blockquote that may as
 * well be the writer's own, `formatted`: one that the writer made with a button; `attribution`: "Ada wrote:" by its
 * class; `signature`: by its class.
 */
export type Hint = 'quote' | 'citation' | 'formatted' | 'attribution' | 'signature';

/** No attribution, header or signature line is longer; a rule never looks at more of one. */
export const MAX_PLAIN = 400;

export function linesOfText(text: string): Line[] {
  const all = text.split('\n');
  const lines = all.length > MAX_LINES ? [...all.slice(0, MAX_LINES), all.slice(MAX_LINES).join('\n')] : all;
  return lines.map((line) => {
    const marks = QUOTE_MARKS.exec(line)?.[0] ?? '';
    // ">>> Offer! <<<" is an ornament.
    const quotes = marks === '' || line.endsWith('<') ? 0 : marks.replace(/[^>]/g, '').length;
    return { text: line, plain: plainOf(quotes > 0 ? line.slice(marks.length) : line), quotes, hint: null };
  });
}

// Nobody reads on; what follows is one line.
const MAX_LINES = 20_000;

// "> ", ">> ", "> > ", and the initials that The Bat! puts in front: "AL> ".
const QUOTE_MARKS = /^[ \t]{0,3}(?:(?:>[ \t]?)+|[A-Z]{1,3}>+(?: |$))/;

export function plainOf(text: string): string {
  const start = text.slice(0, MAX_PLAIN * 2);
  // Most lines are of plain words.
  if (!SPECIAL.test(start)) return start.trim().slice(0, MAX_PLAIN);
  return start.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim().slice(0, MAX_PLAIN);
}

const SPECIAL = /[^ -~]| {2}/;
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Nothing stands in it; an empty line of a quote is a line of the quote. */
export const isBlank = ({ plain, quotes }: Line): boolean => plain === '' && quotes === 0;

/** The first line at or behind `index` that is not blank; the end when there is none. */
export function nextWords(lines: readonly Line[], index: number): number {
  let i = index;
  for (let line = lines[i]; line && isBlank(line); line = lines[i]) i++;
  return i;
}
