import { guessCharset } from './guess-charset.ts';
import { firstOf, type HeaderBlock, readHeaderBlock, valuesOf } from './headers.ts';
import { parametersOf } from './parameters.ts';

/** What one linear pass over the raw bytes tells, before any parser that could be hurt by them. */
export type Scan = {
  /** The mail with LF line ends somewhere: a mail of bare CRs is turned into one. */
  raw: Uint8Array;
  head: HeaderBlock;
  headerBytes: number;
  /** Leaves of the MIME tree, in the order they stand; a mail without parts has one. */
  parts: PartShape[];
  depth: number;
  /** A multipart whose closing line never comes: its last part is cut off. */
  unclosed: boolean;
  /** null for ordinary mail; else why it is read apart, where it can be killed. */
  extraordinary: string | null;
};

export type PartShape = {
  type: string;
  disposition: string;
  encoding: string;
  /** As it declares it, lower case; '' when it does not. */
  charset: string;
  /** The file name it gives, decoded; null when it gives none. */
  name: string | null;
  inAlternative: boolean;
  /** Where its body stands in `raw`: from behind its header to the line of the next boundary. */
  bodyStart: number;
  bodyEnd: number;
};

/** Whether a part is words of the mail rather than a file, as parsers see it. */
export const isWords = ({ type, disposition }: PartShape): boolean =>
  (type === 'text/plain' || type === 'text/html') && (disposition === '' || disposition === 'inline');

/** Looks at a mail without reading it. Never throws. */
export function scan(given: Uint8Array): Scan {
  const raw = withLineFeeds(given);
  const start = startOfHeader(raw);
  const first = readHeaderBlock(raw, start);
  const { parts, depth, unclosed } = walkParts(raw, first);
  const head = first.guessed ? readHeaderBlock(raw, start, raw.length, charsetsOf(raw, parts)) : first;
  const headerBytes = head.bodyStart;
  const extraordinary = whyExtraordinary(raw.length, headerBytes, head.lines.length, parts.length, depth);
  return { raw, head, headerBytes, parts, depth, unclosed, extraordinary };
}

/** What raw 8-bit bytes of this mail may be in: what its parts declare, else what the whole looks like. */
export function charsetsOf(raw: Uint8Array, parts: readonly PartShape[]): string[] {
  const declared = [...new Set(parts.map(({ charset }) => charset))].filter((name) => name !== '');
  return [...declared, guessCharset(raw.subarray(0, GUESSED_FROM))];
}

// The header and the first page of a mail.
const GUESSED_FROM = 16 * 1024;

/**
 * The ids in the header alone, cheap enough for acceptance.
 * Ids keep their angle brackets; `messageId` is null when there is none or it is empty.
 */
export function quickIds(given: Uint8Array): { messageId: string | null; parents: string[] } {
  const raw = withLineFeeds(given.subarray(0, QUICK_BYTES));
  const { lines } = readHeaderBlock(raw, startOfHeader(raw));
  const parents = new Set([...idsOf(valuesOf(lines, 'in-reply-to')), ...idsOf(valuesOf(lines, 'references'))]);
  return { messageId: idsOf(valuesOf(lines, 'message-id'))[0] ?? null, parents: [...parents] };
}

/** Message-IDs in header values, each with its angle brackets. Some senders forget these around a single id. */
export function idsOf(values: readonly string[]): string[] {
  return values.flatMap((value) => {
    const ids = value.match(MESSAGE_ID);
    if (ids) return ids;
    return BARE_ID.test(value) ? [`<${value}>`] : [];
  });
}

// RFC 5322 lines hold 998 characters; a longer id is no id but an attack on an index.
const MESSAGE_ID = /<[^<>\s\p{Cc}]{1,900}>/gu;
const BARE_ID = /^[^<>\s\p{Cc}@]{1,400}@[^<>\s\p{Cc}@]{1,400}$/u;

// No honest header is longer, and the ids stand in it.
const QUICK_BYTES = 512 * 1024;

// Read in-process, a mail of this size blocks the event loop for 30 ms; few are larger.
const ORDINARY_BYTES = 1024 * 1024;
// Postfix takes 100 KB of header; people's mails have 3 to 12.
const ORDINARY_HEADER_BYTES = 64 * 1024;
const ORDINARY_HEADERS = 300;
const ORDINARY_PARTS = 100;
const ORDINARY_DEPTH = 20;
/** More parts than this no sender has and no agent reads; parsers stop there (mailsplit). */
export const MAX_PARTS = 1000;

function whyExtraordinary(bytes: number, headerBytes: number, headers: number, parts: number, depth: number) {
  if (bytes > ORDINARY_BYTES) return `it has ${bytes} bytes`;
  if (headerBytes > ORDINARY_HEADER_BYTES) return `its header has ${headerBytes} bytes`;
  if (headers > ORDINARY_HEADERS) return `its header has ${headers} lines`;
  if (parts > ORDINARY_PARTS) return `it has ${parts} parts`;
  if (depth > ORDINARY_DEPTH) return `its parts are nested ${depth} deep`;
  return null;
}

const LF = 10;
const CR = 13;

function withLineFeeds(raw: Uint8Array): Uint8Array {
  return !raw.includes(LF) && raw.includes(CR) ? raw.map((byte) => (byte === CR ? LF : byte)) : raw;
}

// Some gateways put blank lines before the header; a blank line followed by prose is a mail without one.
function startOfHeader(raw: Uint8Array): number {
  let start = 0;
  while (raw[start] === CR || raw[start] === LF) start++;
  if (start === 0) return 0;
  const firstLine = new TextDecoder('latin1').decode(raw.subarray(start, start + 100));
  return /^[A-Za-z][\w-]*:/.test(firstLine) ? start : 0;
}

type OpenPart = { boundary: string; alternative: boolean };

function walkParts(raw: Uint8Array, head: HeaderBlock): Pick<Scan, 'parts' | 'depth' | 'unclosed'> {
  const parts: PartShape[] = [];
  const open: OpenPart[] = [];
  const depthOf = new Map<string, number>();
  let depth = 0;
  const enter = (block: HeaderBlock) => {
    const contentType = firstOf(block.lines, 'content-type') ?? 'text/plain';
    const type = contentType.toLowerCase();
    const boundary = type.startsWith('multipart/') ? boundaryOf(contentType) : null;
    const alternative = open.at(-1)?.alternative ?? false;
    if (boundary === null) {
      parts.push({ ...shapeOf(block, contentType), inAlternative: alternative, bodyEnd: raw.length });
      return;
    }
    depthOf.set(boundary, open.length);
    open.push({ boundary, alternative: alternative || type.startsWith('multipart/alternative') });
    depth = Math.max(depth, open.length);
  };
  const leave = (level: number) => {
    for (const { boundary } of open.splice(level)) depthOf.delete(boundary);
  };
  enter(head);

  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  let position = head.bodyStart;
  while (depthOf.size > 0 && parts.length <= MAX_PARTS) {
    const line = nextDelimiterLine(bytes, position);
    if (!line) break;
    position = line.next;
    const closing = line.text.endsWith('--') ? line.text.slice(0, -2) : null;
    const opened = depthOf.get(line.text);
    const closed = closing === null ? undefined : depthOf.get(closing);
    const ended = parts.at(-1);
    if ((opened ?? closed) !== undefined && ended?.bodyEnd === raw.length) ended.bodyEnd = line.start;
    if (opened !== undefined) {
      leave(opened + 1);
      const block = readHeaderBlock(raw, position);
      enter(block);
      position = block.bodyStart;
    } else if (closed !== undefined) leave(closed);
  }
  return { parts, depth, unclosed: depthOf.size > 0 };
}

function shapeOf(block: HeaderBlock, contentType: string) {
  const disposition = firstOf(block.lines, 'content-disposition') ?? '';
  const parameters = parametersOf(contentType);
  return {
    type: token(contentType.toLowerCase()),
    disposition: token(disposition.toLowerCase()),
    encoding: token((firstOf(block.lines, 'content-transfer-encoding') ?? '').toLowerCase()),
    charset: (parameters.get('charset') ?? '').toLowerCase(),
    name: parametersOf(disposition).get('filename') ?? parameters.get('name') ?? parameters.get('file') ?? null,
    bodyStart: block.bodyStart,
  };
}

// RFC 2046 allows 70 characters; some senders use more. White space may follow it.
const MAX_BOUNDARY = 250;
const MAX_DELIMITER_LINE = MAX_BOUNDARY + 1000;

function boundaryOf(contentType: string): string | null {
  const found = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType);
  const boundary = (found?.[1] ?? found?.[2] ?? '').trimEnd();
  return boundary.length > 0 && boundary.length <= MAX_BOUNDARY ? boundary : null;
}

const token = (value: string) => (value.split(';', 1)[0] ?? '').trim();

/** The next line that begins with two dashes; `from` is where a line begins. */
function nextDelimiterLine(bytes: Buffer, from: number): { text: string; start: number; next: number } | null {
  let start = bytes.indexOf('\n--', Math.max(0, from - 1)) + 1;
  while (start > 0) {
    const lineFeed = bytes.indexOf(LF, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    if (end - start <= MAX_DELIMITER_LINE)
      return { text: bytes.toString('latin1', start + 2, end).trimEnd(), start, next: Math.min(end + 1, bytes.length) };
    start = bytes.indexOf('\n--', end) + 1;
  }
  return null;
}
