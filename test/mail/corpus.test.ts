import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../gateway/desk/letter.ts';
import { readAnyway } from '../../gateway/mail/read.ts';

const CORPUS = '../shared/mail-corpus';
const CONTEXT = { ours: [], authservId: null };

type Attachment = { name?: string | null; sha256?: string; size?: number };
type Expected = {
  subject?: string;
  from?: string;
  from_name?: string;
  text_contains?: string[];
  attachments?: Attachment[];
  attachment_count?: number;
  is_bounce?: boolean;
  bounce?: { recipient?: string; status_code?: string };
  bounce_recipients?: string[];
  is_auto_reply?: boolean;
  is_complaint?: boolean;
};
type Case = { source: string; file: string; input: string; expect?: Expected };

const cases = readFileSync(`${CORPUS}/expectations.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case)
  .filter(({ input }) => input === 'rfc822');

const folded = (text: string) => text.replace(/\s+/g, ' ').trim();
const squeezed = (text: string) => text.replace(/\s+/g, '');
const isFailure = ({ bounce }: Letter) =>
  bounce !== null &&
  (bounce.recipients.length === 0 || bounce.recipients.some(({ action }) => action === 'failed' || action === null));

/** Each score: what its peer's test claims, asked of our letter; undefined where it claims nothing. */
const SCORES: Record<string, { floor: number; holds: (expected: Expected, letter: Letter) => boolean | undefined }> = {
  subject: {
    floor: 0.95,
    holds: (e, l) => (e.subject === undefined ? undefined : folded(l.subject) === folded(e.subject)),
  },
  from: {
    floor: 0.9,
    holds: (e, l) =>
      e.from === undefined ? undefined : (l.from?.address ?? '').toLowerCase() === e.from.toLowerCase(),
  },
  from_name: {
    floor: 0.9,
    holds: (e, l) => (e.from_name === undefined ? undefined : folded(l.from?.name ?? '') === folded(e.from_name)),
  },
  text_contains: {
    floor: 0.9,
    holds: (e, l) => {
      const shown = squeezed(`${l.text} ${l.html?.replace(/<[^>]*>/g, '') ?? ''}`);
      return e.text_contains?.every((phrase) => shown.includes(squeezed(phrase)));
    },
  },
  attachments: {
    floor: 0.8,
    holds: (e, l) =>
      e.attachments?.every(({ name }) => !name || l.attachments.some((file) => folded(file.name) === folded(name))),
  },
  // Peers call a report of delay a bounce, or not; we tell it apart by its action.
  is_bounce: {
    floor: 0.97,
    holds: (e, l) => (e.is_bounce === undefined ? undefined : e.is_bounce ? l.kind === 'bounce' : !isFailure(l)),
  },
  bounce_recipients: {
    floor: 0.8,
    holds: (e, l) => {
      const found = new Set(l.bounce?.recipients.map(({ address }) => address.toLowerCase()));
      return e.bounce_recipients?.every((address) => found.has(address.toLowerCase()));
    },
  },
  is_auto_reply: {
    floor: 0.9,
    holds: (e, l) =>
      e.is_auto_reply === undefined
        ? undefined
        : ['auto-reply', 'bounce', 'auto-generated'].includes(l.kind) === e.is_auto_reply,
  },
  is_complaint: {
    floor: 0.85,
    holds: (e, l) => (e.is_complaint === undefined ? undefined : (l.kind === 'complaint') === e.is_complaint),
  },
};

describe("what other projects' tests expect of these mails", async () => {
  const tally = new Map(Object.keys(SCORES).map((name) => [name, { held: 0, of: 0, missed: [] as string[] }]));
  let unreadable = 0;
  for (const { source, file, expect: expected } of cases) {
    const reading = await readAnyway(readFileSync(`${CORPUS}/${source}/${file}`), CONTEXT);
    if ('unreadable' in reading) unreadable++;
    for (const [name, { holds }] of Object.entries(SCORES)) {
      const held = 'letter' in reading ? holds(expected ?? {}, reading.letter) : holdsNothing(name, expected);
      const score = tally.get(name);
      if (held === undefined || !score) continue;
      score.of++;
      if (held) score.held++;
      else score.missed.push(`${source}/${file}`);
    }
  }
  const said = [...tally].map(([name, { held, of }]) => `${name} ${held}/${of}`).join(', ');
  process.stdout.write(`mail-corpus: ${said}, unreadable ${unreadable}\n`);
  if (process.env.SHOW_MISSED)
    for (const [name, { missed }] of tally) process.stdout.write(`${name}:\n  ${missed.join('\n  ')}\n`);

  test.each(Object.entries(SCORES))(
    '%s is read as they expect, but for the few where they differ',
    (name, { floor }) => {
      const score = tally.get(name);
      expect((score?.held ?? 0) / (score?.of ?? 1)).toBeGreaterThanOrEqual(floor);
    },
  );
});

const holdsNothing = (name: string, expected: Expected | undefined) =>
  expected && name in expected ? false : undefined;
