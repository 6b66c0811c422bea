import { type Hint, type Line, plainOf } from './reply/lines.ts';

// Quotes in quotes deeper than this read the same; the marks of 20,000 would be more than the text.
const MAX_QUOTE_MARKS = 10;
// A link shown behind its words; longer ones are tracking, and stand in the HTML.
const MAX_LINK = 300;

/** Text being written: the finished lines, the current one, how many quotes it stands in and what is known of it. */
export function startLines() {
  const done: Line[] = [];
  let current = '';
  let quotes = 0;
  let quoteHint: Hint | null = null;
  let written = 0;
  let known: Hint | null = null;
  let hint: Hint | null = null;

  const end = () => {
    const text = current.trimEnd();
    const depth = Math.min(quotes, MAX_QUOTE_MARKS);
    done.push({ text, plain: plainOf(text), quotes: depth, hint: hint ?? (quotes > 0 ? quoteHint : null) });
    written += text.length + 1;
    current = '';
    hint = known;
  };
  const block = () => {
    if (current.trim() !== '') end();
    else current = '';
  };
  const add = (text: string) => {
    // A line is what its first words are.
    if (current.trim() === '') hint = known;
    current += text;
  };
  const words = (text: string) => {
    const collapsed = text.replace(UNSEEN, ' ');
    add(current === '' || current.endsWith(' ') ? collapsed.trimStart() : collapsed);
  };
  return {
    end,
    block,
    words,
    hint(now: Hint | null) {
      known = now;
    },
    position: () => written + current.length,
    asWritten(text: string) {
      const [first = '', ...rest] = text.split('\n');
      add(first);
      for (const line of rest) {
        end();
        add(line);
      }
    },
    gap() {
      if (current !== '' && !current.endsWith(' ')) current += '  ';
    },
    paragraph() {
      block();
      if ((done.at(-1)?.plain ?? '') !== '') end();
    },
    quote(step: 1 | -1, outermost: Hint | null = null) {
      block();
      if (quotes === 0) quoteHint = outermost;
      quotes = Math.max(0, quotes + step);
    },
    link(href: string, start: number) {
      const target = href.trim().replace(/^mailto:/i, '');
      if (!/^(?:https?:\/\/|mailto:)/i.test(href.trim()) || target.length > MAX_LINK) return;
      const shown = current.slice(Math.max(0, start - written)).toLowerCase();
      const bare = target
        .toLowerCase()
        .replace(/^https?:\/\//, '')
        .replace(/\/$/, '');
      if (shown.trim() !== '' && !shown.includes(bare)) words(` <${target}>`);
    },
    finished() {
      block();
      return withoutEmptyRuns(done);
    },
  };
}

/** At most one blank line in a row, none at the ends. */
function withoutEmptyRuns(lines: readonly Line[]): Line[] {
  const kept: Line[] = [];
  for (const line of lines) if (line.text !== '' || (kept.at(-1)?.text ?? '') !== '') kept.push(line);
  while (kept.at(-1)?.text === '') kept.pop();
  return kept;
}

// White space, and the invisible fillers that newsletters pad their preview with.
const UNSEEN = /(?:[\s\u200b\u200c]|\u034f)+/g;
