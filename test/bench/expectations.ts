import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Letter } from '../../gateway/desk/letter.ts';
import { wordsOfHtml } from '../../gateway/mail/mail-words.ts';
import { readAnyway } from '../../gateway/mail/read.ts';
import { foldText } from '../../gateway/mail/reply/fold.ts';

export const CORPUS = '../shared/mail-corpus';

type File = { name?: string | null; size?: number; sha256?: string; md5?: string };
type Failure = { recipient?: string; status_code?: string; kind?: 'hard' | 'soft'; action?: string };
export type Expected = {
  subject?: string;
  subject_contains?: string;
  from?: string;
  from_name?: string;
  text_contains?: string[];
  attachments?: File[];
  attachment_count?: number;
  is_bounce?: boolean;
  bounce?: Failure;
  bounces?: Failure[];
  bounce_recipients?: string[];
  is_auto_reply?: boolean;
  is_complaint?: boolean;
  reply_only?: string;
  reply_first_fragment?: string;
  reply_html?: string;
  reply_contains?: string[];
  reply_excludes?: string[];
  reply_starts_with?: string;
  whole_text_is_reply?: boolean;
  in_reply_to?: string;
  references?: string[];
  compare?: string;
};
export type Case = { source: string; file: string; input: 'rfc822' | 'text' | 'html' | 'mbox'; expect: Expected };

/** What was read of one input: a letter, or of a bare body its words alone; null when it could not be read. */
export type Seen = { letter: Letter | null; text: string; visible: string; quoted: string } | null;

export const bytesOf = ({ source, file }: Pick<Case, 'source' | 'file'>) => readFileSync(join(CORPUS, source, file));

export function casesOfCorpus(): Case[] {
  return readFileSync(join(CORPUS, 'expectations.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case)
    .filter(({ input }) => input !== 'mbox');
}

export async function look(input: Case['input'], raw: Uint8Array): Promise<Seen> {
  const text = Buffer.from(raw).toString('utf8').replace(/\r\n?/g, '\n');
  if (input === 'text') return { letter: null, text, ...foldText(text) };
  if (input === 'html') return { letter: null, ...wordsOfHtml(text) };
  const reading = await readAnyway(raw, { ours: [], authservId: null });
  if ('unreadable' in reading) return null;
  const { letter } = reading;
  return { letter, text: letter.text, visible: letter.visible, quoted: letter.quoted };
}

export type Verdict = 'held' | 'missed' | 'apart';
type Rule = { name: string; reach: string; says(expected: Expected, seen: NonNullable<Seen>): Verdict | undefined };

const folded = (text: string) => text.replace(/\s+/g, ' ').trim();
const squeezed = (text: string) => text.replace(/\s+/g, '');
/** Exact but for trailing spaces and outer blank lines. */
const trimmed = (text: string) => text.replace(/[^\S\n]+$/gm, '').replace(/^\n+|\n+$/g, '');
const verdict = (held: boolean): Verdict => (held ? 'held' : 'missed');

const withoutTags = (html: string) =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&#160;|&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');

/** A question about the letter alone: none of a bare body. */
const ofLetter =
  (holds: (expected: Expected, letter: Letter) => boolean | undefined): Rule['says'] =>
  (expected, { letter }) => {
    const held = letter ? holds(expected, letter) : undefined;
    return held === undefined ? undefined : verdict(held);
  };

const failuresOf = ({ bounce }: Letter) =>
  (bounce?.recipients ?? []).filter(({ action }) => action === 'failed' || action === null);
const isFailure = (letter: Letter) =>
  letter.bounce !== null && (letter.bounce.recipients.length === 0 || failuresOf(letter).length > 0);

const hasBytes = (letter: Letter, { size, sha256, md5 }: File) =>
  letter.attachments.some(({ bytes }) => {
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    if (sha256) return digest('sha256') === sha256;
    if (md5) return digest('md5') === md5;
    return bytes.length === size;
  });

/** What one line's expectation of the visible words is; what only keeps a signature that we fold away is counted apart. */
function replyVerdict(
  { reply_only, reply_first_fragment, reply_html, whole_text_is_reply, compare }: Expected,
  seen: NonNullable<Seen>,
) {
  const asked =
    reply_html === undefined
      ? (reply_only ?? reply_first_fragment ?? (whole_text_is_reply ? seen.text : undefined))
      : withoutTags(reply_html);
  if (asked === undefined) return undefined;
  const shape = reply_html !== undefined || compare === 'ignore_whitespace' ? squeezed : trimmed;
  if (shape(seen.visible) === shape(asked)) return 'held';
  const kept = squeezed(asked).slice(squeezed(seen.visible).length);
  const signature = squeezed(asked).startsWith(squeezed(seen.visible)) && squeezed(seen.quoted).startsWith(kept);
  return signature ? 'apart' : 'missed';
}

/** The rows of the table, in its order; `reach` is what we aim at. */
export const RULES: readonly Rule[] = [
  {
    name: 'subject',
    reach: '99 %',
    says: ofLetter((e, l) => (e.subject === undefined ? undefined : folded(l.subject) === folded(e.subject))),
  },
  {
    name: 'from',
    reach: '99 %',
    says: ofLetter((e, l) =>
      e.from === undefined ? undefined : (l.from?.address ?? '').toLowerCase() === e.from.toLowerCase(),
    ),
  },
  {
    name: 'name',
    reach: '99 %',
    says: ofLetter((e, l) =>
      e.from_name === undefined ? undefined : folded(l.from?.name ?? '') === folded(e.from_name),
    ),
  },
  {
    name: 'every phrase in the text',
    reach: '99 %',
    says: ofLetter((e, l) => {
      const shown = `${squeezed(l.text)} ${squeezed(withoutTags(l.html ?? ''))}`;
      return e.text_contains?.every((phrase) => shown.includes(squeezed(phrase)));
    }),
  },
  {
    name: 'attachment names',
    reach: '97 %',
    says: ofLetter((e, l) =>
      e.attachments?.every(({ name }) => !name || l.attachments.some((file) => folded(file.name) === folded(name))),
    ),
  },
  {
    name: 'attachment bytes',
    reach: '95 %',
    says: ofLetter((e, l) => {
      const known = e.attachments?.filter(({ size, sha256, md5 }) => size !== undefined || sha256 || md5);
      return known && known.length > 0 ? known.every((file) => hasBytes(l, file)) : undefined;
    }),
  },
  {
    name: 'attachment count',
    reach: '-',
    says: ofLetter((e, l) =>
      e.attachment_count === undefined ? undefined : l.attachments.length === e.attachment_count,
    ),
  },
  { name: 'visible reply exact', reach: '85 %', says: replyVerdict },
  {
    name: 'visible reply: parts of it',
    reach: '-',
    says: ({ reply_contains, reply_excludes, reply_starts_with }, { visible }) => {
      if (!reply_contains && !reply_excludes && reply_starts_with === undefined) return undefined;
      const has = (part: string) => squeezed(visible).includes(squeezed(part));
      const starts = squeezed(visible).startsWith(squeezed(reply_starts_with ?? ''));
      return verdict((reply_contains ?? []).every(has) && !(reply_excludes ?? []).some(has) && starts);
    },
  },
  { name: 'bounce found', reach: '98 %', says: ofLetter((e, l) => (e.is_bounce ? l.kind === 'bounce' : undefined)) },
  // Peers call a report of delay a bounce, or not; we tell it apart by its action.
  {
    name: 'no bounce, not called a failure',
    reach: 'all',
    says: ofLetter((e, l) => (e.is_bounce === false ? !isFailure(l) : undefined)),
  },
  {
    name: 'failed recipients exact',
    reach: '90 %',
    says: ofLetter((e, l) => {
      if (!e.bounce_recipients) return undefined;
      const found = new Set((l.bounce?.recipients ?? []).map(({ address }) => address.toLowerCase()));
      return (
        found.size === new Set(e.bounce_recipients.map((a) => a.toLowerCase())).size &&
        e.bounce_recipients.every((a) => found.has(a.toLowerCase()))
      );
    }),
  },
  {
    name: 'status code',
    reach: '90 %',
    says: ofLetter((e, l) =>
      e.bounce?.status_code ? l.bounce?.recipients[0]?.status === e.bounce.status_code : undefined,
    ),
  },
  {
    name: 'hard or soft',
    reach: '-',
    says: ofLetter((e, l) => (e.bounce?.kind ? l.bounce?.recipients[0]?.kind === e.bounce.kind : undefined)),
  },
  {
    name: 'auto-reply found',
    reach: '95 %',
    says: ofLetter((e, l) => (e.is_auto_reply ? l.kind === 'auto-reply' || l.kind === 'bounce' : undefined)),
  },
  {
    name: 'no auto-reply',
    reach: 'all',
    says: ofLetter((e, l) => (e.is_auto_reply === false ? l.kind !== 'auto-reply' : undefined)),
  },
  {
    name: 'complaint found',
    reach: '-',
    says: ofLetter((e, l) => (e.is_complaint ? l.kind === 'complaint' : undefined)),
  },
];

/** The rows an unreadable mail is missed in. */
export const asksFor = (name: string, expected: Expected): boolean => {
  const keys: Record<string, (keyof Expected)[]> = {
    subject: ['subject'],
    from: ['from'],
    name: ['from_name'],
    'every phrase in the text': ['text_contains'],
    'attachment names': ['attachments'],
    'bounce found': ['is_bounce'],
    'failed recipients exact': ['bounce_recipients'],
    'status code': ['bounce'],
  };
  return (keys[name] ?? []).some((key) => expected[key] !== undefined);
};
