import { VOID } from './html-tags.ts';
import type { Hint } from './reply/lines.ts';

/**
 * What elements say about the words in them: mail programs mark the mail they answer, the line above it, and signatures.
 * Told of every tag; `now()` is what holds where the reader stands.
 */
export function startHints() {
  const open: { name: string; depth: number; hint: Hint }[] = [];
  let rest: Hint | null = null;
  return {
    open(name: string, attributes: ReadonlyMap<string, string>) {
      const current = open.at(-1);
      if (current?.name === name && !VOID.has(name)) current.depth++;
      const marks = `${attributes.get('class') ?? ''} ${attributes.get('id') ?? ''}`;
      if (marks === ' ') return;
      if (QUOTE_BEGINS.test(marks)) rest = 'quote';
      const hint = HINTS.find(({ marked }) => marked.test(marks))?.hint;
      if (hint && !VOID.has(name)) open.push({ name, depth: 1, hint: current?.hint === 'quote' ? 'quote' : hint });
    },
    close(name: string) {
      const current = open.at(-1);
      if (current?.name === name && --current.depth === 0) open.pop();
    },
    now: (): Hint | null => rest ?? open.at(-1)?.hint ?? null,
  };
}

/** What a blockquote is by itself: null is the mail that is answered, as mail programs mark it. */
export function blockquoteHint(attributes: ReadonlyMap<string, string>): Hint | null {
  if (attributes.get('type') === 'cite' || attributes.has('cite')) return null;
  // Gmail's, around the mail that is answered and around what its button for quotes is used on alike.
  return attributes.get('class')?.includes('gmail_quote') ? 'formatted' : 'citation';
}

// Outlook on the web and on telephones, Hotmail: all that follows is the mail that is answered.
const QUOTE_BEGINS =
  /(?:^|\s)(?:x_)?(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container)(?:\s|$)/;

const HINTS: readonly { marked: RegExp; hint: Hint }[] = [
  {
    // Yahoo, Proton, Zoho, Tutanota, Nylas, Outlook for Mac, QQ, Mail.ru, Freshdesk, HubSpot, Yandex
    marked:
      /(?:^|[\s_-])(?:\w*yahoo_quoted|protonmail_quote|zmail_extra|tutanota_quote|nylas-quote|OLK_SRC_BODY_SECTION|qmbox|js-readmsg-msg|freshdesk_quote|hs_reply|yandex_quote)/i,
    hint: 'quote',
  },
  { marked: /(?:^|\s)(?:moz-cite-prefix|gmail_attr)(?:\s|$)/, hint: 'attribution' },
  {
    marked:
      /(?:^|[\s_])(?:gmail_signature|moz-signature|ymail_signature|protonmail_signature_block|zm_signature|Signature)(?:\s|$)/,
    hint: 'signature',
  },
];
