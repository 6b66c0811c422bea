import type { Line } from './lines.ts';
import { alternatives, FORWARDED_MESSAGE, ORIGINAL_MESSAGE } from './words.ts';

/** "-----Original Message-----" and its kin: what follows is the mail that is answered. */
export function isOriginalSeparator({ plain }: Line): boolean {
  return plain.length < MAX_SEPARATOR && ORIGINAL.test(plain);
}

/** "---------- Forwarded message ----------": what follows was sent on for us to read. */
export function isForwardSeparator({ plain }: Line): boolean {
  return plain.length < MAX_SEPARATOR && FORWARDED.test(plain);
}

/** A line drawn with characters. */
export function isRule({ plain }: Line): boolean {
  return /^[-_=*–—─━ ]{3,}$/.test(plain) && !/^-- ?$/.test(plain);
}

const MAX_SEPARATOR = 120;
const DRAWN = '[-_=*–—─━~]';
const ORIGINAL = new RegExp(
  `^(?:[>|\\s]*${DRAWN}{2,}\\s*(?:${alternatives(ORIGINAL_MESSAGE)})\\s*:?\\s*${DRAWN}*|[>|\\s]*(?:${alternatives(ORIGINAL_MESSAGE)})\\s*:?\\s*${DRAWN}{2,})$`,
  'iu',
);
const FORWARDED = new RegExp(
  `^(?:[>|\\s]*${DRAWN}{2,}\\s*(?:${alternatives(FORWARDED_MESSAGE)})(?![\\p{L}])|(?:${alternatives(FORWARDED_MESSAGE)})\\s*:?$)`,
  'iu',
);
