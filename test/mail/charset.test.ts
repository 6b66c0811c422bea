import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { decodeAs } from '../../gateway/mail/charset.ts';
import { cleanText, oneLine } from '../../gateway/mail/clean-text.ts';
import { decodeGuessed } from '../../gateway/mail/guess-charset.ts';
import { readLetter } from '../../gateway/mail/read.ts';

const CYRILLIC = 'Здравствуйте, у нас не работает принтер на третьем этаже.';
const GREEK = 'Καλημέρα, ο εκτυπωτής στον τρίτο όροφο δεν λειτουργεί.';
const JAPANESE = 'お世話になっております。プリンターが動きません。よろしくお願いします。';
const CHINESE = '您好，我们三楼的打印机今天早上开始不能打印了，请尽快帮忙处理一下，谢谢。';

describe('bytes without a charset', () => {
  test.each([
    ['utf-8', 'Grüße'],
    ['windows-1252', 'Grüße aus Köln'],
    ['windows-1252', 'Größe'],
    ['windows-1251', CYRILLIC],
    ['koi8-r', CYRILLIC],
    ['iso-8859-7', GREEK],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['gb18030', CHINESE],
  ])('in %s are guessed', (charset, text) => {
    expect(decodeGuessed(iconv.encode(text, charset))).toBe(text);
  });

  test('in a Japanese charset of seven bits are known by its escapes', () => {
    expect(decodeGuessed(Buffer.from('\x1b$BF|K\\\x1b(B ok', 'latin1'))).toBe('日本 ok');
  });

  test('too few to tell are what the mail declares elsewhere', () => {
    const short = iconv.encode('Принтер', 'koi8-r');
    expect(decodeGuessed(short, ['us-ascii', 'koi8-r'])).toBe('Принтер');
  });
});

test.each([
  ['cp1251', 'windows-1251', 'Принтер'],
  ['CP850', 'cp850', 'Grüße'],
  ['utf8', 'utf-8', 'Grüße'],
  ['UTF-7', 'utf-7', 'Grüße'],
  ['"iso-8859-15"', 'iso-8859-15', '5 €'],
])('the label %s is known', (label, charset, text) => {
  expect(decodeAs(iconv.encode(text, charset), label)).toBe(text);
});

test('a label nobody knows is no charset', () => {
  expect(decodeAs(Buffer.from('a'), 'x-nonsense')).toBeNull();
  expect(decodeAs(Buffer.from('a'), 'unknown-8bit')).toBeNull();
});

describe('a mail', () => {
  const read = async (mail: Uint8Array) => {
    const reading = await readLetter(mail, { ours: [], authservId: null });
    if ('letter' in reading) return reading.letter;
    throw new Error(reading.unreadable);
  };
  const mail = (subject: Uint8Array, type: string, body: Uint8Array) =>
    Buffer.concat([
      Buffer.from('From: Ada <ada@example.org>\r\nSubject: '),
      subject,
      Buffer.from(`\r\nContent-Type: ${type}\r\n\r\n`),
      body,
    ]);

  test('whose subject is raw 8-bit is read in the charset of its text', async () => {
    const bytes = (text: string) => iconv.encode(text, 'koi8-r');
    const letter = await read(mail(bytes('Принтер'), 'text/plain; charset=koi8-r', bytes(CYRILLIC)));
    expect([letter.subject, letter.text.trim()]).toEqual(['Принтер', CYRILLIC]);
  });

  test('that names no charset at all is read by what its bytes look like', async () => {
    const bytes = (text: string) => iconv.encode(text, 'windows-1251');
    const letter = await read(mail(bytes('Не работает принтер'), 'text/plain', bytes(CYRILLIC)));
    expect([letter.subject, letter.text.trim()]).toEqual(['Не работает принтер', CYRILLIC]);
    expect(letter.problems).toContain('Its character set was guessed.');
  });

  test('in UTF-8 that calls itself Latin is UTF-8', async () => {
    const letter = await read(mail(Buffer.from('x'), 'text/plain; charset=iso-8859-1', Buffer.from('Grüße, 5 €')));
    expect(letter.text.trim()).toBe('Grüße, 5 €');
  });

  test('in Latin that looks like nothing else stays Latin', async () => {
    const body = iconv.encode('Ã la carte, Â§ 5', 'windows-1252');
    const letter = await read(mail(Buffer.from('x'), 'text/plain; charset=iso-8859-1', body));
    expect(letter.text.trim()).toBe('Ã la carte, Â§ 5');
  });

  test.each([
    ['windows-1251', 'koi8-r'],
    ['koi8-r', 'windows-1251'],
  ])('in quoted-printable without a charset is guessed: %s', async (charset) => {
    const encoded = [...iconv.encode(CYRILLIC, charset)].map((byte) => `=${byte.toString(16).toUpperCase()}`).join('');
    const lines = encoded.replace(/.{72}/g, '$&=\r\n');
    const letter = await read(
      mail(Buffer.from('x'), 'text/plain\r\nContent-Transfer-Encoding: quoted-printable', Buffer.from(lines)),
    );
    expect(letter.text.trim()).toBe(CYRILLIC);
  });
});

test('text for the database holds no control characters but line feeds and tabs', () => {
  expect(cleanText('a\r\nb\rc\0\x07\td')).toBe('a\nb\nc\td');
  expect(oneLine(' a\r\n\tb\u202ec ')).toBe('a bc');
});
