import { describe, expect, test } from 'vitest';
import { decodeWords } from '../../gateway/mail/encoded-words.ts';
import { parametersOf } from '../../gateway/mail/parameters.ts';

describe('an encoded word', () => {
  test.each([
    { when: 'as the standard has it', text: '=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=', is: 'Grüße an alle' },
    { when: 'in base64', text: '=?UTF-8?B?R3LDvMOfZQ==?=', is: 'Grüße' },
    { when: 'with spaces inside', text: '=?utf-8?q?the printer?=', is: 'the printer' },
    { when: 'with a question mark inside', text: '=?utf-8?Q?why?why?=', is: 'why?why' },
    { when: 'with a question mark before an encoded letter', text: '=?utf-8?Q?why?=C3=BC?=', is: 'why?ü' },
    { when: 'behind another', text: '=?utf-8?Q?a?= =?utf-8?Q?b?=', is: 'ab' },
    { when: 'behind another in a folded line', text: '=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=', is: 'ab' },
    { when: 'between plain words', text: 'Re: =?utf-8?Q?=C3=BC?= and =?utf-8?Q?=C3=A4?= x', is: 'Re: ü and ä x' },
    { when: 'glued to plain words', text: 'a=?utf-8?Q?=C3=BC?=b', is: 'aüb' },
    { when: 'that shares a letter with the next', text: '=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=', is: '€' },
    { when: 'that shares a group of base64 with the next', text: '=?utf-8?B?w7?= =?utf-8?B?w=?=', is: 'ü' },
    { when: 'that shares a letter in base64 with the next', text: '=?utf-8?B?4g==?= =?utf-8?B?gqw=?=', is: '€' },
    { when: 'of another charset than the next', text: '=?iso-8859-1?Q?=FC?= =?koi8-r?Q?=F0?=', is: 'üП' },
    { when: 'with a language', text: '=?utf-8*en?Q?=C3=BC?=', is: 'ü' },
    { when: 'cut off at the end', text: '=?utf-8?Q?=C3=BC=C3', is: 'ü' },
    { when: 'in UTF-7', text: '=?utf-7?Q?+APw-ber?=', is: 'über' },
    { when: 'in a code page of DOS', text: '=?cp850?Q?=81?=', is: 'ü' },
    { when: 'in Korean', text: '=?ks_c_5601-1987?B?x9G/7w==?=', is: '한울' },
    { when: 'in Japanese, twice', text: '=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?=', is: '日本' },
    { when: 'in UTF-16 without a mark', text: '=?utf-16?B?AGEAYg==?=', is: 'ab' },
    { when: 'in a charset nobody knows', text: '=?x-nonsense?Q?=C3=BC?=', is: 'ü' },
    { when: 'in another charset than it says', text: '=?utf-8?Q?Gr=FC=DFe?=', is: 'Grüße' },
    { when: 'in eight bits that call themselves ASCII', text: '=?us-ascii?Q?=FC?=', is: 'ü' },
    { when: 'before a number', text: '=?utf-8?Q?Contract_?=25 04.docx', is: 'Contract 25 04.docx' },
    { when: 'of bytes that are no text', text: '=?utf-8?B?AAEC//4=?=', is: '=?utf-8?B?AAEC//4=?=' },
    { when: 'in base64 behind one in quotes', text: '=?utf-8?Q?=E2?= =?utf-8?B?gqw=?=', is: '€' },
    { when: 'of nothing', text: 'a =?utf-8?Q??= b', is: 'a  b' },
  ])('$when is read', ({ text, is }) => {
    expect(decodeWords(text)).toBe(is);
  });

  test.each(['=?utf-8?X?a?=', '=? ?=', 'a =?b?= c', '=?utf-8?Q', '==?', '=?utf-8?Q?a b'])('"%s" is none', (text) => {
    expect(decodeWords(text)).toBe(text);
  });

  test.each(['=?', '=?utf-8?Q?', '=?utf-8?Q?a?=', '=?utf-8?B?w7?= ', '?=', '=?utf-8?Q?=C3?= '])(
    'of a megabyte of "%s" is read before anyone waits',
    (piece) => {
      expect(typeof decodeWords(piece.repeat(1_000_000 / piece.length))).toBe('string');
    },
  );
});

describe('a parameter', () => {
  test.each([
    { when: 'plain', value: 'text/plain; charset=utf-8', name: 'charset', is: 'utf-8' },
    { when: 'quoted', value: 'a/b; name="a;b.txt"; x=y', name: 'name', is: 'a;b.txt' },
    {
      when: 'with spaces nobody quoted',
      value: 'attachment; filename=my file.txt; x=y',
      name: 'filename',
      is: 'my file.txt',
    },
    { when: 'in a charset', value: "attachment; filename*=iso-8859-1''%E4.txt", name: 'filename', is: 'ä.txt' },
    {
      when: 'in pieces in any order',
      value: 'attachment; filename*1="b.txt"; filename*0*=utf-8\'de\'%C3%A4',
      name: 'filename',
      is: 'äb.txt',
    },
    { when: 'in an encoded word', value: 'a/b; name="=?utf-8?Q?=C3=BC?=.txt"', name: 'name', is: 'ü.txt' },
    { when: 'with a path of Windows', value: 'a/b; name="C:\\temp\\a.txt"', name: 'name', is: 'C:\\temp\\a.txt' },
    { when: 'with an escaped quote', value: 'a/b; name="a\\"b"', name: 'name', is: 'a"b' },
    { when: 'with no end', value: 'a/b; name="a', name: 'name', is: 'a' },
    { when: 'twice', value: 'a/b; name=a; name=b', name: 'name', is: 'a' },
  ])('$when is read', ({ value, name, is }) => {
    expect(parametersOf(value).get(name)).toBe(is);
  });

  test.each([';', '=', ';a=', '"', ';a*0*=', ';a*1=%'])(
    'of a megabyte of "%s" is read before anyone waits',
    (piece) => {
      expect(parametersOf(piece.repeat(1_000_000 / piece.length))).toBeInstanceOf(Map);
    },
  );
});
