import { expect, test } from 'vitest';
import { languageOf } from '../../gateway/desk/language.ts';
import type { Language } from '../../gateway/desk/letter.ts';
import { LETTERS } from './letters.ts';

const sentences = (Object.keys(LETTERS) as Language[]).flatMap((language) =>
  Object.values(LETTERS[language])
    .flat()
    .map((text) => ({ language, text })),
);

test('no letter is taken for one of another language', () => {
  const told = sentences.map(({ language, text }) => ({ language, text, got: languageOf(text) }));
  expect(told.filter(({ language, got }) => got !== null && got !== language)).toEqual([]);
});

test('a sentence of eight words or more is seldom left unsure', () => {
  const long = sentences.filter(({ text }) => text.split(' ').length >= 8);
  expect(long.length).toBeGreaterThan(150);
  expect(long.filter(({ text }) => languageOf(text) === null).length / long.length).toBeLessThan(0.03);
});

test.each([
  ['de', 'Guten Tag,\n\nbeim Start kommt diese Meldung:\n\nError: the connection to the server was lost'],
  ['de', 'Koennen Sie mir bitte helfen? Ich kann mich nicht einloggen.'],
  ['es', 'Hola, no puedo acceder a mi cuenta desde ayer. Gracias'],
  ['fr', 'Bonjour, je n’arrive plus à ouvrir le fichier depuis hier. Merci'],
  ['pt', 'Ola, nao consigo acessar minha conta desde ontem. Obrigado'],
  ['en', 'hi, cant find my invoice, could you send it again?'],
] as const)('%s: with borrowed English, without accents, in haste: %s', (language, text) => {
  expect(languageOf(text)).toBe(language);
});

test.each([
  '',
  'OK',
  'iPhone 12',
  'Adobe Photoshop 2024',
  'Error 500',
  'https://example.com/path?x=1',
  'Buongiorno, il server non funziona più da questa mattina e nessuno può accedere.',
  'Goedemorgen, de website doet het niet en wij kunnen niet inloggen sinds vanochtend.',
  'Hej, servern är nere och vi kan inte logga in sedan i morse.',
  'Dzień dobry, serwer nie działa i nikt nie może się zalogować.',
  'Сервер не работает',
  '服务器宕机了',
])('unsure, and says so: %s', (text) => {
  expect(languageOf(text)).toBeNull();
});

test('a text of a megabyte is judged by its beginning', () => {
  expect(languageOf(`${'Das ist nicht gut. '.repeat(2_000)}${'this is the end of it '.repeat(50_000)}`)).toBe('de');
  expect(languageOf('x'.repeat(1_000_000))).toBeNull();
});
