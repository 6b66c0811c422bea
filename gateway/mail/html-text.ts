import { readTags } from './html-tags.ts';

/**
 * The readable text of HTML, in linear time whatever the nesting: lines where a browser breaks them, list items with "- ",
 * table cells apart, images by their alt text, a link's address behind its words when they do not name it already,
 * and quotes (blockquote) as lines beginning with "> ", so that they fold like those of plain text.
 */
export function htmlToText(html: string): string {
  const lines = startLines();
  const hidden: string[] = [];
  const links: { href: string; start: number }[] = [];
  let preformatted = 0;

  readTags(html, {
    open(name, attributes) {
      if (hidden.length > 0) {
        if (name === hidden[0]) hidden.push(name);
        return;
      }
      if (UNSHOWN.has(name)) hidden.push(name);
      else if (name === 'br') lines.end();
      else if (name === 'hr') lines.paragraph();
      else if (name === 'img') lines.words(attributes.get('alt') ?? '');
      else if (name === 'a') links.push({ href: attributes.get('href') ?? '', start: lines.position() });
      else if (name === 'blockquote') lines.quote(+1);
      else if (name === 'li') {
        lines.block();
        lines.asWritten('- ');
      } else if (name === 'td' || name === 'th') lines.gap();
      else if (PARAGRAPH.has(name)) lines.paragraph();
      else if (BLOCK.has(name)) lines.block();
      if (name === 'pre') preformatted++;
    },
    close(name) {
      if (hidden.length > 0) {
        if (name === hidden.at(-1)) hidden.pop();
        return;
      }
      if (name === 'a') {
        const link = links.pop();
        if (link) lines.link(link.href, link.start);
      } else if (name === 'blockquote') lines.quote(-1);
      else if (PARAGRAPH.has(name)) lines.paragraph();
      else if (BLOCK.has(name)) lines.block();
      if (name === 'pre' && preformatted > 0) preformatted--;
    },
    text(text) {
      if (hidden.length > 0) return;
      if (preformatted > 0) lines.asWritten(text);
      else lines.words(text);
    },
  });
  return lines.finished();
}

// What has no words of its own. Not noscript or object: where nothing runs, their content is what shows.
const UNSHOWN = new Set('title script style template svg math'.split(' '));
const PARAGRAPH = new Set('p h1 h2 h3 h4 h5 h6 ul ol dl table pre figure'.split(' '));
const BLOCK = new Set(
  'address article aside body center dd details div dt fieldset figcaption footer form header legend li main nav section summary tr'.split(
    ' ',
  ),
);

// Quotes in quotes deeper than this read the same; the marks of 20,000 would be more than the text.
const MAX_QUOTE_MARKS = 10;
// A link shown behind its words; longer ones are tracking, and stand in the HTML.
const MAX_LINK = 300;

/** Text being written: the finished lines, the current one, and how many quotes it stands in. */
function startLines() {
  const done: string[] = [];
  let current = '';
  let quotes = 0;
  let written = 0;

  const end = () => {
    const mark = quotes > 0 ? `${'>'.repeat(Math.min(quotes, MAX_QUOTE_MARKS))} ` : '';
    const line = (mark + current).trimEnd();
    done.push(line);
    written += line.length + 1;
    current = '';
  };
  const block = () => {
    if (current.trim() !== '') end();
    else current = '';
  };
  const words = (text: string) => {
    const collapsed = text.replace(UNSEEN, ' ');
    current += current === '' || current.endsWith(' ') ? collapsed.trimStart() : collapsed;
  };
  return {
    end,
    block,
    words,
    position: () => written + current.length,
    asWritten(text: string) {
      const [first = '', ...rest] = text.split('\n');
      current += first;
      for (const line of rest) {
        end();
        current = line;
      }
    },
    gap() {
      if (current !== '' && !current.endsWith(' ')) current += '  ';
    },
    paragraph() {
      block();
      const last = done.at(-1);
      if (last !== undefined && !/^[> ]*$/.test(last)) end();
    },
    quote(step: 1 | -1) {
      block();
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
      return done
        .join('\n')
        .replace(/\n{3,}/g, '\n\n')
        .replace(/^\n+|\n+$/g, '');
    },
  };
}

// White space, and the invisible fillers that newsletters pad their preview with.
const UNSEEN = /(?:[\s\u200b\u200c]|\u034f)+/g;
