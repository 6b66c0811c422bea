import { describe, expect, test } from 'vitest';
import { asInstant } from '../../gateway/desk/instant.ts';
import type { Language } from '../../gateway/desk/letter.ts';
import { languageOrEnglish, promiseWords, writtenAt } from '../../gateway/desk/promise.ts';

/** Tuesday, March 10, 2026, half past ten in New York. */
const AT = asInstant(Date.UTC(2026, 2, 10, 14, 30));
const LANGUAGES: Language[] = ['en', 'de', 'es', 'fr', 'pt'];

describe('a promise in words', () => {
  test.each<[Language, string]>([
    ['en', 'Tuesday, March 10, 10:30 AM ET'],
    ['de', 'Dienstag, 10. März, 10:30 ET'],
    ['es', 'martes, 10 de marzo, 10:30 ET'],
    ['fr', 'mardi 10 mars, 10:30 ET'],
    ['pt', 'terça-feira, 10 de março, 10:30 ET'],
  ])('in %s: %s', (language, words) => {
    expect(promiseWords(AT, 'America/New_York', language)).toBe(words);
  });

  test.each([
    ['America/New_York', 'Tuesday, March 10, 10:30 AM ET'],
    ['America/Los_Angeles', 'Tuesday, March 10, 7:30 AM PT'],
    ['Europe/Berlin', 'Tuesday, March 10, 3:30 PM CET'],
    ['Europe/London', 'Tuesday, March 10, 2:30 PM GMT'],
    ['Asia/Kolkata', 'Tuesday, March 10, 8:00 PM GMT+5:30'],
    ['Australia/Sydney', 'Wednesday, March 11, 1:30 AM GMT+11'],
    ['UTC', 'Tuesday, March 10, 2:30 PM UTC'],
  ])('in the zone %s: %s', (zone, words) => {
    expect(promiseWords(AT, zone, 'en')).toBe(words);
  });

  test('names summer time where the zone has it', () => {
    const july = asInstant(Date.UTC(2026, 6, 10, 14, 30));
    expect(promiseWords(july, 'Europe/Berlin', 'de')).toBe('Freitag, 10. Juli, 16:30 MESZ');
    expect(promiseWords(july, 'Europe/London', 'en')).toBe('Friday, July 10, 3:30 PM BST');
    expect(promiseWords(july, 'America/New_York', 'en')).toBe('Friday, July 10, 10:30 AM ET');
  });

  test('names the day of the desk and not of the server', () => {
    const midnight = asInstant(Date.UTC(2026, 2, 11, 3, 59));
    expect(promiseWords(midnight, 'America/New_York', 'en')).toBe('Tuesday, March 10, 11:59 PM ET');
  });

  test('holds no space that an old mail client shows as a box, in any language and zone', () => {
    for (const language of LANGUAGES)
      for (const zone of ['America/New_York', 'Europe/Paris', 'Asia/Tokyo', 'America/Sao_Paulo']) {
        expect(promiseWords(AT, zone, language)).toMatch(/^[^\u00a0\u202f\n]+$/);
        expect(writtenAt(AT, zone, language)).toMatch(/^[^\u00a0\u202f\n]+$/);
      }
  });
});

test.each<[Language, RegExp]>([
  ['en', /^March 10, 2026 at 10:30 AM$/],
  ['de', /^10\. März 2026 um 10:30$/],
  ['es', /^10 de marzo de 2026 a las 10:30$/],
  ['fr', /^10 mars 2026 à 10:30$/],
  ['pt', /^10 de março de 2026 às 10:30$/],
])('the date of a mail that is quoted, in %s', (language, words) => {
  expect(writtenAt(AT, 'America/New_York', language)).toMatch(words);
});

test('what is no language of ours is English', () => {
  for (const language of ['', 'xx', 'EN', 'constructor', '__proto__', 'toString'])
    expect(languageOrEnglish(language)).toBe('en');
  for (const language of LANGUAGES) expect(languageOrEnglish(language)).toBe(language);
});
