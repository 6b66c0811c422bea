import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contentOfSigned } from '../../gateway/mail/cms.ts';
import { invitationText } from '../../gateway/mail/invitation.ts';
import { readAnyway } from '../../gateway/mail/read.ts';
import { openTnef } from '../../gateway/mail/tnef.ts';
import { uuencodedIn } from '../../gateway/mail/uuencode.ts';

async function letterOf(mail: string | Uint8Array) {
  const bytes = typeof mail === 'string' ? Buffer.from(mail) : mail;
  const reading = await readAnyway(bytes, { ours: [], authservId: null });
  if ('letter' in reading) return reading.letter;
  throw new Error(reading.unreadable);
}
const HEAD = 'From: Ada <ada@example.org>\nSubject: x\n';
const attached = (head: string, bytes: Uint8Array) =>
  `${HEAD}${head}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(bytes).toString('base64')}\n`;

describe('files written into the text (uuencode)', () => {
  const encoded = 'begin 644 cat.txt\n#0V%T\n`\nend';

  test('are files, and folded out of the words', async () => {
    const letter = await letterOf(`${HEAD}\nSee this:\n\n${encoded}\n\nThanks`);
    expect(letter.attachments).toMatchObject([{ name: 'cat.txt', bytes: Buffer.from('Cat') }]);
    expect(letter.visible).toBe('See this:\n\nThanks');
    expect(letter.text).toContain('begin 644');
  });

  test.each(['begin 644 of the week', 'begin 644 a\nplain words\nend', 'begin 644 a\n#0V%T', 'begin 644 a\nend'])(
    'are none in "%s"',
    (text) => {
      expect(uuencodedIn(text)).toEqual([]);
    },
  );

  test('may be several, with or without a name', () => {
    const files = uuencodedIn(`${encoded}\n\nbegin 600\n#0V%T\nend\n`);
    expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['cat.txt', 'Cat'],
      [null, 'Cat'],
    ]);
  });
});

describe('winmail.dat', () => {
  const attribute = (id: number, value: Buffer) => {
    const head = Buffer.alloc(9);
    head.writeUInt8(2, 0);
    head.writeUInt16LE(id, 1);
    head.writeUInt16LE(6, 3);
    head.writeUInt32LE(value.length, 5);
    return Buffer.concat([head, value, Buffer.alloc(2)]);
  };
  const property = (type: number, id: number, value: Buffer) => {
    const head = Buffer.alloc(12);
    head.writeUInt16LE(type, 0);
    head.writeUInt16LE(id, 2);
    head.writeUInt32LE(1, 4);
    head.writeUInt32LE(value.length, 8);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const properties = (...list: Buffer[]) => {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(list.length, 0);
    return Buffer.concat([count, ...list]);
  };
  const tnef = (...attributes: Buffer[]) => Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes]);
  const file = (name: string, data: string) => [
    attribute(0x9002, Buffer.alloc(14)),
    attribute(0x8010, Buffer.from('SHORT~1.TXT\0')),
    attribute(0x800f, Buffer.from(data)),
    attribute(0x9005, properties(property(0x1f, 0x3707, Buffer.from(`${name}\0`, 'utf16le')))),
  ];

  test('is opened: its files stand beside it under plain names', async () => {
    const packed = tnef(...file('..\\..\\plan für Ada.txt', 'the plan'), ...file('b.txt', 'b'));
    const letter = await letterOf(attached('Content-Type: application/ms-tnef; name=winmail.dat', packed));
    expect(letter.attachments.map(({ name, contentType, bytes }) => [name, contentType, bytes.length])).toEqual([
      ['winmail.dat', 'application/ms-tnef', packed.length],
      ['plan für Ada.txt', 'text/plain', 8],
      ['b.txt', 'text/plain', 1],
    ]);
    expect(letter.problems).toContainEqual(expect.stringContaining('winmail.dat'));
  });

  test('gives its words where the mail has none', async () => {
    const words = attribute(0x9003, properties(property(0x1f, 0x1000, Buffer.from('hello\0', 'utf16le'))));
    const letter = await letterOf(attached('Content-Type: application/ms-tnef', tnef(words)));
    expect(letter.text).toBe('hello');
  });

  test('that is cut off or lies about its lengths is read as far as it goes', () => {
    const whole = tnef(...file('a.txt', 'the plan'));
    for (let end = 0; end < whole.length; end++) expect(() => openTnef(whole.subarray(0, end))).not.toThrow();
    for (let at = 6; at < whole.length; at++) {
      const broken = Buffer.from(whole);
      broken[at] = 0xff;
      expect(() => openTnef(broken)).not.toThrow();
    }
    expect(openTnef(Buffer.from('no container'))).toBeNull();
  });
});

describe('a sealed mail', () => {
  const der = (tag: number, ...parts: Buffer[]) => {
    const value = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag, 0x82, value.length >> 8, value.length & 255]), value]);
  };
  const indefinite = (tag: number, ...parts: Buffer[]) =>
    Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
  const id = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
  const [signed, data] = [id('2a864886f70d010702'), id('2a864886f70d010701')];
  const inner = Buffer.from('Content-Type: text/plain\r\n\r\nsigned words\r\n');
  const wrap = (content: Buffer, seal = der) =>
    seal(
      0x30,
      signed,
      seal(0xa0, seal(0x30, der(0x02, Buffer.from([1])), der(0x31), seal(0x30, data, seal(0xa0, content)))),
    );

  test.each([
    ['in one piece', wrap(der(0x04, inner))],
    [
      'in pieces of no stated length',
      wrap(indefinite(0x24, der(0x04, inner.subarray(0, 9)), der(0x04, inner.subarray(9))), indefinite),
    ],
  ])('signed with S/MIME around its words is read: %s', async (_, cms) => {
    const type = 'Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m';
    const letter = await letterOf(attached(type, cms));
    expect(letter.text.trim()).toBe('signed words');
    expect(letter.attachments.map(({ name }) => name)).toEqual(['smime.p7m']);
    expect(letter.problems).toEqual(['It is signed with S/MIME. Heed does not check the signature.']);
    expect(letter.trust.verdict).toBe('unknown');
  });

  test('of broken bytes is only a file', () => {
    const whole = wrap(der(0x04, inner));
    for (let end = 0; end < whole.length; end++) expect(contentOfSigned(whole.subarray(0, end))).toBeNull();
    expect(contentOfSigned(Buffer.from('30'.repeat(5000), 'hex'))).toBeNull();
    expect(contentOfSigned(Buffer.from('3080'.repeat(100_000), 'hex'))).toBeNull();
  });

  test.each([
    [
      'S/MIME',
      'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIAG',
    ],
    [
      'OpenPGP',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream; name=e.asc\n\nx\n--b--',
    ],
  ])('encrypted with %s says so', async (by, rest) => {
    const letter = await letterOf(`${HEAD}${rest}\n`);
    expect(letter.problems).toContain(`It is encrypted with ${by}. Heed cannot read it; what came is attached.`);
    expect(letter.visible).toContain('encrypted message');
  });

  test.each([
    [
      'S/MIME',
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=b\n\n--b\n\nhello\n--b--',
    ],
    [
      'OpenPGP',
      'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\n\n--b\n\nhello\n--b--',
    ],
    [
      'OpenPGP',
      '\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----',
    ],
  ])('signed with %s beside its words says so', async (by, rest) => {
    const letter = await letterOf(`${HEAD}${rest}\n`);
    expect(letter.problems).toContain(`It is signed with ${by}. Heed does not check the signature.`);
    expect(letter.visible.trim()).toBe('hello');
  });
});

describe('an invitation', () => {
  const calendar = (method: string, ...lines: string[]) =>
    ['BEGIN:VCALENDAR', `METHOD:${method}`, 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n');
  const REVIEW = [
    'SUMMARY:Review\\, part 2',
    'DTSTART;TZID=Europe/Berlin:20260302T100000',
    'DTEND;TZID=Europe/Berlin:20260302T110000',
    'LOCATION:Room 1',
    'ORGANIZER;CN="Ada Lovelace":mailto:ada@example.org',
    'RRULE:FREQ=SECONDLY',
  ];

  test('is shown as one where the mail says nothing else', async () => {
    const letter = await letterOf(
      `${HEAD}Content-Type: text/calendar; method=REQUEST\n\n${calendar('REQUEST', ...REVIEW)}`,
    );
    expect(letter.kind).toBe('invitation');
    expect(letter.visible).toBe(
      'Invitation: Review, part 2\nWhen: 2026-03-02 10:00 (Europe/Berlin) to 2026-03-02 11:00 (Europe/Berlin)\nWhere: Room 1\nOrganizer: Ada Lovelace',
    );
  });

  test.each([
    ['CANCEL', [], 'Cancelled: (no title)'],
    [
      'REPLY',
      ['SUMMARY:x', 'ATTENDEE;PARTSTAT=DECLINED:mailto:b@example.org'],
      'Answer to an invitation: x\nAnswer: declined',
    ],
    ['PUBLISH', ['SUMMARY:x', 'DTSTART;VALUE=DATE:20260302'], 'Calendar event: x\nWhen: 2026-03-02'],
    ['REQUEST', ['SUMMARY:a\r\n  b', 'DTSTART:nonsense'], 'Invitation: a b'],
  ])('of the method %s says what it is', (method, lines, text) => {
    expect(invitationText(Buffer.from(calendar(method, ...lines)))).toBe(text);
  });

  test('is none without an event', () => {
    expect(invitationText(Buffer.from('BEGIN:VCALENDAR\nEND:VCALENDAR'))).toBeNull();
  });
});

test('the winmail.dat of a real Outlook is opened', async () => {
  const letter = await letterOf(readFileSync('../shared/mail-corpus/mimekit/UnitTests/TestData/tnef/rich-text.eml'));
  expect(letter.attachments.map(({ name }) => name)).toContain('kitten-playing-with-a-christmas-tree.jpg');
  expect(letter.attachments.find(({ name }) => name.endsWith('.jpg'))?.contentType).toBe('image/jpeg');
});
