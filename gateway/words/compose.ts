import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Instant } from '../desk/instant.ts';
import type { Address } from '../desk/letter.ts';
import { assemble } from './assemble.ts';
import type { Words } from './render.ts';

/** Everything an outgoing mail is made of. Addresses are objects: a string would be parsed, and could name somebody else. */
export type Outgoing = {
  from: Address;
  to: Address[];
  cc: Address[];
  replyTo: string | null;
  words: Words;
  messageId: string;
  inReplyTo: string | null;
  references: string[];
  date: Instant;
  /** RFC 3834: a machine wrote it and wants no automatic answer. */
  automatic: boolean;
  /** Tells our own mail when it comes back. */
  loopMark: string;
  attachments: { name: string; contentType: string; bytes: Uint8Array }[];
};

/** The bytes of a mail (RFC 5322), plain text first. Control characters never reach a header. */
export async function compose(mail: Outgoing): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: headerAddress(mail.from),
    to: mail.to.map(headerAddress),
    cc: mail.cc.map(headerAddress),
    ...(mail.replyTo ? { replyTo: { name: '', address: mail.replyTo } } : {}),
    subject: headerText(mail.words.subject),
    messageId: mail.messageId,
    ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
    references: mail.references,
    date: new Date(mail.date),
    headers: {
      'X-Heed-Loop': mail.loopMark,
      ...(mail.automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : {}),
    },
    text: mail.words.text,
    html: `<!doctype html><html><body>${mail.words.html}</body></html>`,
    attachments: mail.attachments.map(({ name, contentType, bytes }) => ({
      filename: headerText(name),
      contentType,
      content: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      contentDisposition: 'attachment' as const,
      // Byte for byte, texts too: their line ends are none of the mail's.
      contentTransferEncoding: 'base64' as const,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return assemble(composer.compile());
}

const headerText = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const headerAddress = ({ name, address }: Address) => ({ name: headerText(name), address });
