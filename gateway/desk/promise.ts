import { type Day, noonOf } from './days.ts';
import type { Instant } from './instant.ts';
import type { Language } from './letter.ts';

const LOCALES: Record<Language, string> = { en: 'en-US', de: 'de-DE', es: 'es-ES', fr: 'fr-FR', pt: 'pt-PT' };

/** The languages Heed writes to customers in. */
export const languageOrEnglish = (language: string): Language =>
  Object.hasOwn(LOCALES, language) ? (language as Language) : 'en';

/** An instant as a promise names it: "Tuesday, March 10, 10:30 AM ET", in the zone of the desk. */
export function promiseWords(at: Instant, timeZone: string, language: Language): string {
  const date = formatOf(LOCALES[language], { timeZone, weekday: 'long', month: 'long', day: 'numeric' });
  const time = formatOf(LOCALES[language], { timeZone, hour: 'numeric', minute: '2-digit' });
  return plainSpaces(`${date.format(at)}, ${time.format(at)} ${zoneName(at, timeZone, language)}`);
}

/** A day in words, "March 7, 2026". */
export const dayWords = (day: Day, language: Language): string =>
  plainSpaces(formatOf(LOCALES[language], { timeZone: 'UTC', dateStyle: 'long' }).format(noonOf(day)));

/** The date and time of a mail that is quoted. */
export function writtenAt(at: Instant, timeZone: string, language: Language): string {
  const format = formatOf(LOCALES[language], { timeZone, dateStyle: 'long', timeStyle: 'short' });
  return plainSpaces(format.format(at));
}

/** "ET" where people say so, else the zone's short name of that day, "CET" or "GMT+5:30". */
function zoneName(at: Instant, timeZone: string, language: Language): string {
  const everyday = named(at, timeZone, 'en-US', 'shortGeneric');
  if (/^[A-Z]{1,3}$/.test(everyday)) return everyday;
  const names = [LOCALES[language], 'en-GB'].map((locale) => named(at, timeZone, locale, 'short'));
  return names.find((name) => !/^(GMT|UTC)[+-]/.test(name)) ?? names[0] ?? timeZone;
}

function named(at: Instant, timeZone: string, locale: string, timeZoneName: 'short' | 'shortGeneric'): string {
  const parts = formatOf(locale, { timeZone, timeZoneName }).formatToParts(at);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** A format takes a hundred times as long to make as to use; there are a few for each language and zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** Mail clients of the last century show a narrow no-break space as a box. */
const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
