import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { describe, expect, test } from 'vitest';
import { type Plan, type Standing, UNRECORDED } from '../../gateway/desk/cover.ts';
import { DEFAULT_DESK, type Desk } from '../../gateway/desk/desk.ts';
import { asInstant } from '../../gateway/desk/instant.ts';
import type { Language } from '../../gateway/desk/letter.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { folderOfTexts } from '../../gateway/wiring/texts.ts';
import { acknowledgementWords } from '../../gateway/words/acknowledgement.ts';
import { answerWords } from '../../gateway/words/answer.ts';
import { assemble } from '../../gateway/words/assemble.ts';
import { compose, type Outgoing } from '../../gateway/words/compose.ts';
import { escapedForMarkdown, markdownOf } from '../../gateway/words/markdown.ts';
import { reminderWords } from '../../gateway/words/reminder.ts';
import { render } from '../../gateway/words/render.ts';

const templates = await folderOfTexts('templates', '.md');
const LANGUAGES: Language[] = ['en', 'de', 'es', 'fr', 'pt'];
/** Monday, March 9, 2026, noon in New York; the promise falls due on Tuesday, half past ten. */
const NOW = asInstant(Date.UTC(2026, 2, 9, 16));
const SUNDAY = asInstant(Date.UTC(2026, 2, 9, 2));
const DUE = asInstant(Date.UTC(2026, 2, 10, 14, 30));

const desk: Desk = {
  ...DEFAULT_DESK,
  name: 'Kite & Sons',
  senderName: 'Kite Support',
  signature: 'Your Kite Support',
  contacts: {
    ...DEFAULT_DESK.contacts,
    phone: '+1 555 0100',
    emergency: '+1 555 0199',
    portal: 'https://kite.example/help',
  },
};
const FACTS = {
  ticketId: 4711,
  language: 'en',
  priority: 'medium' as const,
  promiseAt: DUE,
  now: NOW,
  opensAt: NOW,
  standing: UNRECORDED,
};
const acknowledged = (facts: Partial<Parameters<typeof acknowledgementWords>[1]> = {}) =>
  acknowledgementWords(templates, { ...FACTS, ...facts }, desk);

describe('an acknowledgement', () => {
  test.each<[Language, string]>([
    ['en', 'A person will answer by Tuesday, March 10, 10:30 AM ET'],
    ['de', 'Dienstag, 10. März, 10:30 ET'],
    ['es', 'martes, 10 de marzo, 10:30 ET'],
    ['fr', 'mardi 10 mars, 10:30 ET'],
    ['pt', 'terça-feira, 10 de março, 10:30 ET'],
  ])('in %s names the number and the promise, in the zone of the desk', (language, promise) => {
    const { subject, text, html } = acknowledged({ language });
    expect(subject).toContain('[#4711]');
    expect(text).toContain('#4711');
    expect(text).toContain(promise);
    expect(html).toContain('4711');
    expect(text).toContain('Kite & Sons');
    expect(html).toContain('Kite &amp; Sons');
  });

  test.each(LANGUAGES)('in %s says nothing of a promise that is past or was not made', (language) => {
    const past = [NOW, asInstant(NOW - 1), null].map((promiseAt) => acknowledged({ language, promiseAt }).text);
    for (const text of past) {
      expect(text).not.toMatch(/\bET\b/);
      expect(text).not.toMatch(/2026|\bMarch|März|marzo|mars|março/);
      expect(text).not.toContain('{');
    }
  });

  test.each(LANGUAGES)(
    'in %s is whole for every priority: the emergency line for what is critical alone',
    (language) => {
      for (const priority of PRIORITIES) {
        const { text, html } = acknowledged({ language, priority });
        expect(text.includes('+1 555 0199')).toBe(priority === 'critical');
        expect(text.includes('+1 555 0100')).toBe(priority !== 'critical');
        expect(`${text}${html}`).not.toMatch(/undefined|null|NaN|\{\{|\{%/);
      }
    },
  );

  /** Sunday night; the desk opens on Monday at nine. */
  const closed = { priority: 'critical' as const, opensAt: asInstant(Date.UTC(2026, 2, 9, 13)), now: SUNDAY };
  const plan: Plan = { name: 'Extended support', covers: [], channels: ['email', 'phone'], emergencyLine: true };
  const cover = { plan, product: 'Kite Press 2', startsOn: '2025-12-01', endsOn: '2026-03-07' };
  const covered = (changed: Partial<Plan> = {}): Standing => ({
    is: 'covered',
    organisations: ['Kite'],
    cover: { ...cover, plan: { ...plan, ...changed } },
    daysLeft: 6,
  });
  const ended: Standing = { is: 'ended', organisations: ['Kite'], cover, daysAgo: 2 };
  const none: Standing = { is: 'none', organisations: [] };

  test.each(LANGUAGES)(
    'in %s gives the emergency line after hours only to whom it covers; the others learn when we open',
    (language) => {
      for (const standing of [UNRECORDED, covered()]) {
        const { text } = acknowledged({ language, ...closed, standing });
        expect(text).toContain('+1 555 0199');
        expect(text).not.toMatch(/9:00/);
      }
      for (const standing of [covered({ emergencyLine: false }), ended, none]) {
        const { text, html } = acknowledged({ language, ...closed, standing });
        expect(text).not.toContain('+1 555 0199');
        expect(text).toMatch(/\b0?9:00 (?:AM )?ET/);
        expect(`${text}${html}`).not.toMatch(/undefined|null|NaN|\{\{|\{%/);
      }
    },
  );

  test.each<[Language, string, string]>([
    [
      'en',
      'Support for Kite Press 2 ended on March 7, 2026; a person will look',
      'no support plan for your address; a person',
    ],
    ['de', 'Support für Kite Press 2 ist am 7. März 2026 ausgelaufen; ein Mensch', 'keinen Supportvertrag; ein Mensch'],
    ['es', 'El soporte de Kite Press 2 terminó el 7 de marzo de 2026; de todos modos', 'ningún plan de soporte'],
    ['fr', 'Le support de Kite Press 2 a pris fin le 7 mars 2026 ; une personne', 'aucun contrat de support'],
    ['pt', 'O suporte de Kite Press 2 terminou em 7 de março de 2026; mesmo assim', 'nenhum plano de suporte'],
  ])('in %s says that cover has ended, or that there is none, and promises all the same', (language, over, nothing) => {
    const said = acknowledged({ language, standing: ended }).text;
    expect(said).toContain(over);
    expect(said).toMatch(/10:30/);
    expect(said).not.toContain('+1 555 0100');
    expect(acknowledged({ language, standing: none }).text).toContain(nothing);
    for (const standing of [UNRECORDED, covered()])
      expect(acknowledged({ language, standing }).text).not.toMatch(/2026|quote|Angebot|presupuesto|devis|orçamento/);
  });

  test('names no product where none was recorded', () => {
    const standing: Standing = { ...ended, cover: { ...cover, product: '' } };
    expect(acknowledged({ standing }).text).toContain('Your support ended on March 7, 2026;');
  });

  test('gives the phone number only to those whose plan is served by phone', () => {
    expect(acknowledged({ standing: covered() }).text).toContain('+1 555 0100');
    expect(acknowledged({ standing: covered({ channels: ['email'] }) }).text).not.toContain('+1 555 0100');
  });

  test('in a language we have no words in is English', () => {
    for (const language of ['pl', '', 'constructor']) expect(acknowledged({ language })).toEqual(acknowledged());
  });

  test('leaves out what the desk has not, without a hole', () => {
    const { text } = acknowledgementWords(templates, FACTS, DEFAULT_DESK);
    expect(text).not.toMatch(/\n{3}/);
    expect(text.trimEnd().endsWith('Support')).toBe(true);
  });
});

describe('a reminder that cover ends', () => {
  const kite = {
    coverId: 1,
    organisation: 'Kite & *Sons*',
    plan: 'Extended support',
    product: 'Press 2',
    endsOn: '2026-03-23',
  };
  const reminded = (endings: Parameters<typeof reminderWords>[1]['endings'], today = '2026-03-09') =>
    reminderWords(templates, { endings, today, link: 'https://desk.example/app/admin/organisations' }, desk);

  test.each([
    ['2026-03-09', 'ends in 14 days'],
    ['2026-03-22', 'ends tomorrow'],
    ['2026-03-23', 'ends today'],
    ['2026-03-24', 'ended yesterday'],
    ['2026-03-26', 'ended 3 days ago'],
  ])('on %s says that it %s', (today, when) => {
    const { subject, text, html } = reminded([kite], today);
    expect(subject).toBe(`Extended support of Kite & *Sons* ${when}`);
    expect(text).toContain(`Extended support of Kite & *Sons* (Press 2) ${when}: March 23, 2026.`);
    expect(html).not.toContain('<em>');
    expect(html).toContain('https://desk.example/app/admin/organisations');
  });

  test('tells of several in one mail', () => {
    const { subject, text } = reminded([kite, { ...kite, organisation: 'Ink', product: '', endsOn: '2026-03-12' }]);
    expect(subject).toBe('Cover of 2 ends');
    expect(text).toContain('Extended support of Ink ends in 3 days: March 12, 2026.');
  });
});

const answered = (changed: Partial<Parameters<typeof answerWords>[1]> = {}) =>
  answerWords(
    templates,
    {
      ticketId: 12,
      subject: 'Stripes',
      language: 'en',
      text: 'Clean the **drum**.',
      agentName: 'Grace',
      signature: '',
      quoted: null,
      ...changed,
    },
    desk,
  );

describe('an answer', () => {
  test.each([
    ['Stripes', 'Re: Stripes [#12]'],
    ['Re: Stripes', 'Re: Stripes [#12]'],
    ['AW: Re: RE: Stripes', 'Re: Stripes [#12]'],
    ['Re: Stripes [#12]', 'Re: Stripes [#12]'],
    ['Stripes [#11]', 'Re: Stripes [#11] [#12]'],
    ['', 'Re: [#12]'],
    ['Reply needed', 'Re: Reply needed [#12]'],
  ])('to "%s" has the subject "%s"', (subject, expected) => {
    expect(answered({ subject }).subject).toBe(expected);
  });

  test('is text first, and the same words as HTML', () => {
    const { text, html } = answered();
    expect(text).toMatch(/^Clean the \*\*drum\*\*\.\n\n-- \nGrace\nYour Kite Support\n/);
    expect(html).toContain('Clean the <strong>drum</strong>.');
    expect(html).toContain('-- <br>Grace<br>Your Kite Support');
  });

  test('is signed as the agent wishes', () => {
    expect(answered({ signature: 'G. Keeper' }).text).toMatch(/\n-- \nG\. Keeper\n$/);
  });

  test.each<[Language, RegExp]>([
    ['en', /On March 9, 2026 at 12:00 PM, Ada wrote:\n> It makes\n> stripes\./],
    ['de', /9\. März 2026 um 12:00.*Ada.*:\n> It makes\n> stripes\./],
    ['es', /9 de marzo de 2026.*Ada.*:\n> It makes\n> stripes\./],
    ['fr', /9 mars 2026.*Ada.*:\n> It makes\n> stripes\./],
    ['pt', /9 de março de 2026.*Ada.*:\n> It makes\n> stripes\./],
  ])('quotes what it answers, in %s', (language, words) => {
    const quoted = { from: { address: 'ada@kite.example', name: 'Ada' }, at: NOW, text: 'It makes\nstripes.' };
    expect(answered({ language, quoted }).text).toMatch(words);
    expect(answered({ language, quoted }).html).toContain('<blockquote type="cite"');
  });

  test('quotes no more than a mailbox will take, and never half a sign', () => {
    const text = `${'x'.repeat(19_999)}😀${'y'.repeat(1_000_000)}`;
    const words = answered({ quoted: { from: { address: 'a@b.example', name: '' }, at: NOW, text } });
    expect(words.text.length).toBeLessThan(21_000);
    expect(words.text.isWellFormed()).toBe(true);
  });
});

describe('words of others', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '![x](https://evil.example/pixel.gif)',
    '{{ desk }} {% for x in (1..1000000000) %}x{% endfor %}',
    "{{ 'x' | constructor }} {{ __proto__ }}",
    '# heading\n* list\n> quote\n```\ncode',
    '"><svg/onload=alert(1)>',
    'https://evil.example/login',
    '&lt;script&gt;',
  ];

  test.each(HOSTILE)('in a name are shown as they stand: %s', (name) => {
    const { text, html } = acknowledgementWords(templates, FACTS, { ...desk, name });
    expect(text).toContain(name.trim());
    expect(html).not.toMatch(/<(?!\/?(p|br|a|strong|em|ul|ol|li|blockquote|h[1-6]|code|pre)\b)/);
    expect(html.match(/<a /g)?.length ?? 0).toBe(acknowledged().html.match(/<a /g)?.length ?? 0);
  });

  test.each(HOSTILE)('in an answer hold nothing active: %s', (text) => {
    const quoted = { from: { address: 'a@b.example', name: text }, at: NOW, text };
    const { html } = answered({ text, signature: text, quoted });
    expect(html).not.toMatch(/<(script|img|svg|iframe|style|link|meta|form)/i);
    expect(html).not.toMatch(/(href|src)="?\s*(javascript|data|vbscript):/i);
    expect(html.replace(/&[a-z#0-9]+;/g, '')).not.toMatch(/<[^>]*\son\w+\s*=/i);
  });

  test('escaped for Markdown are the same words in HTML, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }), (words) => {
        const html = markdownOf(`a ${escapedForMarkdown(words)} z`);
        const shown = html
          .replace(/^<p>|<\/p>\n$/g, '')
          .replace(/<br>/g, '')
          .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
          .replace(
            /&(lt|gt|quot|amp);/g,
            (_, name) => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[name as string] ?? '',
          );
        expect(shown.replace(/\s+/g, ' ')).toBe(`a ${words} z`.replace(/\s+/g, ' '));
      }),
    );
  });
});

describe('a template', () => {
  test('without a subject, or with a name that nobody gave, is an error and no mail', () => {
    expect(() => render('Hello', {})).toThrow('subject');
    expect(() => render('---\nsubject: Hi\n---\n{{ nobody }}', {})).toThrow();
    expect(() => render('---\nsubject: Hi\n---\n{{ x.constructor }}', { x: 'y' })).toThrow();
  });

  test('that never ends is stopped', () => {
    const endless =
      '---\nsubject: Hi\n---\n{% for a in (1..9999) %}{% for b in (1..9999) %}{{ a }}{% endfor %}{% endfor %}';
    expect(() => render(endless, {})).toThrow();
  });
});

const OUTGOING: Outgoing = {
  from: { address: 'support@desk.example', name: 'Kite Support' },
  to: [{ address: 'ada@kite.example', name: 'Ada' }],
  cc: [],
  replyTo: null,
  words: { subject: 'Re: Stripes', text: 'Clean the drum.\n', html: '<p>Clean the drum.</p>' },
  messageId: '<heed.x@desk.example>',
  inReplyTo: '<1@kite.example>',
  references: ['<1@kite.example>'],
  date: NOW,
  automatic: false,
  loopMark: 'mark',
  attachments: [],
};
const headOf = async (mail: Partial<Outgoing>) => {
  const raw = Buffer.from(await compose({ ...OUTGOING, ...mail })).toString('binary');
  return {
    raw,
    names: (raw.split('\r\n\r\n', 1)[0] ?? '')
      .split(/\r\n(?![ \t])/)
      .map((line) => line.split(':', 1)[0]?.toLowerCase()),
  };
};

describe('the bytes of a mail', () => {
  test('are what MimeNode itself would stream, whatever the words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.uint8Array({ maxLength: 500 }),
        async (text, bytes) => {
          const mail = new MailComposer({
            from: 'a@desk.example',
            subject: text,
            text: text.replace(/\r?\n|\r/g, '\r\n'),
            html: `<p>${text.replace(/\r?\n|\r/g, '\r\n')}</p>`,
            attachments: [{ filename: 'file.bin', content: Buffer.from(bytes), contentTransferEncoding: 'base64' }],
          }).compile();
          expect(Buffer.from(assemble(mail)).toString('binary')).toBe((await mail.build()).toString('binary'));
        },
      ),
    );
  });

  test('carry a file as it is, a text with its own line ends too', async () => {
    const bytes = Buffer.from('one\ntwo\r\nthree\rfour');
    const attachments = [{ name: 'notes.txt', contentType: 'text/plain', bytes }];
    const { raw } = await headOf({ attachments });
    const { attachments: read } = await simpleParser(Buffer.from(raw, 'binary'));
    expect(read[0]?.content.equals(bytes)).toBe(true);
  });

  test('are the same for the same mail but for the boundaries, and end every line with CRLF', async () => {
    const { raw } = await headOf({});
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const parsed = await simpleParser(raw);
    expect(parsed).toMatchObject({
      subject: 'Re: Stripes',
      messageId: '<heed.x@desk.example>',
      inReplyTo: '<1@kite.example>',
    });
    expect(parsed.date?.getTime()).toBe(NOW);
  });

  test('hold no header, recipient or part more than they should, whatever stands in names, subjects and file names', async () => {
    const nasty = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '\r\n',
            '\n',
            '\r',
            '\0',
            '\u2028',
            '\u0085',
            '"',
            '<',
            '>',
            ',',
            ';',
            ':',
            '@',
            '\\',
            'Bcc: v@evil.example',
            '\r\n\r\n<b>',
            '=?utf-8?B?DQpCY2M6IHZAZXZpbC5leGFtcGxl?=',
          ),
          fc.string({ unit: 'binary', maxLength: 12 }),
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join(''));
    const usual = (await headOf({ attachments: [{ name: 'a', contentType: 'text/plain', bytes: new Uint8Array(3) }] }))
      .names;
    await fc.assert(
      fc.asyncProperty(nasty, nasty, nasty, async (name, subject, file) => {
        const { raw, names } = await headOf({
          to: [{ address: 'ada@kite.example', name }],
          words: { ...OUTGOING.words, subject: `Re: ${subject}` },
          attachments: [{ name: file, contentType: 'text/plain', bytes: new Uint8Array(3) }],
        });
        expect(names.sort()).toEqual([...usual].sort());
        const parsed = await simpleParser(raw);
        const to = Array.isArray(parsed.to) ? parsed.to : [parsed.to];
        expect(to.flatMap((one) => one?.value.map(({ address }) => address))).toEqual(['ada@kite.example']);
        expect(parsed.bcc).toBeUndefined();
        expect(parsed.attachments).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  test('say of a machine’s mail that a machine wrote it, and of an agent’s that it is theirs', async () => {
    expect((await headOf({ automatic: true })).names).toContain('auto-submitted');
    expect((await headOf({ automatic: false })).names).not.toContain('auto-submitted');
    for (const automatic of [true, false]) expect((await headOf({ automatic })).names).toContain('x-heed-loop');
  });

  test('never fetch a file or an address that stands in them', async () => {
    const words = { ...OUTGOING.words, text: 'file:///etc/hostname', html: '<img src="file:///etc/hostname">' };
    const { raw } = await headOf({ words });
    expect(raw).toContain('file:///etc/hostname');
    expect(raw).not.toMatch(/filename/);
  });
});
