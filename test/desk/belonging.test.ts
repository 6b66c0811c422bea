import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesOf, organisationOf, upwards } from '../../gateway/desk/belonging.ts';

const named = [
  { address: 'acme.example', organisationId: 1 },
  { address: 'labs.acme.example', organisationId: 2 },
  { address: 'ada@acme.example', organisationId: 3 },
  { address: 'owner@gmail.com', organisationId: 4 },
  { address: 'gmail.com', organisationId: 5 },
  { address: 'yahoo.co.uk', organisationId: 5 },
];

describe('the organisation of a requester', () => {
  test.each<[string, number | null, string]>([
    ['bob@acme.example', 1, 'by domain'],
    ['Bob@ACME.Example', 1, 'in any case'],
    ['bob@mail.acme.example', 1, 'by the domain above'],
    ['bob@labs.acme.example', 2, 'by the longest domain'],
    ['bob@x.labs.acme.example', 2, 'by the longest domain above'],
    ['ada@acme.example', 3, 'by the address, before any domain'],
    ['bob@notacme.example', null, 'not by the end of a word'],
    ['bob@acme.example.org', null, 'not by the beginning of a domain'],
    ['owner@gmail.com', 4, 'of a free mail provider only by the address'],
    ['other@gmail.com', null, 'of a free mail provider never by domain'],
    ['other@yahoo.co.uk', null, 'nor of one with domains in many countries'],
    ['', null, 'without an address'],
  ])('%s is of organisation %s: %s', (address, organisation) => {
    expect(organisationOf(address, null, named)).toBe(organisation);
  });

  test('that somebody said goes before what the address says', () => {
    expect(organisationOf('ada@acme.example', 9, named)).toBe(9);
    expect(organisationOf('other@gmail.com', 9, named)).toBe(9);
  });

  test('is the same in whatever order the names stand', () => {
    const address = fc.constantFrom('bob@x.labs.acme.example', 'ada@acme.example', 'bob@acme.example', 'b@gmail.com');
    fc.assert(
      fc.property(fc.shuffledSubarray(named, { minLength: named.length }), address, (shuffled, one) => {
        expect(organisationOf(one, null, shuffled)).toBe(organisationOf(one, null, named));
      }),
    );
  });

  test('is looked up by few names, the address first', () => {
    expect(namesOf('Ada@labs.acme.example')).toEqual([
      'ada@labs.acme.example',
      'labs.acme.example',
      'acme.example',
      'example',
    ]);
    expect(namesOf('ada@hotmail.fr')).toEqual(['ada@hotmail.fr']);
  });
});

describe('the way up from an organisation', () => {
  test('names each above it once, nearest first, even in a circle', () => {
    const all = [
      { id: 1, parentId: 2 },
      { id: 2, parentId: 3 },
      { id: 3, parentId: 1 },
      { id: 4, parentId: null },
    ];
    expect(upwards(1, all).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(upwards(4, all).map(({ id }) => id)).toEqual([4]);
    expect(upwards(null, all)).toEqual([]);
    expect(upwards(77, all)).toEqual([]);
  });
});
