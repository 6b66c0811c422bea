import { oneLine } from './clean-text.ts';

/**
 * A file name that is only a name: no path, no control, direction or invisible characters, no leading dot
 * (CVE-2026-28289 hid ".htaccess" behind U+200B). Empty names are made from the number and the type.
 */
export function attachmentName(given: string | null | undefined, contentType: string, number: number): string {
  const visible = oneLine((given ?? '').slice(0, MAX_GIVEN).normalize('NFC').replace(INVISIBLE, ''));
  const last = visible.split(/[/\\]/).at(-1) ?? '';
  const plain = last.replace(FORBIDDEN, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  if (plain === '') return `attachment-${number}.${extensionOf(contentType)}`;
  return shortened(DEVICE.test(plain) ? `_${plain}` : plain);
}

const MAX_GIVEN = 4096;
// File systems take 255 units; longer names are shortened before their extension.
const MAX_NAME = 180;

// Formats, fillers and joiners that draw nothing.
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const FORBIDDEN = /[<>:"|?*]/g;
// Windows opens a device instead of a file for these, whatever the extension.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_NAME) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_NAME - extension.length).join('') + extension;
}

// Of several types with one extension the last is what a file of that name is.
const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/msword': 'doc',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pgp-signature': 'asc',
  'image/png': 'png',
  'image/jpg': 'jpg',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/tiff': 'tif',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'video/mp4': 'mp4',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/x-vcard': 'vcf',
  'text/vcard': 'vcf',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'text/plain': 'txt',
};

const TYPES = new Map(Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type]));

/** The type that an extension speaks for, where nobody declared one. */
export function typeOfName(name: string | null): string {
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  return TYPES.get(extension) ?? 'application/octet-stream';
}

const extensionOf = (contentType: string) => EXTENSIONS[contentType.toLowerCase()] ?? 'bin';
