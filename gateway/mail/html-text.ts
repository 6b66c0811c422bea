import { blockquoteHint, startHints } from './html-hints.ts';
import { startLines } from './html-lines.ts';
import { readTags } from './html-tags.ts';
import type { Line } from './reply/lines.ts';

/**
 * The readable text of HTML, in linear time whatever the nesting: lines where a browser breaks them, list items with "- ",
 * table cells apart, images by their alt text, a link's address behind its words when they do not name it already,
 * and quotes (blockquote) as lines beginning with "> ", so that they fold like those of plain text.
 */
export function htmlToText(html: string): string {
  return textOfLines(htmlLines(html));
}

export function textOfLines(lines: readonly Line[]): string {
  return lines.map(({ text, quotes }) => (quotes > 0 ? `${'>'.repeat(quotes)} ${text}`.trimEnd() : text)).join('\n');
}

/** All words of HTML, shown or not, but for scripts and styles. */
export function bareWords(html: string): string {
  const words: string[] = [];
  let code = '';
  readTags(html, {
    open(name) {
      if (code === '' && (name === 'script' || name === 'style')) code = name;
    },
    close(name) {
      if (name === code) code = '';
    },
    text(text) {
      if (code === '') words.push(text);
    },
  });
  return words.join(' ').trim();
}

/** The same line by line, with what only HTML tells of each; quotes are set in, not marked. */
export function htmlLines(html: string): Line[] {
  const lines = startLines();
  const hints = startHints();
  const hidden: string[] = [];
  const links: { href: string; start: number }[] = [];
  let preformatted = 0;

  readTags(html, {
    open(name, attributes) {
      if (hidden.length > 0) {
        if (name === hidden[0]) hidden.push(name);
        return;
      }
      hints.open(name, attributes);
      lines.hint(hints.now());
      if (UNSHOWN.has(name)) hidden.push(name);
      else if (name === 'br') lines.end();
      else if (name === 'hr') lines.paragraph();
      else if (name === 'img') lines.words(attributes.get('alt') ?? '');
      else if (name === 'a') links.push({ href: attributes.get('href') ?? '', start: lines.position() });
      else if (name === 'blockquote') lines.quote(+1, blockquoteHint(attributes));
      else if (name === 'li') {
        lines.block();
        lines.asWritten('- ');
      } else if (name === 'td' || name === 'th') lines.gap();
      else if (PARAGRAPH.has(name)) lines.paragraph();
      else if (BLOCK.has(name)) lines.block();
      // "Ada <ada@example.org>" that nobody escaped.
      else if (name.includes('@')) lines.words(`<${name}>`);
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
      hints.close(name);
      lines.hint(hints.now());
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
