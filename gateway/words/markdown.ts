import { Marked } from 'marked';

/** HTML in what people write is text, never markup; images would be fetched from anywhere; links lead only where links may. */
const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escapedForHtml(text),
    image: ({ text, href }) => escapedForHtml(text || href),
    link({ href, tokens }) {
      const words = this.parser.parseInline(tokens);
      return /^(https?:|mailto:|tel:)/i.test(href) ? `<a href="${escapedForHtml(href)}">${words}</a>` : words;
    },
  },
});

/** Markdown to an HTML fragment that holds nothing active. */
export const markdownOf = (text: string): string => marked.parse(text, { async: false });

/** Everything that can mean something to Markdown, an autolink's signs among them; entities mean nothing to it. */
const SIGNS = /[&<>"'\\`*_{}[\]()#+\-.!|~:/@]/g;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that Markdown shows as it stands. Line breaks stay. */
export const escapedForMarkdown = (text: string): string => text.replace(SIGNS, (sign) => `&#${sign.charCodeAt(0)};`);

export const escapedForHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
