import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Letter } from '../../gateway/desk/letter.ts';
import { type ReadingContext, readLetter } from '../../gateway/mail/read.ts';

const CONTEXT: ReadingContext = { ours: ['support@desk.example'], authservId: null };
const bytes = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1');

async function letterOf(mail: string | Uint8Array, context: Partial<ReadingContext> = {}): Promise<Letter> {
  const reading = await readLetter(typeof mail === 'string' ? bytes(mail) : mail, { ...CONTEXT, ...context });
  if ('letter' in reading) return reading.letter;
  throw new Error(reading.unreadable);
}
const HEAD = 'From: Ada <ada@example.org>\nTo: support@desk.example\nSubject: x\n';
const mixed = (...parts: string[]) =>
  `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`;

describe('words are never lost', () => {
  test.each([
    {
      when: 'a multipart names no boundary',
      mail: `${HEAD}Content-Type: multipart/mixed\n\n--b\n\nhello there\n--b--\n`,
    },
    { when: 'the blank line behind the header is missing', mail: `${HEAD}hello there\n` },
    { when: 'only HTML is there', mail: `${HEAD}Content-Type: text/html\n\n<p>hello <b>there</b></p>` },
    {
      when: 'the HTML nests 20,000 deep',
      mail: `${HEAD}Content-Type: text/html\n\n${'<div>'.repeat(20_000)}hello there`,
    },
    {
      when: 'the plain part is empty and the HTML is not',
      mail: `${HEAD}Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\nhello there\n--b--`,
    },
    {
      when: 'text and HTML follow each other',
      mail: mixed('Content-Type: text/html\n\n<p>first</p>', 'Content-Type: text/plain\n\nhello there'),
    },
    {
      when: 'the mail is only a forwarded mail',
      mail: mixed('Content-Type: message/rfc822\n\nFrom: bob@example.org\nSubject: y\n\nhello there'),
    },
    {
      when: 'HTML hides them in a title that never ends',
      mail: `${HEAD}Content-Type: text/html\n\n<title>hello there`,
    },
    {
      when: 'a line only looks like a boundary',
      mail: `${HEAD}Content-Type: multipart/mixed; boundary="b  "\n\n--b  \n\n--b \nhello there\n\n--b  --\n`,
    },
    { when: 'a text follows the header at once', mail: `${HEAD}Good morning,\nProblem: hello there\n\nx` },
    { when: 'the charset is unknown', mail: `${HEAD}Content-Type: text/plain; charset=x-nonsense\n\nhello there` },
    { when: 'all line ends are carriage returns', mail: Buffer.from(`${HEAD}\nhello there`.replace(/\n/g, '\r')) },
  ])('when $when', async ({ mail }) => {
    expect((await letterOf(mail)).text.replace(/\s+/g, ' ')).toContain('hello there');
  });

  test.each([
    { when: 'no charset is named', type: 'text/plain' },
    { when: 'the wrong charset is named', type: 'text/plain; charset=utf-8' },
    { when: 'in parts', type: '' },
  ])('raw 8-bit text is guessed when $when', async ({ type }) => {
    const mail = type
      ? `${HEAD}Content-Type: ${type}\n\nGr\xfc\xdfe`
      : mixed('Content-Type: text/plain\n\nGr\xfc\xdfe');
    expect((await letterOf(mail)).text.trim()).toBe('Grüße');
  });

  test('a mail in UTF-8 with a broken byte stays UTF-8', async () => {
    const mail = Buffer.concat([
      bytes(`${HEAD}Content-Type: text/plain; charset=utf-8\n\n`),
      Buffer.from('Grüße äöü '),
      Buffer.from([0xff]),
    ]);
    expect((await letterOf(mail)).text).toBe('Grüße äöü \ufffd');
  });

  test('an encrypted mail says that it is one', async () => {
    const mail = `${HEAD}Content-Type: multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=e.asc\n\nx\n--b--`;
    expect((await letterOf(mail)).text).toContain('encrypted message');
  });
});

describe('a header', () => {
  test('says only clean lines', async () => {
    const letter = await letterOf(
      'From: =?utf-8?Q?A=0D=0Ab?= <ada@example.org>\nSubject: =?utf-8?Q?Hi=0D=0ABcc:_x=00?=\n\nx',
    );
    expect([letter.subject, letter.from?.name]).toEqual(['Hi Bcc: x', 'A b']);
  });

  test('in raw 8-bit is guessed', async () => {
    expect((await letterOf('From: J\xf6rg <j@example.org>\nSubject: K\xfcndigung\n\nx')).subject).toBe('Kündigung');
  });

  test('keeps the first and the newest of many references', async () => {
    const ids = Array.from({ length: 200 }, (_, i) => `<${i}@example.org>`);
    const { references } = await letterOf(`${HEAD}References: ${ids.join(' ')}\n\nx`);
    expect([references.length, references[0], references.at(-1)]).toEqual([50, '<0@example.org>', '<199@example.org>']);
  });

  test.each([
    ['<>', null],
    ['', null],
    ['<a@b>', '<a@b>'],
    ['a@b.example', '<a@b.example>'],
    ['<a b@c>', null],
  ])('with Message-ID %j has the id %j', async (given, id) => {
    expect((await letterOf(`${HEAD}Message-ID: ${given}\n\nx`)).messageId).toBe(id);
  });

  test.each([
    ['Mon, 02 Nov 2026 10:00:00 +0000', Date.UTC(2026, 10, 2, 10)],
    ['Mon, 02 Nov 2026 10:00:00 +0000 (UTC)', Date.UTC(2026, 10, 2, 10)],
    ['Mon, 02 Nov 99999 10:00:00', null],
    ['Thu, 01 Jan 1970 00:00:00 +0000', null],
    ['nonsense', null],
  ])('with Date %j is of %j', async (given, date) => {
    expect((await letterOf(`${HEAD}Date: ${given}\n\nx`)).date).toBe(date);
  });

  test('loses to the envelope about the return path', async () => {
    const mail = `Return-Path: <forged@example.org>\n${HEAD}\nx`;
    expect((await letterOf(mail)).returnPath).toBe('forged@example.org');
    expect((await letterOf(mail, { envelope: { from: null, to: ['Support@desk.example'] } })).returnPath).toBe('');
    expect((await letterOf(HEAD)).returnPath).toBeUndefined();
  });

  test('keeps our address however many others stand before it', async () => {
    const to = `${Array.from({ length: 500 }, (_, i) => `u${i}@example.org`).join(', ')}, support@desk.example`;
    const letter = await letterOf(`From: ada@example.org\nTo: ${to}\n\nx`);
    expect(letter.to).toHaveLength(201);
    expect(letter.to.at(-1)?.address).toBe('support@desk.example');
  });
});

describe('attachments', () => {
  test('shown in the text are told from those beside it', async () => {
    const image = (cid: string) =>
      `Content-Type: image/png; name=${cid}.png\nContent-ID: <${cid}>\nContent-Transfer-Encoding: base64\n\nAAEC`;
    const { attachments, html } = await letterOf(
      mixed('Content-Type: text/html\n\n<img src="cid:in">', image('in'), image('out')),
    );
    expect(attachments.map(({ name, cid, inline }) => [name, cid, inline])).toEqual([
      ['in.png', 'in', true],
      ['out.png', 'out', false],
    ]);
    expect(html).toContain('src="cid/in"');
  });

  test('of the same text and subject make two contents when they differ', async () => {
    const file = (data: string) =>
      mixed('Content-Type: text/plain\n\nx', `Content-Type: image/png; name=a.png\n\n${data}`);
    const [one, other, again] = await Promise.all([file('1'), file('2'), file('1')].map((mail) => letterOf(mail)));
    expect(one?.contentHash).toBe(again?.contentHash);
    expect(one?.contentHash).not.toBe(other?.contentHash);
  });
});

test('new trace headers make no new content', async () => {
  const [first, second] = await Promise.all([letterOf(`${HEAD}\nhello`), letterOf(`Received: by x\n${HEAD}\nhello\n`)]);
  expect(first.contentHash).toBe(second.contentHash);
});

test('the sender of a forwarded mail is shown, not believed', async () => {
  const letter = await letterOf(
    `${HEAD.replace('Subject: x', 'Subject: Fwd: y')}\nSee below\n\n---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nSubject: y\n\nhello`,
  );
  expect(letter.forwardedFrom).toEqual({ address: 'bob@example.org', name: 'Bob' });
  expect(letter.from?.address).toBe('ada@example.org');
});

describe('what cannot be read says why', () => {
  test('for there is nothing in it', async () => {
    expect(await readLetter(bytes(''), CONTEXT)).toEqual({ unreadable: 'The mail is empty: it has no bytes at all.' });
  });

  test('extraordinary mail waits where it cannot be read apart', async () => {
    const reading = await readLetter(bytes(`${HEAD}${'X: y\n'.repeat(400)}\nx`), CONTEXT);
    expect(reading).toMatchObject({ elsewhere: true });
  });
});

test('nothing that a Worker lacks is imported by what reads mail', () => {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s[^;]*?from '([^']+)'/gm)) {
      if (name.startsWith('.')) visit(join(dirname(file), name));
      else outside.add(name);
    }
  };
  visit('gateway/mail/read.ts');
  expect([...outside].filter((name) => name.startsWith('node:'))).toEqual(['node:crypto']);
});

describe('a large file', () => {
  const data = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 251));
  const lines = (text: string) => text.replace(/.{76}/g, '$&\n');
  const file = (body: string) => `Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: BASE64\n\n${body}`;

  test.each([
    { when: 'in lines', body: lines(data.toString('base64')) },
    { when: 'in one line', body: data.toString('base64') },
    {
      when: 'padded in the middle',
      body: `${lines(data.subarray(0, 40_000).toString('base64'))}\n${lines(data.subarray(40_000).toString('base64'))}`,
    },
  ])('encoded $when is the same to the last byte', async ({ body }) => {
    const letter = await letterOf(mixed('Content-Type: text/plain\n\nhello', file(body), file('AAEC')));
    expect(letter.text.trim()).toBe('hello');
    expect(letter.attachments.map(({ bytes }) => Buffer.compare(bytes, data))).toEqual([0, expect.any(Number)]);
    expect([...(letter.attachments[1]?.bytes ?? [])]).toEqual([0, 1, 2]);
  });

  test('that is the whole mail, or cut off, is there as far as it goes', async () => {
    const whole = await letterOf(`${HEAD}${file(lines(data.toString('base64')))}`);
    expect(Buffer.compare(whole.attachments[0]?.bytes ?? Buffer.alloc(0), data)).toBe(0);
    const cut = await letterOf(mixed(file(lines(data.toString('base64')))).slice(0, -5000));
    expect(cut.attachments[0]).toMatchObject({ name: 'a.png', truncated: true });
    expect(cut.attachments[0]?.bytes.length).toBeGreaterThan(50_000);
  });
});
