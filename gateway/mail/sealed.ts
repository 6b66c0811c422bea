import type { Body } from './body.ts';
import { firstOf, type HeaderLine } from './headers.ts';
import { parametersOf } from './parameters.ts';

/** How a mail is sealed, by its own word: nothing is verified, and no trust is drawn from it. */
export type Seal = { by: 'S/MIME' | 'OpenPGP'; encrypted: boolean };

/** S/MIME (RFC 8551) and OpenPGP (RFC 3156, or armour in the text); null when there is neither. */
export function sealOf(lines: readonly HeaderLine[], { text, files }: Pick<Body, 'text' | 'files'>): Seal | null {
  const contentType = firstOf(lines, 'content-type') ?? '';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const protocol = parametersOf(contentType).get('protocol') ?? '';
  if (type === 'multipart/encrypted') return { by: 'OpenPGP', encrypted: true };
  if (type === 'multipart/signed') return { by: /pgp/i.test(protocol) ? 'OpenPGP' : 'S/MIME', encrypted: false };
  if (PKCS7_MIME.test(type)) return { by: 'S/MIME', encrypted: !isOpaquelySigned(contentType) };
  const armour = /^-----BEGIN PGP (SIGNED )?MESSAGE-----\s*$/m.exec(text ?? '');
  if (armour) return { by: 'OpenPGP', encrypted: armour[1] === undefined };
  return files.some((file) => file.contentType === 'application/pgp-encrypted')
    ? { by: 'OpenPGP', encrypted: true }
    : null;
}

/** An S/MIME part whose content lies inside its signature. */
export const isOpaquelySigned = (contentType: string): boolean =>
  PKCS7_MIME.test(contentType.trim()) && parametersOf(contentType).get('smime-type')?.toLowerCase() === 'signed-data';

const PKCS7_MIME = /^application\/(?:x-)?pkcs7-mime/i;

/** For the ticket. */
export function sentenceOf({ by, encrypted }: Seal): string {
  return encrypted
    ? `It is encrypted with ${by}. Heed cannot read it; what came is attached.`
    : `It is signed with ${by}. Heed does not check the signature.`;
}
