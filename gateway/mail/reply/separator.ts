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

/** Behind the armour of OpenPGP that begins in that line: what a signed text is wrapped in; -1 when it is none. */
export function armourEnd(lines: readonly Line[], index: number): number {
  const begin = lines[index]?.plain;
  const closes =
    begin === '-----BEGIN PGP SIGNED MESSAGE-----' ? '' : begin === '-----BEGIN PGP SIGNATURE-----' ? PGP_ENDS : null;
  if (closes === null) return -1;
  for (let i = index + 1; i < Math.min(lines.length, index + MAX_ARMOUR); i++)
    if (lines[i]?.plain === closes) return i + 1;
  return -1;
}

const PGP_ENDS = '-----END PGP SIGNATURE-----';
// A signature of the longest keys in use.
const MAX_ARMOUR = 100;

const MAX_SEPARATOR = 120;
const DRAWN = '[-_=*#–—─━~]';
const ORIGINAL = new RegExp(
  `^(?:[>|\\s]*${DRAWN}{2,}\\s*(?:${alternatives(ORIGINAL_MESSAGE)})\\s*:?\\s*${DRAWN}*|[>|\\s]*(?:${alternatives(ORIGINAL_MESSAGE)})\\s*:?\\s*${DRAWN}{2,})$`,
  'iu',
);
const FORWARDED = new RegExp(
  `^(?:[>|\\s]*${DRAWN}{2,}\\s*(?:${alternatives(FORWARDED_MESSAGE)})(?![\\p{L}])|(?:${alternatives(FORWARDED_MESSAGE)})\\s*:?$)`,
  'iu',
);
