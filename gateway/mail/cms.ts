/**
 * The content inside an opaquely signed S/MIME part (CMS SignedData, RFC 5652 5.2): a MIME part of its own, which no mail
 * program shows without opening the signature. Nothing is verified. null when the bytes are none, or hold no content.
 */
export function contentOfSigned(bytes: Uint8Array): Uint8Array | null {
  try {
    const info = childrenOf(elementAt(Buffer.from(bytes), 0).value);
    const signed = info[0]?.value.equals(SIGNED_DATA) ? childrenOf(info[1]?.value ?? EMPTY)[0] : undefined;
    // Version, digest algorithms, then what was signed: its type and, wrapped, its bytes.
    const encapsulated = signed ? childrenOf(signed.value)[2] : undefined;
    const wrapped = encapsulated ? childrenOf(encapsulated.value)[1] : undefined;
    const content = wrapped ? childrenOf(wrapped.value)[0] : undefined;
    return content ? octetsOf(content, 0) : null;
  } catch {
    return null;
  }
}

const EMPTY = Buffer.alloc(0);
// 1.2.840.113549.1.7.2
const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');

type Element = { constructed: boolean; value: Buffer; end: number };

/** One element of BER: its content, without the end marks of an indefinite length. */
function elementAt(data: Buffer, at: number): Element {
  const tag = data.readUInt8(at);
  const first = data.readUInt8(at + 1);
  const constructed = (tag & 0x20) !== 0;
  if (first === INDEFINITE) {
    const end = endOfIndefinite(data, at + 2);
    return { constructed, value: data.subarray(at + 2, end), end: end + 2 };
  }
  const long = first & 0x80 ? first & 0x7f : 0;
  if (long > 4) throw new RangeError('a length of more than four bytes');
  const length = long === 0 ? first : data.readUIntBE(at + 2, long);
  const start = at + 2 + long;
  if (start + length > data.length) throw new RangeError('a length beyond the end');
  return { constructed, value: data.subarray(start, start + length), end: start + length };
}

const INDEFINITE = 0x80;
// Signers nest a handful; what nests deeper is made to.
const MAX_NESTING = 20;

function endOfIndefinite(data: Buffer, start: number, depth = 0): number {
  if (depth > MAX_NESTING) throw new RangeError('nested too deep');
  let at = start;
  while (data.readUInt16BE(at) !== 0)
    at = data.readUInt8(at + 1) === INDEFINITE ? endOfIndefinite(data, at + 2, depth + 1) + 2 : elementAt(data, at).end;
  return at;
}

function childrenOf(value: Buffer): Element[] {
  const children: Element[] = [];
  for (let at = 0; at < value.length && children.length < MAX_CHILDREN; ) {
    const child = elementAt(value, at);
    children.push(child);
    at = child.end;
  }
  return children;
}

// A large content comes in pieces of a few kilobytes.
const MAX_CHILDREN = 100_000;

/** An octet string is its bytes, or the bytes of its pieces. */
function octetsOf({ constructed, value }: Element, depth: number): Buffer {
  if (!constructed) return value;
  if (depth > MAX_NESTING) throw new RangeError('nested too deep');
  return Buffer.concat(childrenOf(value).map((piece) => octetsOf(piece, depth + 1)));
}
