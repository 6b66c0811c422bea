/** What a row of the inbox has room for, in characters. */
const PREVIEW_LENGTH = 200;

/** The first words of a message, as a row of the inbox shows them. */
export const preview = (text: string): string => cut(text.replace(/\s+/g, ' ').trim(), PREVIEW_LENGTH);

/** At most `most` UTF-16 units, never half a sign: PostgreSQL takes no lone surrogate, and nobody can read one. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
