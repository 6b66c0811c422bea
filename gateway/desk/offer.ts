import { isOutOfCover, type Standing } from './cover.ts';
import type { Language } from './letter.ts';
import { dayWords, languageOrEnglish } from './promise.ts';

type Offer = {
  ended: (what: string, day: string) => string;
  yours: string;
  of: (product: string) => string;
  none: string;
  rest: string;
};

const OFFERS: Record<Language, Offer> = {
  en: {
    of: (product) => `support for ${product}`,
    yours: 'your support',
    ended: (what, day) => `Hello,\n\n${what} ended on ${day}.`,
    none: 'Hello,\n\nwe find no support plan for you.',
    rest: 'We are glad to help you all the same, and offer you:',
  },
  de: {
    of: (product) => `der Support für ${product}`,
    yours: 'Ihr Support',
    ended: (what, day) => `Guten Tag,\n\n${what} ist am ${day} ausgelaufen.`,
    none: 'Guten Tag,\n\nwir finden zu Ihnen keinen Supportvertrag.',
    rest: 'Wir helfen Ihnen trotzdem gern und bieten Ihnen an:',
  },
  es: {
    of: (product) => `El soporte de ${product}`,
    yours: 'Su soporte',
    ended: (what, day) => `Hola:\n\n${what} terminó el ${day}.`,
    none: 'Hola:\n\nNo encontramos ningún plan de soporte a su nombre.',
    rest: 'De todos modos le ayudamos con gusto y le ofrecemos:',
  },
  fr: {
    of: (product) => `Le support de ${product}`,
    yours: 'Votre support',
    ended: (what, day) => `Bonjour,\n\n${what} a pris fin le ${day}.`,
    none: 'Bonjour,\n\nNous ne trouvons aucun contrat de support à votre nom.',
    rest: 'Nous vous aidons volontiers malgré tout et vous proposons :',
  },
  pt: {
    of: (product) => `O suporte de ${product}`,
    yours: 'O seu suporte',
    ended: (what, day) => `Olá,\n\n${what} terminou em ${day}.`,
    none: 'Olá,\n\nNão encontramos nenhum plano de suporte em seu nome.',
    rest: 'Mesmo assim ajudamos com gosto e propomos:',
  },
};

/** How an answer begins that offers a quote to somebody out of cover, in their language; '' for whoever is covered. */
export function offerStart(standing: Standing, language: string): string {
  if (!isOutOfCover(standing)) return '';
  const spoken = languageOrEnglish(language);
  const { of, yours, ended, none, rest } = OFFERS[spoken];
  if (standing.is !== 'ended') return `${none} ${rest}\n\n`;
  const { product, endsOn } = standing.cover;
  return `${ended(product === '' ? yours : of(product), dayWords(endsOn, spoken))} ${rest}\n\n`;
}
