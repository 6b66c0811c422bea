import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddresses, strictAddress } from '../../gateway/mail/address.ts';

describe('an address header', () => {
  test.each([
    { when: 'a bare address', value: 'ada@example.org', is: [['ada@example.org', '']] },
    { when: 'a name', value: 'Ada Lovelace <ada@Example.ORG>', is: [['ada@example.org', 'Ada Lovelace']] },
    {
      when: 'a quoted name',
      value: '"Lovelace, Ada \\"A\\"" <ada@example.org>',
      is: [['ada@example.org', 'Lovelace, Ada "A"']],
    },
    { when: 'an encoded name', value: '=?utf-8?Q?J=C3=B6rg?= <j@example.org>', is: [['j@example.org', 'Jörg']] },
    {
      when: 'a name in a comment',
      value: 'root@example.org (Cron (daily))',
      is: [['root@example.org', 'Cron (daily)']],
    },
    {
      when: 'a comma nobody quoted',
      value: 'Smith, John <john@example.org>',
      is: [['john@example.org', 'Smith, John']],
    },
    {
      when: 'several',
      value: 'a@example.org, B <b@example.org>',
      is: [
        ['a@example.org', ''],
        ['b@example.org', 'B'],
      ],
    },
    {
      when: 'a group',
      value: 'Team: a@example.org, b@example.org;, c@example.org',
      is: [
        ['a@example.org', ''],
        ['b@example.org', ''],
        ['c@example.org', ''],
      ],
    },
    { when: 'a quoted local part that needs no quotes', value: '"ada"@example.org', is: [['ada@example.org', '']] },
    { when: 'an international domain', value: 'ada@mächine.example', is: [['ada@xn--mchine-bua.example', '']] },
    { when: 'a local part beyond ASCII', value: 'Jörg <jörg@mächine.example>', is: [['jörg@mächine.example', 'Jörg']] },
    {
      when: 'remarks beside the @',
      value: 'Pete(A \\) chap) <pete(his account)@silly.test(his host)>',
      is: [['pete@silly.test', 'Pete']],
    },
    { when: 'forgotten brackets', value: 'Ada Lovelace ada@example.org', is: [['ada@example.org', 'Ada Lovelace']] },
    { when: 'an underscore in the domain', value: 'a@my_domain.example', is: [['a@my_domain.example', '']] },
    { when: 'an empty group', value: 'undisclosed-recipients:;', is: [] },
    { when: 'nothing', value: '', is: [] },
  ])('with $when is read', ({ value, is }) => {
    expect(parseAddresses(value).addresses.map(({ address, name }) => [address, name])).toEqual(is);
  });

  test.each([
    { when: 'a local part quoted to look like another address', value: '"alice@customer.example x"@evil.test' },
    { when: 'a comment glued between', value: 'alice@customer.example(x)evil.test' },
    { when: 'a comment in the address', value: 'pete(his account)@silly.test' },
    { when: 'an address in a remark', value: '<alice@customer.example(x)@evil.test>' },
    { when: 'a remark between two halves', value: '<ali(x)ce@evil.test>' },
    { when: 'a local part turned around', value: '<\u202eada@example.org>' },
    { when: 'an SMTP command in the brackets', value: '"x" <alice RCPT TO:<v@victim.example>>' },
    { when: 'an encoded address', value: '=?utf-8?Q?alice=40customer.example?=' },
    { when: 'an encoded address in the brackets', value: 'x <=?utf-8?Q?alice=40customer.example?=>' },
    { when: 'a route', value: '<@evil.test:alice@customer.example>' },
    { when: 'words behind the bracket', value: '<a@example.org> b@example.org' },
    { when: 'two addresses without a comma', value: 'a@example.org b@example.org' },
    { when: 'two brackets', value: 'x <a@example.org> <b@example.org>' },
    { when: 'an address literal', value: 'a@[192.0.2.1]' },
    { when: 'two dots', value: 'a..b@example.org' },
    { when: 'a NUL', value: 'a\0@example.org' },
    { when: 'a bracket that never closes', value: 'x <a@example.org' },
    { when: 'a local part of 65', value: `${'a'.repeat(65)}@example.org` },
  ])('with $when holds no address', ({ value }) => {
    const { addresses, doubtful } = parseAddresses(value);
    expect(addresses).toEqual([]);
    expect(doubtful).toBeGreaterThan(0);
  });

  test('that hides a colon in an encoded word keeps its real address', () => {
    const { addresses } = parseAddresses('=?utf-8?Q?Group=3A_victim=40victim.example=2C?= <alice@customer.example>');
    expect(addresses.map(({ address }) => address)).toEqual(['alice@customer.example']);
  });

  test('never puts a line break or direction mark into a name', () => {
    const { addresses } = parseAddresses('=?utf-8?Q?Al=0D=0ABcc=3A=E2=80=AE?= <alice@customer.example>');
    expect(addresses[0]?.name).toBe('Al Bcc:');
  });

  test('of 200,000 nested groups, comments or quotes is read at once', () => {
    const start = performance.now();
    for (const piece of ['g:', '(', '"', '<', ',', 'a@b,', '\\', ' x']) parseAddresses(piece.repeat(200_000));
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('of any bytes gives only strict addresses', () => {
    const piece = fc.constantFrom(
      'a',
      '@',
      '<',
      '>',
      '"',
      '(',
      ')',
      ',',
      ';',
      ':',
      '\\',
      ' ',
      'evil.test',
      '=?utf-8?Q?=40?=',
      '\r\n',
      'ü',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        for (const { address, name } of parseAddresses(pieces.join('')).addresses) {
          expect(strictAddress(address)).toBe(address);
          expect(address).toMatch(/^[^@]+@[^@]+$/);
          expect(address).not.toMatch(/[\s\p{C}<>()[\],;:\\"]/u);
          expect(name).not.toMatch(/\p{Cc}/u);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
