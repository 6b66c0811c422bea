import * as base64 from 'nodemailer/lib/base64/index.js';
import type MimeNode from 'nodemailer/lib/mime-node/index.js';
import * as quotedPrintable from 'nodemailer/lib/qp/index.js';

/**
 * The bytes of a compiled mail whose contents are at hand. MimeNode's own `build` writes the same through a chain of
 * streams for each part, for four times the CPU.
 */
export const assemble = (mail: MimeNode): Uint8Array => Buffer.concat([...piecesOf(mail)]);

function* piecesOf(node: MimeNode): Generator<Buffer> {
  yield Buffer.from(`${node.buildHeaders()}\r\n\r\n`);
  if (node.content) yield encoded(node.content, node.getTransferEncoding() || '7bit');
  if (!node.multipart) return;
  for (const [nth, child] of node.childNodes.entries()) {
    yield Buffer.from(`${nth > 0 ? '\r\n' : ''}--${node.boundary}\r\n`);
    yield* piecesOf(child);
  }
  yield Buffer.from(`\r\n--${node.boundary}--\r\n`);
}

function encoded(content: NonNullable<MimeNode['content']>, encoding: string): Buffer {
  if (typeof content !== 'string' && !Buffer.isBuffer(content)) throw new Error('a part of the mail is not at hand');
  const plain = typeof content === 'string' ? content.replace(/\r?\n|\r/g, '\r\n') : content;
  if (encoding === 'base64') return Buffer.from(base64.wrap(base64.encode(plain)));
  if (encoding === 'quoted-printable') return Buffer.from(quotedPrintable.wrap(quotedPrintable.encode(plain)));
  return Buffer.from(plain);
}
