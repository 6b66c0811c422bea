import { describe, expect, test } from 'vitest';
import { quickIds, scan } from '../../gateway/mail/scan.ts';

const bytes = (text: string) => new TextEncoder().encode(text.replace(/\n/g, '\r\n'));
const HEAD = 'From: ada@example.org\nSubject: x\n';
const looked = (text: string) => scan(bytes(text));

describe('a scan', () => {
  test('counts headers and finds where the body starts', () => {
    const { head, headerBytes, parts, extraordinary } = looked(`${HEAD}X-A: 1\n  folded\n\nbody\n`);
    expect(head.lines).toEqual([
      { name: 'from', value: 'ada@example.org' },
      { name: 'subject', value: 'x' },
      { name: 'x-a', value: '1  folded' },
    ]);
    expect(headerBytes).toBe(bytes(`${HEAD}X-A: 1\n  folded\n\n`).length);
    expect(parts).toHaveLength(1);
    expect(extraordinary).toBeNull();
  });

  test('counts a header named with a space before its colon', () => {
    expect(looked('From: a@b.example\nFrom : c@d.example\n\nx').head.lines).toHaveLength(2);
  });

  test('reads mail of bare line feeds and of bare carriage returns', () => {
    for (const end of ['\n', '\r'])
      expect(scan(new TextEncoder().encode(`A: 1${end}B: 2${end}${end}body`)).head.lines).toHaveLength(2);
  });

  const mixed = (inner: string) => `${HEAD}Content-Type: multipart/mixed; boundary="b"\n\npreamble\n--b\n${inner}`;

  test('knows the parts, how deep they are, and whether the last is whole', () => {
    const inner =
      'Content-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--c\nContent-Type: text/html\n\ny\n--c--\n';
    const whole = looked(mixed(`${inner}--b\nContent-Type: application/pdf\n\nz\n--b--\n`));
    expect(whole.parts.map(({ type, inAlternative }) => [type, inAlternative])).toEqual([
      ['text/plain', true],
      ['text/html', true],
      ['application/pdf', false],
    ]);
    expect(whole).toMatchObject({ depth: 2, unclosed: false });
    expect(looked(mixed('\nx\n')).unclosed).toBe(true);
  });

  test('takes no line of text for a boundary', () => {
    expect(looked(mixed('\nx\n--bb\n -- b\n--b--\n')).parts).toHaveLength(1);
  });

  test.each([
    { when: 'it is large', text: () => `${HEAD}\n${'x'.repeat(1_100_000)}` },
    { when: 'it has many headers', text: () => `${HEAD}${'X: y\n'.repeat(301)}\n` },
    { when: 'its header is long', text: () => `${HEAD}X: ${'y'.repeat(70_000)}\n\n` },
    { when: 'it has many parts', text: () => mixed(`\nx\n${'--b\n\nx\n'.repeat(101)}`) },
  ])('calls mail extraordinary when $when', ({ text }) => {
    expect(looked(text()).extraordinary).toMatch(/^it/);
  });

  test('of ten million bytes of boundaries, dashes or colons ends at once', () => {
    const start = performance.now();
    for (const piece of ['--b\n', '--', '\n--', ':', '\n', ' \n', '--b--\n']) looked(mixed(piece.repeat(500_000)));
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe('the ids of a header', () => {
  test('are found without reading the mail', () => {
    const ids = quickIds(
      bytes('Message-Id: <a@x>\nIn-Reply-To: <b@x>\nReferences: <c@x>\n <b@x>\n\nMessage-ID: <no@x>'),
    );
    expect(ids).toEqual({ messageId: '<a@x>', parents: ['<b@x>', '<c@x>'] });
  });

  test('are none when empty or broken', () => {
    expect(quickIds(bytes('Message-ID: <>\nIn-Reply-To: <a\tb@c>\n\n'))).toEqual({ messageId: null, parents: [] });
    expect(quickIds(new Uint8Array())).toEqual({ messageId: null, parents: [] });
  });

  test('are taken without brackets when there is one', () => {
    expect(quickIds(bytes('In-Reply-To: b@x.example\n\n')).parents).toEqual(['<b@x.example>']);
  });
});
