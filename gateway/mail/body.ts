import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { oneLine } from './clean-text.ts';
import { contentOfSigned } from './cms.ts';
import { completed } from './complete.ts';
import { decodeWords } from './encoded-words.ts';
import { decodeGuessed } from './guess-charset.ts';
import { firstOf, type HeaderLine, valuesOf } from './headers.ts';
import { htmlToText } from './html-text.ts';
import { type Scan, scan } from './scan.ts';
import { takeOutFiles } from './take-out.ts';

/** The leaves of a mail: its words in the forms the sender gave, and the files. Decoded, not yet cleaned. */
export type Body = { text: string | null; html: string | null; files: BodyFile[]; problems: string[] };

export type BodyFile = { name: string | null; contentType: string; cid: string | null; bytes: Uint8Array };

/**
 * Reads what stands below the header. mailparser first; PostalMime where it throws, hangs or finds nothing;
 * the bare text when both find nothing in a body that is not empty, so that no word is lost.
 */
export async function readBody(scan: Scan): Promise<Body> {
  return withEmbedded(await withSigned(await readParts(scan)));
}

async function readParts(scan: Scan): Promise<Body> {
  const light = takeOutFiles(scan);
  const first = ENDS_IN_SPACE.test(firstOf(scan.head.lines, 'content-type') ?? '')
    ? null
    : await tryReading(() => withMailparser(onlyMime(light.scan, scan.head.lines), needsConversion(scan)));
  if (first && !isEmpty(first)) return completed({ ...first, files: light.putBack(first.files) }, scan);
  const mail = onlyMime(scan, scan.head.lines);
  const second = await tryReading(() => withPostalMime(mail));
  if (second && !isEmpty(second))
    return completed(
      { ...second, problems: first ? ['Read by the second parser; the first found nothing.'] : [] },
      scan,
    );
  const bare = decodeGuessed(scan.raw.subarray(scan.head.bodyStart));
  if (bare.trim() === '') return first ?? second ?? { text: '', html: null, files: [], problems: [] };
  const problems = ['The parts of this mail could not be told apart; its raw text is shown.'];
  return { text: bare.slice(0, MAX_BARE_TEXT), html: null, files: [], problems };
}

// RFC 2046 forbids it; mailparser takes the spaces off, and lines that only look like a boundary for one.
const ENDS_IN_SPACE = /;\s*boundary\s*=\s*"[^"]*\s"/i;

/** An opaquely signed mail is a file that holds the mail. */
async function withSigned(body: Body): Promise<Body> {
  const signed = body.files.find(({ contentType }) => /^application\/(?:x-)?pkcs7-mime$/i.test(contentType));
  const content = signed && isSilent(body) ? contentOfSigned(signed.bytes) : null;
  const inner = content && scan(content);
  if (!inner || inner.extraordinary !== null) return body;
  const { text, html, files, problems } = await readParts(inner);
  return { text, html, files: [...body.files, ...files], problems: [...body.problems, ...problems] };
}

/** A mail that only carries another (forwarded as a file) says what that one says, and carries what that one carries. */
async function withEmbedded(body: Body, depth = 1): Promise<Body> {
  const embedded = body.files.find(({ contentType }) => contentType === 'message/rfc822');
  if (!embedded || depth > MAX_EMBEDDED || !isSilent(body)) return body;
  const inner = scan(embedded.bytes);
  if (inner.extraordinary !== null) return body;
  const { text, html, files } = await withEmbedded(await readParts(inner), depth + 1);
  const shown = SHOWN_OF_EMBEDDED.flatMap((name) =>
    valuesOf(inner.head.lines, name)
      .slice(0, 1)
      .map((value) => `${name}: ${value}`),
  );
  const words = text?.trim() ? text : htmlToText(html ?? '');
  const header = shown.map((line) => oneLine(decodeWords(line.slice(0, 500)))).join('\n');
  return { ...body, text: `${header}\n\n${words}`, files: [...body.files, ...files] };
}

const MAX_EMBEDDED = 3;
const SHOWN_OF_EMBEDDED = ['from', 'date', 'subject'];

// A raw text is a last resort to read what it is about; the whole is in the raw mail.
const MAX_BARE_TEXT = 100_000;
// A parser that waits for a stream that never ends must not stop the mails behind it.
const HANGS_AFTER_MS = 10_000;

const MIME_HEADERS = new Set(['content-type', 'content-transfer-encoding', 'content-disposition', 'content-id']);

/** The mail with its MIME headers alone: no bomb in another header reaches a parser, and none is parsed twice. */
function onlyMime(scan: Scan, lines: readonly HeaderLine[]): Buffer {
  const head = lines.filter((line) => MIME_HEADERS.has(line.name)).map((line) => `${line.name}: ${line.value}\r\n`);
  return Buffer.concat([Buffer.from(`${head.join('')}\r\n`), scan.raw.subarray(scan.head.bodyStart)]);
}

/** Only where text and HTML parts follow each other, and do not say the same twice, must one be made of the other. */
function needsConversion({ parts }: Scan): boolean {
  const beside = parts.filter((part) => !part.inAlternative && part.disposition !== 'attachment');
  const hasHtml = parts.some((part) => part.type === 'text/html');
  const hasText = parts.some((part) => part.type === 'text/plain');
  return hasHtml && hasText && beside.some(({ type }) => type === 'text/plain' || type === 'text/html');
}

async function tryReading(read: () => Promise<Body>): Promise<Body | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), HANGS_AFTER_MS);
  });
  try {
    return await Promise.race([read(), late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function withMailparser(mail: Buffer, convert: boolean): Promise<Body> {
  const read = await simpleParser(mail, {
    skipHtmlToText: !convert,
    skipTextToHtml: !convert,
    skipTextLinks: true,
    skipImageLinks: true,
    keepCidLinks: true,
    keepDeliveryStatus: true,
    ignoreEmbedded: true,
    checksumAlgo: false,
  });
  const files = read.attachments.map((file) => ({
    name: file.filename ?? null,
    // A type without a name ("; name=x") is none.
    contentType: typeof file.contentType === 'string' ? file.contentType : '',
    cid: file.cid ?? null,
    bytes: file.content,
  }));
  return { text: read.text ?? null, html: read.html || null, files, problems: [] };
}

async function withPostalMime(mail: Buffer): Promise<Body> {
  const read = await PostalMime.parse(mail, { forceRfc822Attachments: true });
  const files = read.attachments.map((file) => ({
    name: file.filename,
    contentType: file.mimeType,
    cid: file.contentId?.replace(/^<|>$/g, '') ?? null,
    bytes: typeof file.content === 'string' ? Buffer.from(file.content) : new Uint8Array(file.content),
  }));
  return { text: read.text ?? null, html: read.html ?? null, files, problems: [] };
}

const isSilent = ({ text, html }: Body) => (text ?? '').trim() === '' && (html ?? '').trim() === '';
const isEmpty = (body: Body) => body.files.length === 0 && isSilent(body);
