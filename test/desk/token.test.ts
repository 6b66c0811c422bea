import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MAC_LENGTH,
  readToken,
  tokenOfAddress,
  tokenOfMessageId,
  writeMessageId,
  writeToken,
} from '../../gateway/desk/token.ts';
import { secretsOf } from '../../gateway/secrets.ts';

const { mac } = secretsOf('a key of the tests that is long enough');
const other = secretsOf('another key of the tests, as long').mac;

const TOKEN = { ticketId: 4711, contactId: 88 };
const TEXT = writeToken(TOKEN, mac);
const OURS = ['support@desk.example', 'Help@desk.example'];

test('a token we wrote is read again, whatever its numbers', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 48 }), fc.integer({ min: 1, max: 2 ** 48 }), (ticketId, contactId) => {
      expect(readToken(writeToken({ ticketId, contactId }, mac), mac)).toEqual({ ticketId, contactId });
    }),
  );
});

test('of 10,000 altered tokens none is accepted', () => {
  const sign = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-+.@<> \t\n\0é');
  const place = fc.nat(TEXT.length);
  const altered = fc.oneof(
    fc.tuple(place, sign).map(([at, one]) => TEXT.slice(0, at) + one + TEXT.slice(at + 1)),
    fc.tuple(place, sign).map(([at, one]) => TEXT.slice(0, at) + one + TEXT.slice(at)),
    place.map((at) => TEXT.slice(0, at) + TEXT.slice(at + 1)),
    fc.tuple(place, place).map(([from, to]) => TEXT.slice(Math.min(from, to), Math.max(from, to))),
    fc.tuple(place, place).map(([a, b]) => swapped(TEXT, a, b)),
    fc.array(sign, { maxLength: 40 }).map((signs) => signs.join('')),
    fc.array(sign, { maxLength: 4 }).map((signs) => TEXT + signs.join('')),
  );
  let tried = 0;
  fc.assert(
    fc.property(
      altered.filter((text) => text !== TEXT),
      (text) => {
        tried += 1;
        return readToken(text, mac) === null && tokenOfAddress(`support+${text}@desk.example`, OURS, mac) === null;
      },
    ),
    { numRuns: 10_000 },
  );
  expect(tried).toBeGreaterThanOrEqual(10_000);
});

test('no beginning of a token is one', () => {
  for (let length = 0; length < TEXT.length; length++) expect(readToken(TEXT.slice(0, length), mac)).toBeNull();
});

const [ticket, contact, proof] = TEXT.split('-') as [string, string, string];

test.each([
  ['another ticket', `${(4712).toString(36)}-${contact}-${proof}`],
  ['another recipient', `${ticket}-${(89).toString(36)}-${proof}`],
  ['ticket and recipient the other way round', `${contact}-${ticket}-${proof}`],
  ['a nought before the ticket', `0${ticket}-${contact}-${proof}`],
  ['a nought before the recipient', `${ticket}-0${contact}-${proof}`],
  ['capitals', TEXT.toUpperCase()],
  ['no proof', `${ticket}-${contact}-`],
  ['a proof cut short', `${ticket}-${contact}-${proof.slice(0, MAC_LENGTH - 1)}`],
  ['a proof of another desk', writeToken(TOKEN, other)],
  ['a space behind', `${TEXT} `],
  ['a line break behind', `${TEXT}\n`],
])('the token with %s is none', (_how, text) => {
  expect(readToken(text, mac)).toBeNull();
});

test('numbers too large to tell apart make no token', () => {
  const huge = Number.parseInt('zzzzzzzzzzz', 36);
  const forged = `zzzzzzzzzzz-1-${writeToken({ ticketId: huge, contactId: 1 }, mac).split('-')[2]}`;
  expect(readToken(forged, mac)).toBeNull();
});

test('the token of a Message-ID is read only where the whole id has our form', () => {
  const id = writeMessageId(TEXT, 'abcdefghij234567', 'desk.example');
  expect(tokenOfMessageId(id, mac)).toEqual(TOKEN);
  for (const odd of [id.slice(1), id.slice(0, -1), `x${id}`, `${id}x`, id.replace('heed.', 'heed'), ''])
    expect(tokenOfMessageId(odd, mac), odd).toBeNull();
});

test('the token of an address is read only where the rest is an address of ours', () => {
  expect(tokenOfAddress(`support+${TEXT}@desk.example`, OURS, mac)).toEqual(TOKEN);
  expect(tokenOfAddress(`Support+${TEXT}@DESK.example`, OURS, mac)).toEqual(TOKEN);
  expect(tokenOfAddress(`help+${TEXT}@desk.example`, OURS, mac)).toEqual(TOKEN);
  for (const address of [`sales+${TEXT}@desk.example`, `support+${TEXT}@evil.example`, `+${TEXT}@desk.example`, TEXT])
    expect(tokenOfAddress(address, OURS, mac), address).toBeNull();
});

const swapped = (text: string, a: number, b: number): string => {
  const signs = [...text];
  [signs[a], signs[b]] = [signs[b] ?? '', signs[a] ?? ''];
  return signs.join('');
};
