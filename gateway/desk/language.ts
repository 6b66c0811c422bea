import type { Language } from './letter.ts';

/** Words that every text of a language is full of and the others lack, with and without their accents. */
const FUNCTION_WORDS: Record<Language, string> = {
  en: `the and is are was were be been have has had do does did not this that these those with from for you your we our
    they it its my i of to in on at by an would could should will can cannot please when what which there any`,
  de: `der die das den dem des ein eine einen einem einer und ist sind war waren wird werden wurde nicht mit von für
    fuer auf aus bei nach zu zum zur im wir ich sie er es uns unser unsere ihr ihre haben habe hat kann können koennen
    bitte auch noch aber oder wenn dass seit mehr mein meine`,
  es: `el los las una unos del al y que es son está estan están fue ha han hemos con por para no se su sus nuestro
    nuestra mi lo le les pero como más cuando desde hay este esta estos puede podemos gracias hola`,
  fr: `le la les un une des du et est sont été etait était avec pour dans sur pas ne ce cette ces nous vous je il elle
    notre nos votre vos mon ma mes qui que au aux mais depuis avons avez ai plus merci bonjour puis être`,
  pt: `o os as um uma do da dos das no na nos nas em ao aos e é são foi com para por não nao que se seu sua nosso
    nossa meu minha mas como mais quando desde há está estão estao este esta isso você voce temos pode podemos olá`,
};

/** Which languages a word speaks for. */
const SPEAKS = new Map<string, Language[]>();
for (const [language, words] of Object.entries(FUNCTION_WORDS) as [Language, string][])
  for (const word of words.split(/\s+/)) SPEAKS.set(word, [...(SPEAKS.get(word) ?? []), language]);

/** Letters only one of the five writes: a word with one counts for that language even when we do not know it. */
const LETTERS: [Language, RegExp][] = [
  ['de', /[äöüß]/],
  ['es', /[ñ¿¡]/],
  ['pt', /[ãõ]/],
  ['fr', /[èêëîïœùû]/],
];

/** Beyond this a text does not become clearer. */
const ENOUGH = 20_000;
/** Fewer words than this may be a name or a product. */
const FEWEST = 2;
/** The best must lead the next by this factor: German with an English error message is German. */
const LEAD = 1.15;

/** The language a text is written in, by its function words and letters; null when unsure. Linear. */
export function languageOf(text: string): Language | null {
  const score: Record<Language, number> = { en: 0, de: 0, es: 0, fr: 0, pt: 0 };
  for (const [word] of text
    .slice(0, ENOUGH)
    .toLowerCase()
    .normalize('NFC')
    .matchAll(/[\p{L}¿¡]+/gu)) {
    const languages = SPEAKS.get(word) ?? [];
    for (const language of languages) score[language] += 1 / languages.length;
    for (const [language, letters] of LETTERS) if (letters.test(word)) score[language] += 1;
  }
  const [best, next] = (Object.entries(score) as [Language, number][]).sort(([, a], [, b]) => b - a);
  if (!best || !next || best[1] < FEWEST || best[1] < next[1] * LEAD) return null;
  return best[0];
}
