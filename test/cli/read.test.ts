import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'heed-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

function heedRead(args: string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['gateway/cli/heed.ts', 'read', ...args], {
    input,
    encoding: 'utf8',
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { status, lines, stderr };
}

const MAIL = `From: Ada <ada@customer.example>
To: support@desk.example
Cc: bob@customer.example
Message-ID: <1@customer.example>
In-Reply-To: <0@customer.example>
Date: Mon, 2 Mar 2026 10:00:00 +0100
Subject: The shop is down
Content-Type: multipart/mixed; boundary=b

--b

Our shop is down since this morning, please help!

On Fri, 27 Feb 2026 at 09:00, Bob <bob@customer.example> wrote:
> old words
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=log.txt

abc
--b--
`;

describe('heed read', () => {
  test('prints all it understands of a mail in one line', () => {
    const file = join(folder, 'one.eml');
    writeFileSync(file, MAIL);
    const { status, lines } = heedRead([file]);
    expect(status).toBe(0);
    expect(lines).toEqual([
      {
        file,
        subject: 'The shop is down',
        from: { address: 'ada@customer.example', name: 'Ada' },
        replyTo: [],
        to: [{ address: 'support@desk.example', name: '' }],
        cc: [{ address: 'bob@customer.example', name: '' }],
        date: '2026-03-02T09:00:00.000Z',
        messageId: '1@customer.example',
        inReplyTo: ['0@customer.example'],
        references: [],
        text: expect.stringContaining('old words'),
        visible: 'Our shop is down since this morning, please help!',
        quoted: 'On Fri, 27 Feb 2026 at 09:00, Bob <bob@customer.example> wrote:\n> old words',
        html: null,
        attachments: [
          {
            name: 'log.txt',
            contentType: 'text/plain',
            size: 3,
            sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
            inline: false,
            cid: null,
          },
        ],
        kind: 'person',
        bounce: null,
        forwardedFrom: null,
        language: 'en',
        trust: { verdict: 'unknown', why: expect.any(String) },
        priority: { value: 'critical', score: expect.any(Number), cues: expect.arrayContaining([expect.any(Object)]) },
        acknowledge: { yes: true, why: expect.any(String) },
        problems: [],
      },
    ]);
  });

  test('reads on behind a mail that cannot be read, and says which it was', () => {
    const mails = join(folder, 'mails');
    mkdirSync(join(mails, 'cur'), { recursive: true });
    writeFileSync(join(mails, 'a.eml'), MAIL);
    writeFileSync(join(mails, 'b.eml'), '');
    writeFileSync(join(mails, 'c.eml'), Buffer.from([0, 255, 13, 7, 200, 10]));
    writeFileSync(
      join(mails, 'd.eml'),
      `Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(1500)}`,
    );
    writeFileSync(join(mails, 'cur', '1:2,S'), MAIL.replace('The shop', 'The site'));
    const { status, lines } = heedRead([mails]);
    expect(status).toBe(0);
    expect(lines.map(({ file }) => file.slice(mails.length + 1))).toEqual([
      'a.eml',
      'b.eml',
      'c.eml',
      'cur/1:2,S',
      'd.eml',
    ]);
    expect(lines.map(({ problems }) => problems.length > 0)).toEqual([false, true, true, false, true]);
    expect(lines[1]).toMatchObject({ kind: null, text: '', problems: ['The mail is empty: it has no bytes at all.'] });
    expect(new Set(lines.map((line) => Object.keys(line).join()))).toHaveLength(1);
    expect(lines[3].subject).toBe('The site is down');
  });

  test('takes a mail from standard input', () => {
    expect(heedRead(['-'], MAIL).lines[0]).toMatchObject({ file: '-', subject: 'The shop is down' });
  });

  test('says of a file that is not there that it is not, and reads the others', () => {
    const file = join(folder, 'one.eml');
    writeFileSync(file, MAIL);
    const { status, lines } = heedRead([join(folder, 'nowhere.eml'), file]);
    expect(status).toBe(1);
    expect(lines.map(({ kind }) => kind)).toEqual([null, 'person']);
  });

  test('asks about the acknowledgement with the addresses it is given', () => {
    const asked = (...args: string[]) => heedRead([...args, '-'], MAIL).lines[0].acknowledge.yes;
    expect(asked()).toBe(true);
    expect(asked('--address', 'support@desk.example')).toBe(true);
    expect(asked('--address', 'info@desk.example')).toBe(false);
    expect(asked('--address', 'ada@customer.example', '--address', 'support@desk.example')).toBe(false);
  });

  test('believes the server it is told to believe', () => {
    const results = 'Authentication-Results: mx.desk.example; dmarc=fail header.from=customer.example';
    const mail = `${results}\n${MAIL}`;
    expect(heedRead(['-'], mail).lines[0].trust.verdict).toBe('unknown');
    expect(heedRead(['--authserv-id', 'mx.desk.example', '-'], mail).lines[0].trust.verdict).toBe('failed');
  });

  test('parts a bare body into the new words and the rest', () => {
    const text = 'Yes.\n\nAm 02.03.2026 um 10:00 schrieb Ada:\n> Really?\n';
    expect(heedRead(['--text', '-'], text).lines).toEqual([
      { visible: 'Yes.', quoted: 'Am 02.03.2026 um 10:00 schrieb Ada:\n> Really?' },
    ]);
    const html = '<p>Yes.</p><blockquote type="cite"><p>Really?</p></blockquote>';
    expect(heedRead(['--html', '-'], html).lines).toEqual([{ visible: 'Yes.', quoted: 'Really?' }]);
  });

  test.each([[[]], [['--text', '--html', '-']], [['--wrong', '-']]])('called with %j says how to call it', (args) => {
    const { status, stderr } = heedRead(args);
    expect(status).toBe(64);
    expect(stderr).toContain('heed read [--address ADDRESS]');
  });
});
