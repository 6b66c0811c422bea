import type { Body } from './body.ts';
import { cleanText } from './clean-text.ts';
import { isForward } from './forwarded.ts';
import { bareWords, htmlLines, textOfLines } from './html-text.ts';
import { type Folded, foldLines, foldText } from './reply/fold.ts';
import { linesOfText } from './reply/lines.ts';

/** The words of a mail: all of them, and parted into what its writer just wrote and what was folded away. */
export type Words = { text: string } & Folded;

/** From the plain text where there is one with words, else from the HTML; `silent` stands where a mail has neither. */
export function wordsOf(subject: string, body: Body, silent: string | null): Words {
  const forwarded = isForward(subject);
  const plain = shortened(body.text ?? '');
  const html = body.html ?? '';
  if (plain.trim() !== '') return { text: plain, ...foldedOf(plain, html, forwarded) };
  if (html.trim() !== '') return wordsOfHtml(html, forwarded);
  return { text: silent ?? plain, visible: silent ?? plain, quoted: '' };
}

export function wordsOfHtml(html: string, forwarded = false): Words {
  const shown = htmlLines(html);
  // An element that hides its words and never ends hides them all.
  const lines = shown.length > 0 ? shown : linesOfText(bareWords(html));
  const { visible, quoted } = foldLines(lines, forwarded);
  return { text: shortened(textOfLines(lines)), visible: shortened(visible), quoted: shortened(quoted) };
}

// What is beyond is in the raw mail; an agent reads no book.
const MAX_TEXT = 1_000_000;

const shortened = (text: string) => cleanText(text).slice(0, MAX_TEXT).toWellFormed();

/** HTML marks a quote where the plain text beside it may not: it is asked when the text tells nothing. */
function foldedOf(plain: string, html: string, forwarded: boolean): Folded {
  const folded = foldText(plain, forwarded);
  if (folded.quoted !== '' || forwarded || !QUOTE_IN_HTML.test(html)) return folded;
  const { visible, quoted } = wordsOfHtml(html);
  return quoted === '' ? folded : { visible, quoted };
}

const QUOTE_IN_HTML = /<blockquote|gmail_quote|yahoo_quoted|divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY/i;
