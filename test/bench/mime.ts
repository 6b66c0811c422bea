import { encode } from './charsets.ts';
import type { Random } from './random.ts';

/** A part with its header, encoded as mail programs do: mostly letters stay readable, the rest is base64. */
export function leaf(type: string, text: string, charset: string): string {
  const bytes = encode(text, charset);
  const foreign = bytes.filter((byte) => byte > 127).length;
  const [encoding, body] =
    foreign === 0
      ? ['7bit', bytes.toString('latin1')]
      : foreign > bytes.length / 6
        ? ['base64', base64(bytes)]
        : ['quoted-printable', quotedPrintable(bytes)];
  return `Content-Type: ${type}; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`;
}

export const file = (type: string, name: string, bytes: Buffer): string =>
  `Content-Type: ${type}; name="${name}"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="${name}"\n\n${base64(bytes)}`;

export function multipart(random: Random, kind: string, parts: string[]): string {
  const boundary = random.bytes(12).toString('hex');
  const inside = parts.map((part) => `--${boundary}\n${part}\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\n\n${inside}--${boundary}--\n`;
}

/** RFC 2047; a few characters a word, so that none is cut in two or too long. */
export const headerWords = (text: string, charset: string): string =>
  /^[\x20-\x7e]*$/.test(text)
    ? text
    : (text.match(/.{1,12}/gu) ?? [])
        .map((some) => `=?${charset}?B?${encode(some, charset).toString('base64')}?=`)
        .join('\n ');

const base64 = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\n');

/** RFC 2045 6.7: no line is longer than 76, none ends within a sign. */
const quotedPrintable = (bytes: Buffer): string =>
  bytes
    .toString('latin1')
    .replace(
      /[^\t\n\x20-\x3c\x3e-\x7e]/g,
      (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replace(/.{76,}/g, (line) => (line.match(/.{1,75}(?<!=|=.)/g) ?? []).join('=\n'));
