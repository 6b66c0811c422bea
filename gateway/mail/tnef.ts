import type { BodyFile } from './body.ts';
import { decodeAs } from './charset.ts';
import { decodeGuessed } from './guess-charset.ts';

/** What Outlook packed into winmail.dat: files, and the words where they stand nowhere else. */
export type Opened = { text: string | null; html: string | null; files: BodyFile[] };

/** Opens a TNEF container (MS-OXTNEF); null when the bytes are none. Reads no further than its bytes; never throws. */
export function openTnef(bytes: Uint8Array): Opened | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.length < 6 || data.readUInt32LE(0) !== SIGNATURE) return null;
  const opened: Opened = { text: null, html: null, files: [] };
  let codepage = 'windows-1252';
  for (const { id, value } of attributesOf(data)) {
    const file = opened.files.at(-1);
    if (id === CODEPAGE && value.length >= 4) codepage = `windows-${value.readUInt32LE(0)}`;
    else if (id === BODY) opened.text = decoded(withoutNul(value), codepage);
    else if (id === MESSAGE) readMessage(value, opened);
    else if (id === NEXT_FILE && opened.files.length < MAX_FILES) opened.files.push(emptyFile());
    else if (id === FILE_NAME && file) file.name ??= decoded(withoutNul(value), codepage);
    else if (id === FILE_DATA && file) file.bytes = value;
    else if (id === FILE_PROPERTIES && file) readFile(value, file);
  }
  opened.files = opened.files.filter((file) => file.bytes.length > 0);
  return opened;
}

const SIGNATURE = 0x223e9f78;
const MAX_FILES = 100;
const MAX_PROPERTIES = 2000;

const CODEPAGE = 0x9007;
const BODY = 0x800c;
const MESSAGE = 0x9003;
const NEXT_FILE = 0x9002;
const FILE_NAME = 0x8010;
const FILE_DATA = 0x800f;
const FILE_PROPERTIES = 0x9005;

const emptyFile = (): BodyFile => ({
  name: null,
  contentType: 'application/octet-stream',
  cid: null,
  bytes: new Uint8Array(),
});

/** Level, id and type, length, value, checksum; one behind the other to the end, or to where a length lies. */
function* attributesOf(data: Buffer): Generator<{ id: number; value: Buffer }> {
  let at = 6;
  while (at + 9 <= data.length) {
    const id = data.readUInt16LE(at + 1);
    const length = data.readUInt32LE(at + 5);
    const start = at + 9;
    if (start + length > data.length) return;
    yield { id, value: data.subarray(start, start + length) };
    at = start + length + 2;
  }
}

const TEXT = 0x1000;
const HTML = 0x1013;

function readMessage(properties: Buffer, opened: Opened): void {
  for (const { id, type, value } of propertiesOf(properties)) {
    if (id === TEXT) opened.text = textOf(type, value);
    if (id === HTML) opened.html = textOf(type, value);
  }
}

const LONG_NAME = 0x3707;
const SHORT_NAME = 0x3704;
const MIME_TYPE = 0x370e;
const CONTENT_ID = 0x3712;
const OBJECT = 0x3701;

function readFile(properties: Buffer, file: BodyFile): void {
  for (const { id, type, value } of propertiesOf(properties)) {
    if (id === LONG_NAME) file.name = textOf(type, value);
    else if (id === SHORT_NAME) file.name ??= textOf(type, value);
    else if (id === MIME_TYPE) file.contentType = textOf(type, value);
    else if (id === CONTENT_ID) file.cid = textOf(type, value);
    // An object begins with the id of its interface.
    else if (id === OBJECT && file.bytes.length === 0) file.bytes = value.subarray(16);
  }
}

const UNICODE = 0x1f;

const textOf = (type: number, value: Buffer) =>
  type === UNICODE ? untilNul(value.toString('utf16le')) : decodeGuessed(withoutNul(value));

function untilNul(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

const decoded = (value: Buffer, codepage: string) => decodeAs(value, codepage) ?? decodeGuessed(value);

function withoutNul(value: Buffer): Buffer {
  const end = value.indexOf(0);
  return end === -1 ? value : value.subarray(0, end);
}

type Property = { id: number; type: number; value: Buffer };

/** How many bytes a value of that type takes; those of changing length say it themselves. */
const FIXED = new Map([
  [0x02, 4],
  [0x03, 4],
  [0x04, 4],
  [0x0a, 4],
  [0x0b, 4],
  [0x05, 8],
  [0x06, 8],
  [0x07, 8],
  [0x14, 8],
  [0x40, 8],
  [0x48, 16],
]);
const SIZED = new Set([0x0d, 0x1e, UNICODE, 0x102]);
const MANY = 0x1000;

/** MAPI properties one behind the other; it ends where a type is unknown or a length lies. */
function* propertiesOf(data: Buffer): Generator<Property> {
  if (data.length < 4) return;
  const count = Math.min(data.readUInt32LE(0), MAX_PROPERTIES);
  let at = 4;
  for (let i = 0; i < count && at + 4 <= data.length; i++) {
    const type = data.readUInt16LE(at) & ~MANY;
    const many = (data.readUInt16LE(at) & MANY) !== 0;
    const id = data.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) at = behindName(data, at);
    const sized = SIZED.has(type);
    let values = 1;
    if (many || sized) {
      if (at + 4 > data.length) return;
      values = data.readUInt32LE(at);
      at += 4;
    }
    for (let n = 0; n < values; n++) {
      const length = sized ? (at + 4 <= data.length ? data.readUInt32LE(at) : -1) : (FIXED.get(type) ?? -1);
      if (sized) at += 4;
      if (length < 0 || at + length > data.length) return;
      if (n === 0) yield { id, type, value: data.subarray(at, at + length) };
      at += padded(length);
    }
  }
}

const padded = (length: number) => Math.ceil(length / 4) * 4;

/** A property with a name of its own: whose names, and the name as a number or a text. */
function behindName(data: Buffer, at: number): number {
  const kind = at + 24 <= data.length ? data.readUInt32LE(at + 16) : 0;
  return at + 24 + (kind === 1 ? padded(data.readUInt32LE(at + 20)) : 0);
}
